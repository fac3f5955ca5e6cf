/**
 * Rich text as data. Nothing in a span is markup: literals, user input and upstream text are all plain characters,
 * and a renderer escapes them once for its platform. Formatting comes only from the functions below.
 */
export type Span =
  | string
  | { readonly type: "bold"; readonly text: string }
  | { readonly type: "italic"; readonly text: string }
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "link"; readonly text: string; readonly url: string }
  | Moment;

/** A moment, which platforms that can show to everybody by their own clock. */
export interface Moment {
  readonly type: "moment";
  /** With its time zone, for where it is plain text: `at 14:05 UTC`. */
  readonly text: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** Whether the time of day tells which day it is. */
  readonly isNear: boolean;
  /** Whether the word that leads to it belongs to it: at 14:05, on 2 December. */
  readonly hasLead: boolean;
}

/** A run of spans, in reading order. */
export type RichText = readonly Span[];

/** What a template may contain: a value (never read as markup), a span, or more rich text. */
type Insertable = string | number | Span | RichText;

/**
 * Builds rich text: ``t`I know no breed called “${typed}”. Did you mean ${bold(name)}?` ``.
 * Whatever is put in stays plain characters, so it can become neither a mention, a link nor markup.
 */
export function t(strings: TemplateStringsArray, ...values: readonly Insertable[]): RichText {
  const spans: Span[] = [];
  for (const [index, literal] of strings.entries()) {
    if (literal !== "") spans.push(literal);
    const value = values[index];
    if (value === undefined) continue;
    if (typeof value === "number") spans.push(String(value));
    else if (isRichText(value)) spans.push(...value);
    else if (value !== "") spans.push(value);
  }
  return spans;
}

export function bold(text: string): Span {
  return { type: "bold", text };
}

export function italic(text: string): Span {
  return { type: "italic", text };
}

/** Something to type, such as `/book moby dick`. */
export function code(text: string): Span {
  return { type: "code", text };
}

/** A titled link. `url` is dropped by the renderers unless it is http(s), so that no upstream can smuggle a scheme in. */
export function link(text: string, url: string): Span {
  return { type: "link", text, url };
}

/** Rich text joined by a separator: fields of a line, choices of a sentence. */
export function join(parts: readonly (RichText | string)[], separator: string): RichText {
  return parts.flatMap((part, index) => {
    const spans: RichText = typeof part === "string" ? [part] : part;
    return index === 0 ? spans : [separator, ...spans];
  });
}

/** Rich text in a sentence: `one, two and three`. */
export function enumerated(parts: readonly (RichText | string)[], word: "and" | "or" = "and"): RichText {
  const [before, last] = [parts.slice(0, -1), parts.slice(-1)];
  return join(before.length === 0 ? last : [join(before, ", "), ...last], ` ${word} `);
}

/** The characters a person reads, without formatting or addresses: for notifications, screen readers and logs. */
export function plainText(text: RichText): string {
  return text.map((span) => (typeof span === "string" ? span : span.text)).join("");
}

/**
 * Cuts to at most `max` UTF-16 units (what both platforms count), at a word where one ends in the last third,
 * and ends with "…". Never cuts a surrogate pair in two.
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 1) return "…".slice(0, Math.max(0, max));
  let end = max - 1;
  const space = text.lastIndexOf(" ", end);
  if (space >= (max * 2) / 3) end = space;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** True for an address that may be linked or shown: absolute http or https, nothing else. */
export function isWebUrl(url: string): boolean {
  return /^https?:\/\/[^\s<>]+$/i.test(url) && URL.canParse(url);
}

function isRichText(value: Insertable): value is RichText {
  return Array.isArray(value);
}
