import type { Image, Reply, ReplyPart } from "./reply.ts";
import { assertNever } from "./reply.ts";
import type { RichText, Span } from "./text.ts";

/** Quick to tell: most texts have nothing to hide. Controls, what has no width, what turns the direction, tags, odd line ends. */
const MAY_HIDE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** However a line ends. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/**
 * What is kept stands first: the flags of England, Scotland and Wales, which are spelt in tags, and joiners between the letters of
 * scripts and the parts of emoji that need them. https://unicode.org/reports/tr51/#Emoji_Sets (2026-11-28)
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /(\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,6}\u{e007f}|(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d](?=[\p{L}\p{M}\p{Extended_Pictographic}]))|[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * The text as a person may see it, whoever wrote it: nothing that moves a cursor, turns the direction of what stands beside it or
 * hides between the letters. Lines end in `\n`. What is visible stays.
 */
export function visible(text: string): string {
  if (!MAY_HIDE.test(text)) return text;
  return text.replace(LINE_ENDS, "\n").replace(HIDDEN, (_, kept: string | undefined) => kept ?? "");
}

/** The same on one line: for labels, names and what is put into a line that somebody types. */
export function visibleLine(text: string): string {
  return MAY_HIDE.test(text) || text.includes("\n") ? visible(text).replace(/\s+/g, " ") : text;
}

/** Letters that are read from right to left, and might take the words beside them along. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Text that stands among other words and turns none of them: lines with letters that run from right to left are put between a
 * first strong isolate and its end. All other text is the very same.
 */
export function isolated(text: string): string {
  if (!RIGHT_TO_LEFT.test(text)) return text;
  return text.replace(/[^\n]+/g, (line) => (RIGHT_TO_LEFT.test(line) ? `\u2068${line}\u2069` : line));
}

/**
 * A reply as people may see it: every text of it `visible`. Buttons and files stay the very same, since their states and places are
 * found by them: their labels and names are the renderer's to make visible.
 */
export function visibleReply(reply: Reply): Reply {
  return { ...reply, text: visible(reply.text), parts: reply.parts.map(visiblePart) };
}

function visiblePart(part: ReplyPart): ReplyPart {
  switch (part.type) {
    case "paragraph":
      return { ...part, text: visibleSpans(part.text) };
    case "card":
      return {
        ...part,
        title: visible(part.title),
        lines: part.lines.map(visibleSpans),
        fields: part.fields.map(({ name, value }) => ({ name: visible(name), value: visibleSpans(value) })),
        images: part.images.map(visibleImage),
        thumbnail: part.thumbnail && visibleImage(part.thumbnail),
        footer: part.footer && visible(part.footer),
      };
    case "file":
      return { ...part, description: visible(part.description) };
    case "buttons":
      return part;
    default:
      return assertNever(part);
  }
}

/** The same of rich text; a span among others turns none of them. */
export function visibleSpans(text: RichText): RichText {
  const shown = text.length === 1 ? visible : (words: string) => isolated(visible(words));
  return text.map((span): Span => (typeof span === "string" ? shown(span) : { ...span, text: shown(span.text) }));
}

function visibleImage(image: Image): Image {
  return { ...image, alt: visible(image.alt) };
}
