import type { Button, Card, Reply } from "../../core/reply.ts";
import { assertNever, paragraph } from "../../core/reply.ts";
import { cut, type RichText } from "../../core/text.ts";
import { visibleReply } from "../../core/visible.ts";
import { Buttons } from "./buttons.ts";
import { COMPONENTS_ONLY, type Component } from "./components.ts";
import { isBetterAsComponents, replyToComponents } from "./containers.ts";
import { CharacterBudget, cardToEmbeds, type Embed, textToEmbed } from "./embeds.ts";
import { Files, tooLarge, type UploadedFile } from "./files.ts";
import { MESSAGE_LIMITS } from "./limits.ts";
import { escapeMarkdown, joinLines, type MentionOf, toMarkdown } from "./markdown.ts";

/**
 * A message as Discord's API takes it, without the flag that makes it private. Every key is always there, so that an edit clears
 * what was before: what a message of components may not have is null.
 */
export interface DiscordMessage {
  readonly content: string | null;
  readonly embeds: readonly Embed[] | null;
  readonly components: readonly Component[];
  readonly attachments: readonly { readonly id: string; readonly filename: string; readonly description: string }[];
  readonly allowed_mentions: { readonly parse: readonly never[] };
  /** `IS_COMPONENTS_V2`, or absent. */
  readonly flags?: number;
}

/** Whether a message consists of components alone: as one chooses, or whatever the reply is like. */
export type Form = "either" | "components" | "embeds";

export interface RenderedReply {
  readonly message: DiscordMessage;
  /** In the order of `message.attachments`. */
  readonly files: readonly UploadedFile[];
}

/** Where a message goes. */
interface Surroundings {
  readonly form?: Form;
  /** What the interaction allows. */
  readonly maxFileBytes?: number;
  readonly mention?: MentionOf | undefined;
}

/**
 * Renders a reply. Total: whatever is too long is cut, whatever can't be shown is left out, and something always remains.
 * `states` are the buttons' custom ids; a button without one is left out.
 */
export function replyToDiscord(
  reply: Reply,
  states: ReadonlyMap<Button, string>,
  { form = "either", maxFileBytes = MESSAGE_LIMITS.fileBytes, mention }: Surroundings = {},
): RenderedReply {
  const shown = visibleReply(reply);
  const makeFiles = () => new Files(maxFileBytes);
  const isForced = form === "components";
  if (isForced || (form === "either" && isBetterAsComponents(shown))) {
    const drawn = replyToComponents(shown, states, { makeFiles, mention, isForced });
    // What is too long goes as embeds, which take more characters
    if (drawn !== undefined) {
      return rendered(
        { content: null, embeds: null, components: drawn.components, flags: COMPONENTS_ONLY },
        drawn.files,
      );
    }
  }
  const files = makeFiles();
  return rendered(replyToEmbeds(shown, states, files, mention), files);
}

function rendered(parts: Omit<DiscordMessage, "attachments" | "allowed_mentions">, { list }: Files): RenderedReply {
  const attachments = list.map(({ name, alt }, id) => ({
    id: String(id),
    filename: name,
    description: cut(alt, MESSAGE_LIMITS.attachmentDescription),
  }));
  return { message: { ...parts, attachments, allowed_mentions: { parse: [] } }, files: list };
}

function replyToEmbeds(
  reply: Reply,
  states: ReadonlyMap<Button, string>,
  files: Files,
  mention: MentionOf | undefined,
) {
  const budget = new CharacterBudget(MESSAGE_LIMITS.embedsTotal);
  const { content, blocks } = splitContent(withoutFiles(reply, files), mention);
  const cardCount = Math.min(blocks.length, MESSAGE_LIMITS.embeds);
  // Pictures beyond each card's first get what room the cards leave
  let spareEmbeds = MESSAGE_LIMITS.embeds - cardCount;
  const seenUrls = new Set<string>();
  const drafts = blocks.slice(0, cardCount).map((block) => {
    if (!("type" in block)) return textToEmbed(block, { budget, mention });
    return cardToEmbeds(block, { budget, files, seenUrls, takeSpareEmbed: () => spareEmbeds-- > 0, mention });
  });
  // In two rounds: titles and footers, which credit the source, have taken their part of the sum before the long texts do
  const embeds = drafts.flatMap((finish) => finish());
  const isEmpty = content === "" && embeds.length === 0 && files.list.length === 0;
  return {
    content: isEmpty ? escapeMarkdown(reply.text, MESSAGE_LIMITS.content) || "…" : content,
    embeds,
    components: new Buttons(states).rowsOf(reply),
  };
}

/** The words of a reply alone: for a message that Discord refused as it was. */
export function plainMessage(reply: Reply, form: Form = "embeds"): DiscordMessage {
  return replyToDiscord({ ...reply, parts: [] }, new Map(), { form }).message;
}

/** Takes the files out; one that does not fit is told in words. */
function withoutFiles(reply: Reply, files: Files): Reply {
  const parts = reply.parts.map((part) => {
    if (part.type !== "file") return part;
    return files.attach(part.file, part.description) === undefined ? paragraph(tooLarge(part)) : undefined;
  });
  return { ...reply, parts: parts.filter((part) => part !== undefined) };
}

type Block = RichText | Card;

/** Sentences before the first card are the message's content, if they fit; later ones are embeds, to keep the order. */
function splitContent(
  reply: Reply,
  mention: MentionOf | undefined,
): { readonly content: string; readonly blocks: readonly Block[] } {
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
  const content = toMarkdown(text, MESSAGE_LIMITS.embedDescription, mention);
  return content.length <= MESSAGE_LIMITS.content ? { content, blocks } : { content: "", blocks: [text, ...blocks] };
}
