import { integer, type ValuesOf } from "../../src/core/command.ts";
import { formatNumber } from "../../src/core/format.ts";
import { buttons, card, type OptionValues, type ReplyPart } from "../../src/core/reply.ts";
import { type Sourced, sourceLine } from "../../src/core/source.ts";
import { join, type RichText, t } from "../../src/core/text.ts";
import { pager } from "../../src/replies/pager.ts";
import type { Page, PageWish } from "../../src/services/github/paging.ts";

export const ACCENT = 0x6e5494;

/** Lines of a list: what reads well, and what fits into a card. */
const LINES = 10;
const MAX_LINES = 25;

/** The options of every command that shows a list. */
export const paging = {
  page: integer({ description: "Page of the list", min: 1, max: 10_000 }),
  per_page: integer({ description: "Lines on a page: 10 unless you say otherwise", min: 1, max: MAX_LINES }),
};

/** The page that was asked for, else the first. */
export function pageWish({ page = 1, per_page: perPage = LINES }: ValuesOf<typeof paging>): PageWish {
  return { page, perPage };
}

interface ListWords<T> {
  readonly title: string;
  readonly line: (item: T) => RichText;
  /** Above the list, a paragraph each. */
  readonly above?: readonly (RichText | undefined)[];
  /** What brings another page, but for its number. */
  readonly command: string;
  readonly options: OptionValues;
}

/** A card with a line an item, and the buttons that turn its pages. */
export function list<T>(
  { value: page, source }: Sourced<Page<T>>,
  { title, line, above = [], command, options }: ListWords<T>,
): readonly (ReplyPart | undefined)[] {
  const lines = page.items.map(line);
  return [
    card({
      accent: ACCENT,
      title,
      lines: [...above, lines.length === 0 ? t`There is nothing here.` : join(lines, "\n")],
      footer: sourceLine(source, `GitHub${pageInWords(page)}`),
    }),
    buttons(...pager(command, (number) => ({ ...options, page: number }), page)),
  ];
}

/** `, page 2 of 5`; nothing where it is the only one. */
function pageInWords({ page, previous, next, last }: Page<unknown>): string {
  if (previous === undefined && next === undefined) return "";
  const of = last === undefined ? "" : ` of ${formatNumber(last)}`;
  return `, page ${formatNumber(page)}${of}`;
}
