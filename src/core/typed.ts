/** Dashes of every kind, with the minus sign and the hyphen bullet, which are none by their kind. */
const DASHES = /[\p{Pd}\u2043\u2212]/gu;

/** What keyboards and clipboards add and nobody sees: direction marks, zero-width blanks, soft hyphens. */
const INVISIBLE = /\p{Cf}/gu;

/** The same but for what makes letters and emoji: the joiners, and the tags in flags. */
const INVISIBLE_IN_TEXT = /[\p{Cf}--[\u200c\u200d\u{e0020}-\u{e007f}]]/gv;

/** Quotes as keyboards make them, in pairs of any two of a family. `›` and `»` may open as well as close. */
const DOUBLE_QUOTES = new Set('"“”„‟«»＂「」『』');
const SINGLE_QUOTES = new Set("'‘’‚‛‹›＇");

/** After a quote, these end a word as a blank does. */
const WORD_ENDS = new Set(",.;:!?)");

/**
 * What was typed where a key, a number, a date, a choice or an ISBN is meant: letters and digits of any width as plain ones
 * (NFKC), every dash a hyphen, nothing invisible.
 */
export function plainSigns(typed: string): string {
  return typed.replace(INVISIBLE, "").normalize("NFKC").replace(DASHES, "-");
}

/** Free text as it was typed: its letters stay, only what nobody sees goes. */
export function visibleText(typed: string): string {
  return typed.replace(INVISIBLE_IN_TEXT, "");
}

/** The text without the pair of quotes round it, if there is one: `“10 June”`, `‘moby dick"`. */
export function unquoted(typed: string): string {
  const text = typed.trim();
  return closingQuote(text, 0) === text.length - 1 ? text.slice(1, -1).trim() : text;
}

/**
 * Where the quote that opens at `at` is closed; -1 when none opens there or nothing closes it. A double quote is closed by the
 * next of its family; a single one, which stands in words as an apostrophe, by the next that ends a word. Where the family has
 * none, the next quote of the other does if it ends a word, since keyboards mix them.
 */
export function closingQuote(line: string, at: number): number {
  const opening = line[at] ?? "";
  const isDouble = DOUBLE_QUOTES.has(opening);
  if (!isDouble && !SINGLE_QUOTES.has(opening)) return -1;
  let mixed: number | undefined;
  for (let end = at + 1; end < line.length; end += 1) {
    const sign = line[end] ?? "";
    const isOfFamily = (isDouble ? DOUBLE_QUOTES : SINGLE_QUOTES).has(sign);
    if (isOfFamily && (isDouble || endsWord(line, end))) return end;
    if (!isOfFamily && isQuote(sign)) mixed ??= endsWord(line, end) ? end : -1;
  }
  return mixed ?? -1;
}

/** Whether the sign is the last of a word, punctuation after it aside. */
function endsWord(line: string, at: number): boolean {
  const next = line[at + 1];
  return next === undefined || isBlank(next) || isWordEnd(next);
}

/** Whether the sign may stand between a word, or its closing quote, and the blank after it. */
export function isWordEnd(sign: string | undefined): boolean {
  return sign !== undefined && WORD_ENDS.has(sign);
}

function isQuote(sign: string): boolean {
  return DOUBLE_QUOTES.has(sign) || SINGLE_QUOTES.has(sign);
}

/** Whether one sign is white space, the no-break and the ideographic ones included. */
export function isBlank(sign: string): boolean {
  return sign.trim() === "";
}
