import type { types } from "@slack/bolt";
import { assertNever, type Button, type Card, type Image, type Reply } from "../../core/reply.ts";
import { cut, isWebUrl, join, plainText, type RichText } from "../../core/text.ts";
import { visibleLine, visibleReply } from "../../core/visible.ts";
import { altText, type FilePlaces, fileInWords, imageSource, type Media, type Pictures, whereabouts } from "./files.ts";
import { LIMITS } from "./limits.ts";
import { escapeMrkdwn, linkToMrkdwn, plainToMrkdwn, richTextToMrkdwn } from "./mrkdwn.ts";

/** One message as Slack takes it: in an ack, at a `response_url` and by `chat.postMessage`. */
export interface SlackMessage {
  /** What notifications and screen readers tell; the blocks stand in its place on screen. */
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
  /** A card's colour bar, with the card's blocks inside. */
  readonly attachments: readonly Bar[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

interface Bar {
  readonly color: string;
  readonly fallback: string;
  readonly blocks: readonly types.KnownBlock[];
}

interface Look extends Media {
  readonly states: ReadonlyMap<Button, string>;
  /** Part of the caps of text that may be used, for messages that would be too large as a whole. */
  readonly textShare: number;
}

/** Tried in this order until the message fits as a whole. */
const TEXT_SHARES = [1, 0.5, 0.25, 0.1, 0.03] as const;

/**
 * A reply as Slack shows it. Pure and total: whatever is too long is cut at a word, a button without a state or a picture
 * that Slack would refuse is left out or linked. The first card's title stands above its colour bar, because Slack shows
 * `text` a second time where a message has attachments and no blocks of its own.
 */
export function replyToSlack(
  reply: Reply,
  states: ReadonlyMap<Button, string>,
  pictures: Pictures = "shown",
  places: FilePlaces = new Map(),
): SlackMessage {
  const shown = visibleReply(reply);
  let message = build(shown, { pictures, places, states, textShare: 1 });
  for (const textShare of TEXT_SHARES.slice(1)) {
    if (sizeOf(message) <= LIMITS.allBlocks) return message;
    message = build(shown, { pictures, places, states, textShare });
  }
  for (let blocks = LIMITS.blocks; sizeOf(message) > LIMITS.allBlocks && blocks > 1; blocks -= 1) {
    message = firstBlocks(message, blocks - 1);
  }
  return message;
}

function build(reply: Reply, look: Look): SlackMessage {
  const top: types.KnownBlock[] = [];
  const bars: { accent: number; titles: string[]; blocks: types.KnownBlock[] }[] = [];
  const isOnlyCard = reply.parts.filter(({ type }) => type === "card").length === 1;
  let actionCount = 0;
  for (const part of reply.parts) {
    const bar = bars.at(-1);
    const here = bar?.blocks ?? top;
    switch (part.type) {
      case "paragraph":
        here.push(...section(part.text, look));
        break;
      case "file":
        here.push(...section(fileInWords(part, look), look));
        break;
      case "buttons":
        here.push(...actions(part.buttons, look, actionCount));
        actionCount += part.buttons.length;
        break;
      case "card": {
        const isSameBar = bar?.accent === part.accent;
        const into = isSameBar ? bar : { accent: part.accent, titles: [], blocks: [] };
        if (!isSameBar) bars.push(into);
        else into.blocks.push({ type: "divider" });
        into.titles.push(part.title);
        (isOnlyCard ? top : into.blocks).push(title(part, look));
        into.blocks.push(...body(part, look));
        break;
      }
      default:
        assertNever(part);
    }
  }
  if (top.length === 0) top.push(bars.length > 0 ? { type: "divider" } : plainSection(reply.text));
  const message = {
    text: plainToMrkdwn(reply.text, LIMITS.messageText),
    blocks: top,
    attachments: bars.map(({ accent, titles, blocks }) => ({
      color: `#${accent.toString(16).padStart(6, "0")}`,
      fallback: plainToMrkdwn(titles.join(" · "), LIMITS.titleText),
      blocks,
    })),
    unfurl_links: false,
    unfurl_media: false,
  } as const;
  return firstBlocks(message, LIMITS.blocks);
}

function title(card: Card, look: Look): types.KnownBlock {
  const words = cut(card.title.replace(/\s+/g, " ").trim() || "Untitled", LIMITS.titleText);
  const thumbnail = card.lines.length === 0 ? accessory(card, look) : {};
  const link = linkToMrkdwn(words, card.url);
  if (!link.startsWith("<") && !("accessory" in thumbnail)) {
    return { type: "header", text: { type: "plain_text", text: cut(words, LIMITS.headerText), emoji: false } };
  }
  // The address alone may be as long as the cap
  const text = link.length + 2 <= LIMITS.sectionText ? link : escapeMrkdwn(words);
  return { type: "section", text: mrkdwn(`*${text}*`), ...thumbnail };
}

function body(card: Card, look: Look): types.KnownBlock[] {
  const beside = accessory(card, look);
  const blocks = [...section(join(card.lines, "\n"), look, beside), ...fields(card, look)];
  const unseen = card.thumbnail === undefined || "accessory" in beside ? [] : [card.thumbnail];
  for (const image of card.images) {
    const source = imageSource(image, look);
    if (source === undefined) unseen.push(image);
    else blocks.push({ type: "image", ...source, alt_text: altText(image) });
  }
  if (unseen.length > 0) blocks.push(inWords(unseen, look));
  if (card.footer?.trim()) blocks.push(footer(card.footer));
  return blocks;
}

function section(text: RichText, look: Look, beside: ReturnType<typeof accessory> = {}): types.KnownBlock[] {
  const written = richTextToMrkdwn(text, LIMITS.sectionText * look.textShare);
  return written.trim() === "" ? [] : [{ type: "section", text: mrkdwn(written), ...beside }];
}

function plainSection(text: string): types.KnownBlock {
  return { type: "section", text: mrkdwn(plainToMrkdwn(text, LIMITS.sectionText) || "…") };
}

function fields(card: Card, look: Look): types.KnownBlock[] {
  const written = card.fields
    .filter(({ name, value }) => `${name}${plainText(value)}`.trim() !== "")
    .map(({ name, value }) =>
      mrkdwn(
        richTextToMrkdwn([{ type: "bold", text: name }, "\n", ...value], LIMITS.fieldText * look.textShare).trim(),
      ),
    );
  return chunks(written, LIMITS.sectionFields).map((some) => ({ type: "section", fields: some }));
}

/** A small picture beside a section's text. */
function accessory(card: Card, look: Look) {
  const source = card.thumbnail === undefined ? undefined : imageSource(card.thumbnail, look);
  if (card.thumbnail === undefined || source === undefined) return {};
  return { accessory: { type: "image" as const, ...source, alt_text: altText(card.thumbnail) } };
}

/** The pictures that can't be shown, by what they show, with their addresses where they have one. */
function inWords(images: readonly Image[], look: Look): types.KnownBlock {
  const links = images.map((image) => {
    const alt = cut(altText(image), LIMITS.titleText);
    const linked = "url" in image ? linkToMrkdwn(alt, image.url) : escapeMrkdwn(alt);
    const shown = linked.length <= LIMITS.contextText ? linked : escapeMrkdwn(alt);
    return mrkdwn(`Picture: ${shown}${whereabouts(image, look)}`);
  });
  return { type: "context", elements: links.slice(0, CONTEXT_ELEMENTS) };
}

/** https://docs.slack.dev/reference/block-kit/blocks/context-block (2026-11-22) */
const CONTEXT_ELEMENTS = 10;

function footer(text: string): types.KnownBlock {
  return {
    type: "context",
    elements: [{ type: "plain_text", text: cut(text.trim(), LIMITS.contextText), emoji: false }],
  };
}

function actions(row: readonly Button[], look: Look, firstIndex: number): types.KnownBlock[] {
  const elements = row.flatMap((button, index) => {
    const element = buttonElement(button, look, firstIndex + index);
    return element === undefined ? [] : [element];
  });
  return chunks(elements, LIMITS.actions).map((some) => ({ type: "actions", elements: some }));
}

function buttonElement(button: Button, look: Look, index: number): types.Button | undefined {
  const label = cut(visibleLine(button.label).trim() || "…", LIMITS.buttonText);
  const common = {
    type: "button",
    text: { type: "plain_text", text: label, emoji: true },
    ...(button.style === undefined ? {} : { style: button.style }),
  } as const;
  if (button.press.do === "open") {
    const { url } = button.press;
    return isWebUrl(url) && url.length <= LIMITS.url ? { ...common, action_id: `open:${index}`, url } : undefined;
  }
  const state = look.states.get(button);
  if (state === undefined || state.length > LIMITS.buttonValue) return undefined;
  return { ...common, action_id: `press:${index}`, value: state };
}

/** `verbatim`: Slack makes no links or mentions out of plain characters. */
function mrkdwn(text: string): types.MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

function firstBlocks(message: SlackMessage, max: number): SlackMessage {
  const count = message.attachments.reduce((sum, { blocks }) => sum + blocks.length, message.blocks.length);
  if (count <= max && message.attachments.every(({ blocks }) => blocks.length > 0)) return message;
  let left = max;
  const take = (blocks: readonly types.KnownBlock[]) => {
    const taken = blocks.slice(0, left);
    left -= taken.length;
    return taken;
  };
  const blocks = take(message.blocks);
  const attachments = message.attachments
    .map((bar) => ({ ...bar, blocks: take(bar.blocks) }))
    .filter((bar) => bar.blocks.length > 0);
  return { ...message, blocks, attachments };
}

/** JSON characters of all blocks. */
export function sizeOf(message: SlackMessage): number {
  return JSON.stringify([message.blocks, ...message.attachments.map(({ blocks }) => blocks)]).length;
}

function chunks<T>(items: T[], size: number): T[][] {
  if (items.length > 0 && items.length <= size) return [items];
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
