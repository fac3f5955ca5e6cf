import type { types } from "@slack/bolt";
import { assertNever, type Button, type Card, type Image, type Reply, type ReplyPart } from "../../core/reply.ts";
import { cut, isWebUrl, join, plainText, type RichText } from "../../core/text.ts";
import { visibleLine, visibleReply } from "../../core/visible.ts";
import { altText, fileInWords, imageSource, type Media, whereabouts } from "./files.ts";
import { carousel, gainsByNewest } from "./gallery.ts";
import { LIMITS } from "./limits.ts";
import { escapeMrkdwn, linkToMrkdwn, plainToMrkdwn, richTextToMrkdwn } from "./mrkdwn.ts";

/** One message as Slack takes it: in an ack, at a `response_url` and by `chat.postMessage`. */
export interface SlackMessage {
  /**
   * What notifications and screen readers tell; the blocks stand in its place on screen. Absent where there are bars alone: Slack
   * would show it above them, and tells the first one's `fallback` instead.
   */
  readonly text?: string;
  /** Absent where there are none: Slack takes no empty list. */
  readonly blocks?: readonly types.KnownBlock[];
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
 * that Slack would refuse is left out or linked. A card stands in the frame of its colour bar, unless it has pictures side by
 * side: nothing says that those may stand in one, so the whole message is without.
 */
export function replyToSlack(
  reply: Reply,
  states: ReadonlyMap<Button, string>,
  { pictures = "shown", places = new Map(), hasNewest }: Partial<Media> = {},
): SlackMessage {
  const shown = visibleReply(reply);
  const media = { pictures, places, hasNewest };
  let message = build(shown, { ...media, states, textShare: 1 });
  for (const textShare of TEXT_SHARES.slice(1)) {
    if (sizeOf(message) <= LIMITS.allBlocks) return message;
    message = build(shown, { ...media, states, textShare });
  }
  for (let blocks = LIMITS.blocks; sizeOf(message) > LIMITS.allBlocks && blocks > 1; blocks -= 1) {
    message = firstBlocks(message, blocks - 1);
  }
  return message;
}

function build(reply: Reply, look: Look): SlackMessage {
  const top: types.KnownBlock[] = [];
  const bars: { accent: number; titles: string[]; blocks: types.KnownBlock[] }[] = [];
  const hasBars = look.hasNewest !== true || !gainsByNewest(reply);
  let actionCount = 0;
  for (const [index, part] of reply.parts.entries()) {
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
        here.push(...actions(part.buttons, look, { firstIndex: actionCount, before: reply.parts[index - 1] }));
        actionCount += part.buttons.length;
        break;
      case "card": {
        const isSameBar = bar?.accent === part.accent;
        const own = isSameBar ? bar : { accent: part.accent, titles: [], blocks: [] };
        if (hasBars && !isSameBar) bars.push(own);
        own.titles.push(part.title);
        const into = hasBars ? own.blocks : top;
        if (into.length > 0) into.push({ type: "divider" });
        into.push(title(part, look), ...body(part, look));
        break;
      }
      default:
        assertNever(part);
    }
  }
  if (top.length === 0 && bars.length === 0) top.push(plainSection(reply.text));
  const text = plainToMrkdwn(reply.text, LIMITS.messageText);
  const message = {
    ...(top.length === 0 ? {} : { text, blocks: top }),
    attachments: bars.map(({ accent, titles, blocks }, index) => ({
      color: `#${accent.toString(16).padStart(6, "0")}`,
      fallback: top.length === 0 && index === 0 ? text : plainToMrkdwn(titles.join(" · "), LIMITS.titleText),
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
  const row = look.hasNewest === true ? carousel(card, look, look.textShare) : undefined;
  if (row !== undefined) blocks.push(row);
  for (const image of row === undefined ? card.images : []) {
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

interface RowPlace {
  /** How many buttons stand above. */
  readonly firstIndex: number;
  readonly before: ReplyPart | undefined;
}

function actions(row: readonly Button[], look: Look, { firstIndex, before }: RowPlace): types.KnownBlock[] {
  const elements = row.flatMap((button, index) => {
    const element = buttonElement(button, look, { index: firstIndex + index, isBeside: before?.type === "card" });
    return element === undefined ? [] : [element];
  });
  return chunks(elements, LIMITS.actions).map((some) => ({ type: "actions", elements: some }));
}

function buttonElement(
  button: Button,
  look: Look,
  { index, isBeside }: { readonly index: number; readonly isBeside: boolean },
): types.Button | undefined {
  const label = visibleLine(button.label).trim() || "…";
  const shown = (isBeside && button.besideLabel) || label;
  const common = {
    type: "button",
    text: { type: "plain_text", text: cut(shown, LIMITS.buttonText), emoji: true },
    // Who can't see the card above hears what the button is about
    ...(shown === label ? {} : { accessibility_label: cut(label, LIMITS.buttonAlt) }),
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
  const count = message.attachments.reduce((sum, { blocks }) => sum + blocks.length, message.blocks?.length ?? 0);
  if (count <= max && message.attachments.every(({ blocks }) => blocks.length > 0)) return message;
  let left = max;
  const take = (blocks: readonly types.KnownBlock[]) => {
    const taken = blocks.slice(0, left);
    left -= taken.length;
    return taken;
  };
  const blocks = take(message.blocks ?? []);
  const attachments = message.attachments
    .map((bar) => ({ ...bar, blocks: take(bar.blocks) }))
    .filter((bar) => bar.blocks.length > 0);
  return { ...message, ...(blocks.length === 0 ? {} : { blocks }), attachments };
}

/** JSON characters of all blocks. */
export function sizeOf(message: SlackMessage): number {
  return JSON.stringify([message.blocks ?? [], ...message.attachments.map(({ blocks }) => blocks)]).length;
}

function chunks<T>(items: T[], size: number): T[][] {
  if (items.length > 0 && items.length <= size) return [items];
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
