import { createHash } from "node:crypto";
import type { Reply, ReplyPart } from "../core/reply.ts";
import { plainText } from "../core/text.ts";

/**
 * What tells an answer from the one before: its own identity, the options that make it again (a picture's day, a photo's id), or
 * else what it shows, without footers, which tell ages.
 */
export function identityOf({ identity, again, parts }: Reply): string {
  if (identity !== undefined) return identity;
  const shown = again ?? parts.map(contentOf);
  return createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 22);
}

function contentOf(part: ReplyPart): unknown {
  switch (part.type) {
    case "paragraph":
      return plainText(part.text);
    case "card": {
      const { title, lines, fields, images } = part;
      const values = fields.map(({ name, value }) => [name, plainText(value)]);
      // Of a drawn picture its words: its bytes may differ
      const pictures = images.map((image) => ("url" in image ? image.url : image.alt));
      return [title, lines.map(plainText), values, pictures];
    }
    case "file":
      return part.file.name;
    case "buttons":
      return [];
  }
}
