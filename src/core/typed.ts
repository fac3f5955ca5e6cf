/** Quick to tell: most of what is typed has only signs that mean themselves. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Dashes of every kind, with the minus sign and the hyphen bullet, which are none by their kind. */
const DASHES = /[\p{Pd}\u2043\u2212]/gu;

/**
 * What keyboards and clipboards add and nobody sees: direction marks, zero-width blanks, soft hyphens. What is kept stands first:
 * the flags of England, Scotland and Wales, which are spelt in tags.
 */
const INVISIBLE = /(\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,6}\u{e007f})|\p{Cf}/gu;

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
  if (PLAIN.test(typed)) return typed;
  const seen = typed.replace(INVISIBLE, (_, flag: string | undefined) => flag ?? "");
  return seen.normalize("NFKC").replace(DASHES, "-");
}

/** Free text as it was typed: its letters stay, only what nobody sees goes. */
export function visibleText(typed: string): string {
  return PLAIN.test(typed) ? typed : typed.replace(INVISIBLE_IN_TEXT, "");
}

/** The text without the pair of quotes round it, if there is one: `“10 June”`, `‘moby dick"`. */
export function unquoted(typed: string): string {
  const text = typed.trim();
  return new Quotes(text).closing(0) === text.length - 1 ? text.slice(1, -1).trim() : text;
}

/** Finds the pairs of quotes in a line, asked from left to right: so it looks at each sign a few times at most. */
export class Quotes {
  readonly #line: string;
  readonly #double: Next;
  readonly #single: Next;
  readonly #singleEnd: Next;

  constructor(line: string) {
    this.#line = line;
    this.#double = new Next(line, (sign) => DOUBLE_QUOTES.has(sign));
    this.#single = new Next(line, (sign) => SINGLE_QUOTES.has(sign));
    this.#singleEnd = new Next(line, (sign, at) => SINGLE_QUOTES.has(sign) && endsWord(line, at));
  }

  /**
   * Where the quote that opens at `at` is closed; -1 when none opens there or nothing closes it. A double quote is closed by the
   * next of its family; a single one, which stands in words as an apostrophe, by the next that ends a word. Where the family
   * has none, the next quote of the other does if it ends a word, since keyboards mix them.
   */
  closing(at: number): number {
    const opening = this.#line[at] ?? "";
    const isDouble = DOUBLE_QUOTES.has(opening);
    if (!isDouble && !SINGLE_QUOTES.has(opening)) return -1;
    const own = (isDouble ? this.#double : this.#singleEnd).from(at + 1);
    if (own !== -1) return own;
    const mixed = (isDouble ? this.#single : this.#double).from(at + 1);
    return mixed !== -1 && endsWord(this.#line, mixed) ? mixed : -1;
  }
}

/** The next place of a kind in a line, asked from left to right. */
class Next {
  readonly #line: string;
  readonly #isOne: (sign: string, at: number) => boolean;
  #at = -1;

  constructor(line: string, isOne: (sign: string, at: number) => boolean) {
    this.#line = line;
    this.#isOne = isOne;
  }

  /** At `from` or after it; -1 when there is none. */
  from(from: number): number {
    if (this.#at < from) this.#at = from;
    while (this.#at < this.#line.length && !this.#isOne(this.#line[this.#at] ?? "", this.#at)) this.#at += 1;
    return this.#at < this.#line.length ? this.#at : -1;
  }
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

/** Whether one sign is white space, the no-break and the ideographic ones included. */
export function isBlank(sign: string): boolean {
  return sign.trim() === "";
}
