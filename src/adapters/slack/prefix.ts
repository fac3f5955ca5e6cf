import type { Reply, ReplyPart } from "../../core/reply.ts";
import type { RichText } from "../../core/text.ts";

/** The reply with every command in it as it is typed here: `/dog beagle` reads `/mg-dog beagle`. Buttons stay the same objects. */
export function withCommandPrefix(reply: Reply, prefix: string): Reply {
  return prefix === "" ? reply : { ...reply, parts: reply.parts.map((part) => prefixPart(part, prefix)) };
}

function prefixPart(part: ReplyPart, prefix: string): ReplyPart {
  switch (part.type) {
    case "paragraph":
      return { ...part, text: prefixText(part.text, prefix) };
    case "card":
      return {
        ...part,
        lines: part.lines.map((line) => prefixText(line, prefix)),
        fields: part.fields.map((field) => ({ ...field, value: prefixText(field.value, prefix) })),
      };
    case "file":
    case "buttons":
      return part;
  }
}

/** A code span that starts with a slash is a command to type. */
function prefixText(text: RichText, prefix: string): RichText {
  return text.map((span) =>
    typeof span !== "string" && span.type === "code" && /^\/[a-z]/.test(span.text)
      ? { ...span, text: `/${prefix}${span.text.slice(1)}` }
      : span,
  );
}
