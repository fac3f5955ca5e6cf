import type { CallToolResult } from "@modelcontextprotocol/client";

/** What an agent reads. */
export function textOf({ content }: CallToolResult): string {
  return content.flatMap((each) => (each.type === "text" ? [each.text] : [])).join("\n");
}

/** Of the pictures that came along; fails where one has no bytes. */
export function imageTypes({ content }: CallToolResult): readonly string[] {
  return content.flatMap((each) => {
    if (each.type !== "image") return [];
    if (Buffer.from(each.data, "base64").length < 100) throw new Error("a picture without bytes");
    return [each.mimeType];
  });
}
