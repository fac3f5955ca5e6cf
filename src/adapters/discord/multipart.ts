import type { UploadedFile } from "./files.ts";

/** A body ready to send, as often as it takes. */
export interface EncodedBody {
  readonly contentType: string;
  readonly bytes: string | Buffer;
}

/** JSON, or with files the multipart form that Discord wants: `payload_json` and `files[n]`. */
export async function encodeBody(payload: unknown, files: readonly UploadedFile[]): Promise<EncodedBody> {
  const json = JSON.stringify(payload);
  if (files.length === 0) return { contentType: "application/json", bytes: json };
  const form = new FormData();
  form.set("payload_json", json);
  for (const [index, { name, mediaType, bytes }] of files.entries()) {
    form.set(`files[${index}]`, new Blob([new Uint8Array(bytes)], { type: mediaType }), name);
  }
  const encoded = new Response(form);
  return {
    contentType: encoded.headers.get("content-type") ?? "multipart/form-data",
    bytes: Buffer.from(await encoded.arrayBuffer()),
  };
}
