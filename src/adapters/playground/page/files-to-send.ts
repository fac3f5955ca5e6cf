import type { SubmitRequest } from "../protocol.ts";

/** The chosen files by their names, as text that fits into JSON. */
export async function filesToSend(files: Readonly<Record<string, File>>): Promise<SubmitRequest["files"]> {
  const sent = Object.values(files).map(async (file) => {
    const base64 = await base64Of(file);
    return [file.name, { mediaType: file.type || "application/octet-stream", base64 }] as const;
  });
  return Object.fromEntries(await Promise.all(sent));
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error("the file can't be read"));
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.readAsDataURL(file);
  });
}
