import { once } from "../../core/once.ts";
import { cut } from "../../core/text.ts";
import { htmlToText } from "../fields.ts";

/** Longest description shown, in UTF-16 units: about four lines in a chat. */
const MAX_DESCRIPTION = 300;

const sentences = once(() => new Intl.Segmenter("en", { granularity: "sentence" }));

/**
 * The first sentences of a description as plain text: tags dropped, entities decoded, whole sentences as far as they fit,
 * the first one cut at a word where it does not. Undefined when nothing is left.
 */
export function firstSentences(html: string | null | undefined): string | undefined {
  const plain = htmlToText(html ?? "");
  if (plain.length <= MAX_DESCRIPTION) return plain === "" ? undefined : plain;
  let end = 0;
  for (const { segment, index } of sentences().segment(plain)) {
    if (index + segment.trimEnd().length > MAX_DESCRIPTION) break;
    end = index + segment.length;
  }
  // A very short first sentence says too little alone
  return end > MAX_DESCRIPTION / 3 ? plain.slice(0, end).trimEnd() : cut(plain, MAX_DESCRIPTION);
}

/** Longest title, in UTF-16 units: some subtitles are tables of contents. */
const MAX_TITLE = 120;

/** One title of two parts: `Moby-Dick; or, The Whale`, `Friends and Foes of Harry Potter: Names Decoded`. */
export function fullTitle(title: string, subtitle: string | null | undefined): string {
  const rest = subtitle?.trim();
  return cut(rest ? `${title}${/^or\b/i.test(rest) ? ";" : ":"} ${rest}` : title, MAX_TITLE);
}

/** Nothing was printed before. */
const FIRST_YEAR = 1400;

/** The year in `1892`, `2003-02` or `2020-02-06`; undefined for one that no book can be of. */
export function yearOf(published: string | null | undefined): number | undefined {
  const year = /^\d{4}(?=$|-)/.exec(published ?? "")?.[0];
  return year === undefined ? undefined : saneYear(Number(year));
}

/** The year itself where a book can be of it: from the first prints to those that are announced for next year. */
export function saneYear(year: number | null | undefined): number | undefined {
  return year && year >= FIRST_YEAR && year <= new Date().getUTCFullYear() + 1 ? year : undefined;
}

/** A rating out of five; undefined where nobody has rated. */
export function ratingOf(average: number | null | undefined, count: number | null | undefined) {
  if (!average || average < 0 || average > 5) return undefined;
  return { average: Math.round(average * 10) / 10, count: count ? count : undefined };
}
