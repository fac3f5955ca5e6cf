import type { Button, Card, Image, Reply, ReplyPart } from "../../core/reply.ts";
import { assertNever } from "../../core/reply.ts";
import { bold, cut, italic, link, type RichText } from "../../core/text.ts";
import { Buttons } from "./buttons.ts";
import {
  allComponents,
  type ButtonComponent,
  type Component,
  type Container,
  type Section,
  type TextDisplay,
  type Thumbnail,
} from "./components.ts";
import { type Files, tooLarge } from "./files.ts";
import { COMPONENT_LIMITS, MESSAGE_LIMITS } from "./limits.ts";
import { escapeMarkdown, joinLines, type MentionOf, toMarkdown } from "./markdown.ts";

/**
 * Whether a reply reads better as components than as embeds: a button that belongs beside its card, or a gallery. One picture, and
 * all that is text alone, is better off in embeds, which take more characters and stand fields side by side.
 */
export function isBetterAsComponents({ parts }: Reply): boolean {
  return parts.some((part, index) => {
    if (part.type === "card") return part.images.length > 1;
    return part.type === "buttons" && isBeside(part, parts[index - 1]);
  });
}

/** Whether all buttons of a row are about the card before it. */
function isBeside(row: Extract<ReplyPart, { type: "buttons" }>, before: ReplyPart | undefined): boolean {
  return before?.type === "card" && row.buttons.every(({ besideLabel }) => besideLabel !== undefined);
}

/** Parts of the caps of text, tried in this order until all texts fit. */
const SMALLER_SHARES = [0.5, 0.25, 0.1, 0.03] as const;

/** Characters for the words of a whole reply, however many bytes each has. */
const WORDS_ROOM = Math.floor(COMPONENT_LIMITS.textBytes / 3);

interface Look {
  readonly buttons: Buttons;
  readonly files: Files;
  /** Part of the caps of text that may be used. */
  readonly share: number;
  readonly mention: MentionOf | undefined;
}

/** What came of a reply. */
export interface Drawn {
  readonly components: readonly Component[];
  readonly files: Files;
}

interface Surroundings {
  readonly makeFiles: () => Files;
  readonly mention: MentionOf | undefined;
  /** Whether whatever has no room is cut or left out; else there is nothing then. */
  readonly isForced: boolean;
}

/** A reply as components, a frame for each card. Total where it must be, as `replyToDiscord` is. */
export function replyToComponents(
  reply: Reply,
  states: ReadonlyMap<Button, string>,
  { makeFiles, mention, isForced }: Surroundings,
): Drawn | undefined {
  const drawWith = (share: number) => {
    const look = { buttons: new Buttons(states), files: makeFiles(), share, mention };
    return { components: draw(reply, look), files: look.files };
  };
  let drawn = drawWith(1);
  for (const share of SMALLER_SHARES) {
    if (isWithinCaps(drawn.components)) break;
    if (!isForced) return undefined;
    drawn = drawWith(share);
  }
  const components = firstThatFit(drawn.components);
  const isEmpty = components.every(({ type }) => type === 1);
  const words = isEmpty ? display(escapeMarkdown(reply.text, WORDS_ROOM) || "…") : [];
  return { components: [...words, ...components], files: drawn.files };
}

function draw({ parts }: Reply, look: Look): readonly Component[] {
  return parts.flatMap((part, index): readonly Component[] => {
    switch (part.type) {
      case "paragraph":
        return written(part.text, look);
      case "card": {
        const next = parts[index + 1];
        const beside = next?.type === "buttons" && isBeside(next, part) ? next.buttons : [];
        return frame(part, beside, look);
      }
      case "buttons":
        return isBeside(part, parts[index - 1]) ? [] : look.buttons.row(part.buttons);
      case "file": {
        const url = look.files.attach(part.file, part.description);
        return url === undefined ? written(tooLarge(part), look) : [{ type: 13, file: { url } }];
      }
      default:
        return assertNever(part);
    }
  });
}

/** One card. A picture stands beside its first lines, a button beside its last. */
function frame(card: Card, beside: readonly Button[], look: Look): readonly Container[] {
  const [button, ...others] = beside.flatMap((each) => look.buttons.button(each, each.besideLabel));
  const thumbnail = card.thumbnail && media(card.thumbnail, look);
  const images = card.images
    .slice(0, COMPONENT_LIMITS.galleryItems)
    .map((image) => ({ image, shown: media(image, look) }));
  const gallery = images.flatMap(({ shown }) => shown ?? []);
  // A picture that can't be shown is told in words
  const lost = images.filter(({ shown }) => shown === undefined).map(({ image }): RichText => [italic(image.alt)]);
  const lines = [...card.lines, ...lost];
  const fields = card.fields.map(({ name, value }): RichText => [bold(`${name}:`), " ", ...value]);

  const isAlone = button !== undefined && thumbnail === undefined;
  const isLineLast = button !== undefined && fields.length === 0;
  const upper = isAlone ? [...lines, ...fields] : isLineLast ? lines.slice(0, -1) : lines;
  const lower = isAlone ? [] : isLineLast ? lines.slice(-1) : fields;
  const head = headOf(card, upper, look);
  const rest = written(joinLines(lower), look);
  const isPlaced = (isAlone ? head : rest).length > 0;
  const row = button === undefined || isPlaced ? others : [button, ...others];
  const components = [
    ...withBeside(head, thumbnail === undefined ? (isAlone ? button : undefined) : { type: 11, ...thumbnail }),
    ...withBeside(rest, isAlone ? undefined : button),
    ...(gallery.length === 0 ? [] : [{ type: 12 as const, items: gallery }]),
    ...smallPrint(card.footer ?? "", look),
    ...(row.length === 0 ? [] : [{ type: 1 as const, components: row }]),
  ];
  return components.length === 0 ? [] : [{ type: 17, accent_color: card.accent, components }];
}

/** Text with something at its right, if there is both. */
function withBeside(
  texts: readonly TextDisplay[],
  accessory: Thumbnail | ButtonComponent | undefined,
): readonly (Section | TextDisplay)[] {
  return texts.length === 0 || accessory === undefined ? texts : [{ type: 9, components: texts, accessory }];
}

function headOf({ title, url }: Card, lines: readonly RichText[], look: Look): readonly TextDisplay[] {
  const words = cut(title.replace(/\s+/g, " ").trim(), COMPONENT_LIMITS.title);
  const isLinked = url !== undefined && url.length <= MESSAGE_LIMITS.embedUrl;
  const heading =
    toMarkdown(isLinked ? [link(words, url)] : [words], roomOf(look)) || escapeMarkdown(words, roomOf(look));
  const body = toMarkdown(joinLines(lines), roomOf(look), look.mention);
  return display([heading === "" ? "" : `### ${heading}`, body].filter(Boolean).join("\n"));
}

function smallPrint(footer: string, look: Look): readonly TextDisplay[] {
  const words = escapeMarkdown(footer.replace(/\s+/g, " "), roomOf(look));
  return display(words === "" ? "" : `-# ${words}`);
}

function written(words: RichText, look: Look): readonly TextDisplay[] {
  return display(toMarkdown(words, roomOf(look), look.mention));
}

function display(content: string): readonly TextDisplay[] {
  return content === "" ? [] : [{ type: 10, content }];
}

/** What one text may have, its signs of a heading or of small print included. */
function roomOf({ share }: Look): number {
  return Math.floor((COMPONENT_LIMITS.text - MARK) * share);
}

const MARK = "### ".length;

function media(image: Image, { files }: Look): Omit<Thumbnail, "type"> | undefined {
  const shown = files.image(image);
  if (shown === undefined) return undefined;
  const description = cut(image.alt.trim(), COMPONENT_LIMITS.mediaDescription) || "Picture";
  return { media: { url: shown.url }, description };
}

/** Characters and bytes of all texts, and how many components there are. */
export function usedBy(components: readonly Component[]) {
  const all = allComponents(components);
  const texts = all.flatMap((each) => (each.type === 10 ? [each.content] : []));
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    components: all.length,
    text: sum(texts.map(({ length }) => length)),
    textBytes: sum(texts.map((each) => Buffer.byteLength(each))),
  };
}

function isWithinCaps(components: readonly Component[]): boolean {
  const used = usedBy(components);
  return (["components", "text", "textBytes"] as const).every((name) => used[name] <= COMPONENT_LIMITS[name]);
}

/** What is left when that which has no room any more is passed over. Buttons take theirs first: they lead on. */
function firstThatFit(all: readonly Component[]): readonly Component[] {
  if (isWithinCaps(all)) return all;
  const rows = all.filter(({ type }) => type === 1).slice(0, MESSAGE_LIMITS.rows);
  const kept = new Set<Component>(rows);
  for (const component of all.filter(({ type }) => type !== 1)) {
    if (isWithinCaps([...kept, component])) kept.add(component);
  }
  return all.filter((component) => kept.has(component));
}
