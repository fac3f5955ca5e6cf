import { expect, test } from "vitest";
import { encodeBody } from "../../../src/adapters/discord/multipart.ts";

test("files come out of the form as they were, whatever their names and bytes", async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
  const files = [
    { name: 'a"; name="payload_json.png', mediaType: "image/png", bytes, alt: "" },
    {
      name: "Ärger\r\nx: y.txt",
      mediaType: "text/plain",
      bytes: new TextEncoder().encode("--magpie-\r\n\r\n"),
      alt: "",
    },
  ];
  const payload = { content: "— “ü” \r\n--" };
  const { contentType, bytes: body } = await encodeBody(payload, files);
  const form = await new Response(new Uint8Array(Buffer.from(body)), {
    headers: { "content-type": contentType },
  }).formData();
  expect([...form.keys()]).toEqual(["payload_json", "files[0]", "files[1]"]);
  expect(JSON.parse(await new Response(form.get("payload_json")).text())).toEqual(payload);
  for (const [index, file] of files.entries()) {
    const sent = form.get(`files[${index}]`);
    if (!(sent instanceof File)) throw new TypeError("no file");
    expect([sent.name, sent.type]).toEqual([file.name, file.mediaType]);
    expect(Buffer.from(await sent.arrayBuffer()).equals(file.bytes)).toBe(true);
  }
});
