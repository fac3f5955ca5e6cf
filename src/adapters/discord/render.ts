import type { Button, Card, Reply } from "../../core/reply.ts";
import { assertNever, paragraph } from "../../core/reply.ts";
import { bold, cut, isWebUrl, type RichText, t } from "../../core/text.ts";
import { visibleLine, visibleReply } from "../../core/visible.ts";
import { CharacterBudget, cardToEmbeds, type Embed, textToEmbed } from "./embeds.ts";
import { Files, type UploadedFile } from "./files.ts";
import { MESSAGE_LIMITS } from "./limits.ts";
import { escapeMarkdown, joinLines, toMarkdown } from "./markdown.ts";

/** A message as Discord's API takes it, without its flags. Every key is always there, so that an edit clears what was before. */
export interface DiscordMessage {
  readonly content: string;
  readonly embeds: readonly Embed[];
  readonly components: readonly ActionRow[];
  readonly attachments: readonly { readonly id: string; readonly filename: string; readonly description: string }[];
  readonly allowed_mentions: { readonly parse: readonly never[] };
}

interface ActionRow {
  readonly type: 1;
  readonly components: readonly ButtonComponent[];
}

type ButtonComponent =
  | { readonly type: 2; readonly style: 1 | 2 | 4; readonly label: string; readonly custom_id: string }
  | { readonly type: 2; readonly style: 5; readonly label: string; readonly url: string };

export interface RenderedReply {
  readonly message: DiscordMessage;
  /** In the order of `message.attachments`. */
  readonly files: readonly UploadedFile[];
}

const STYLES = { primary: 1, danger: 4 } as const;

/**
 * Renders a reply. Total: whatever is too long is cut, whatever can't be shown is left out, and something always remains.
 * `states` are the buttons' custom ids; a button without one is left out. `maxFileBytes` is what the interaction allows.
 */
export function replyToDiscord(
  reply: Reply,
  states: ReadonlyMap<Button, string>,
  maxFileBytes: number = MESSAGE_LIMITS.fileBytes,
): RenderedReply {
  const shown = visibleReply(reply);
  const files = new Files(maxFileBytes);
  const budget = new CharacterBudget(MESSAGE_LIMITS.embedsTotal);
  const { content, blocks } = splitContent(withoutFiles(shown, files));
  const cardCount = Math.min(blocks.length, MESSAGE_LIMITS.embeds);
  // Pictures beyond each card's first get what room the cards leave
  let spareEmbeds = MESSAGE_LIMITS.embeds - cardCount;
  const seenUrls = new Set<string>();
  const drafts = blocks.slice(0, cardCount).map((block) => {
    if (!("type" in block)) return textToEmbed(block, budget);
    return cardToEmbeds(block, { budget, files, seenUrls, takeSpareEmbed: () => spareEmbeds-- > 0 });
  });
  // In two rounds: titles and footers, which credit the source, have taken their part of the sum before the long texts do
  const embeds = drafts.flatMap((finish) => finish());
  const components = rowsOf(shown, states);
  const isEmpty = content === "" && embeds.length === 0 && files.list.length === 0;
  const message: DiscordMessage = {
    content: isEmpty ? escapeMarkdown(shown.text, MESSAGE_LIMITS.content) || "…" : content,
    embeds,
    components,
    attachments: files.list.map(({ name, alt }, id) => ({
      id: String(id),
      filename: name,
      description: cut(alt, MESSAGE_LIMITS.attachmentDescription),
    })),
    allowed_mentions: { parse: [] },
  };
  return { message, files: files.list };
}

/** The words of a reply alone: for a message that Discord refused as it was. */
export function plainMessage(reply: Reply): DiscordMessage {
  return replyToDiscord({ ...reply, parts: [] }, new Map()).message;
}

/** Takes the files out; one that does not fit is told in words. */
function withoutFiles(reply: Reply, files: Files): Reply {
  const parts = reply.parts.map((part) => {
    if (part.type !== "file") return part;
    const isSent = files.attach(part.file, part.description);
    return isSent
      ? undefined
      : paragraph(t`${bold(visibleLine(part.file.name))} is too large for Discord: ${part.description}.`);
  });
  return { ...reply, parts: parts.filter((part) => part !== undefined) };
}

type Block = RichText | Card;

/** Sentences before the first card are the message's content, if they fit; later ones are embeds, to keep the order. */
function splitContent(reply: Reply): { readonly content: string; readonly blocks: readonly Block[] } {
  const leading: RichText[] = [];
  const blocks: Block[] = [];
  for (const part of reply.parts) {
    switch (part.type) {
      case "paragraph":
        if (blocks.length === 0) leading.push(part.text);
        else blocks.push(part.text);
        break;
      case "card":
        blocks.push(part);
        break;
      case "file":
      case "buttons":
        break;
      default:
        assertNever(part);
    }
  }
  const text = joinLines(leading);
  const content = toMarkdown(text, MESSAGE_LIMITS.embedDescription);
  return content.length <= MESSAGE_LIMITS.content ? { content, blocks } : { content: "", blocks: [text, ...blocks] };
}

function rowsOf(reply: Reply, states: ReadonlyMap<Button, string>): readonly ActionRow[] {
  const seen = new Set<string>();
  const rows = reply.parts
    .map((part) => (part.type === "buttons" ? part.buttons.flatMap((button) => toComponent(button, states, seen)) : []))
    .flatMap((row) => chunks(row, MESSAGE_LIMITS.rowButtons));
  const fitting = rows.length <= MESSAGE_LIMITS.rows ? rows : chunks(rows.flat(), MESSAGE_LIMITS.rowButtons);
  return fitting.slice(0, MESSAGE_LIMITS.rows).map((components) => ({ type: 1, components }));
}

function toComponent(button: Button, states: ReadonlyMap<Button, string>, seen: Set<string>): ButtonComponent[] {
  const label = cut(visibleLine(button.label).trim(), MESSAGE_LIMITS.buttonLabel) || "…";
  if (button.press.do === "open") {
    const { url } = button.press;
    return isWebUrl(url) && url.length <= MESSAGE_LIMITS.buttonUrl ? [{ type: 2, style: 5, label, url }] : [];
  }
  const customId = states.get(button);
  if (customId === undefined || customId.length > MESSAGE_LIMITS.customId || seen.has(customId)) return [];
  seen.add(customId);
  const style = button.style === undefined ? 2 : STYLES[button.style];
  return [{ type: 2, style, label, custom_id: customId }];
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (items.length <= size) return items.length === 0 ? [] : [items];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
