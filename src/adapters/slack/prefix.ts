import type { Reply, ReplyPart } from "../../core/reply.ts";
import type { RichText } from "../../core/text.ts";

/** The bot's name, which the manifest gives it. */
export const BOT_NAME = "Magpie";

/** The reply with every command in it as it is typed here: `/dog beagle` reads `/mg-dog beagle`. Buttons stay the same objects. */
export function withCommandPrefix(reply: Reply, prefix: string): Reply {
  return prefix === "" ? reply : withLead(reply, `/${prefix}`);
}

/** The reply with every command in it as it is typed in a thread, where Slack has no slash commands: `@Magpie dog beagle`. */
export function withMentions(reply: Reply): Reply {
  return withLead(reply, `@${BOT_NAME} `);
}

function withLead(reply: Reply, lead: string): Reply {
  return { ...reply, parts: reply.parts.map((part) => leadPart(part, lead)) };
}

function leadPart(part: ReplyPart, lead: string): ReplyPart {
  switch (part.type) {
    case "paragraph":
      return { ...part, text: leadText(part.text, lead) };
    case "card":
      return {
        ...part,
        lines: part.lines.map((line) => leadText(line, lead)),
        fields: part.fields.map((field) => ({ ...field, value: leadText(field.value, lead) })),
      };
    case "file":
    case "buttons":
      return part;
  }
}

/** A code span that starts with a slash is a command to type. */
function leadText(text: RichText, lead: string): RichText {
  return text.map((span) =>
    typeof span !== "string" && span.type === "code" && /^\/[a-z]/.test(span.text)
      ? { ...span, text: `${lead}${span.text.slice(1)}` }
      : span,
  );
}
