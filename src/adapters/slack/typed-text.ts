import { isBlank } from "../../core/typed.ts";

/** What Slack puts in `<…>`: a person, a channel, a group, an address, a date. */
export interface Token {
  /** `@U123`, `!subteam^S1`, `https://…`. */
  readonly target: string;
  /** What people saw in its place, where Slack tells. */
  readonly label: string | undefined;
  /** Where the text goes on, in UTF-16 units. */
  readonly end: number;
}

/** Marks of Slack's formatting. https://docs.slack.dev/messaging/formatting-message-text (2026-11-22) */
const MARKS = new Set("*_~`");

/** Beside blanks, these stand before a word's opening mark, and after its closing one. */
const BEFORE_MARKS = new Set(":,;(\"'“‘«");
const AFTER_MARKS = new Set(".,:;!?)\"'”’»");

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/**
 * What the person typed, as they saw it, in one pass. Slack escapes `&<>` in the text of a command and, in a message or where an
 * app asks for it (`should_escape`), wraps people, channels, groups and addresses: `<@U123|ann>`, `<!here>`, `<https://…|title>`.
 */
export function typedText(text: string): string {
  if (!/[&<]/.test(text)) return text;
  let typed = "";
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    const words = token === undefined ? undefined : wordsOf(token);
    if (token !== undefined && words !== undefined) {
      typed += words;
      at = token.end;
    } else {
      const { sign, end } = signAt(text, at);
      typed += sign;
      at = end;
    }
  }
  return typed;
}

/** The token that begins at `at`, if one does. Looks no further than the next `<`. */
export function tokenAt(text: string, at: number): Token | undefined {
  if (text[at] !== "<") return undefined;
  let end = at + 1;
  while (end < text.length && text[end] !== ">" && text[end] !== "<") end += 1;
  if (text[end] !== ">") return undefined;
  const inside = text.slice(at + 1, end);
  const bar = inside.indexOf("|");
  if (bar === -1) return { target: inside, label: undefined, end: end + 1 };
  return { target: inside.slice(0, bar), label: unescaped(inside.slice(bar + 1)) || undefined, end: end + 1 };
}

/** Text without the pairs of marks round its words, in one pass: `*dog* beagle`, `` `dog beagle` ``. Others are text. */
export function withoutMarks(text: string): string {
  const opened = new Map<string, number[]>();
  const dropped = new Set<number>();
  for (let at = 0; at < text.length; at += 1) {
    const from = at;
    while (MARKS.has(text[at] ?? "")) at += 1;
    if (at === from) continue;
    const isStart = isBoundary(text[from - 1], BEFORE_MARKS);
    const isEnd = isBoundary(text[at], AFTER_MARKS);
    // Marks alone, and those within a word, format nothing
    if (isStart === isEnd) continue;
    for (let each = from; each < at; each += 1) {
      const openings = opened.get(text[each] ?? "") ?? [];
      opened.set(text[each] ?? "", openings);
      const opening = isStart ? undefined : openings.pop();
      if (isStart) openings.push(each);
      else if (opening !== undefined) dropped.add(opening).add(each);
    }
  }
  return dropped.size === 0 ? text : Array.from(text.split(""), (sign, at) => (dropped.has(at) ? "" : sign)).join("");
}

/** What stands on the screen for a token; undefined for what is none of Slack's. A name that Slack does not tell stays unsaid. */
function wordsOf({ target, label }: Token): string | undefined {
  const name = unescaped(target.slice(1));
  switch (target[0]) {
    case "@":
      return /^[A-Z0-9]+$/.test(name) ? withSign("@", label ?? "someone") : undefined;
    case "#":
      return /^[A-Z0-9]+$/.test(name) ? withSign("#", label ?? "channel") : undefined;
    case "!":
      return broadcast(name.split("^", 1)[0] ?? "", label);
    default:
      return label ?? address(unescaped(target));
  }
}

/** `<!here>`, `<!subteam^S123|@birds>`, `<!date^1700000000^{date_short}|14 November>`. */
function broadcast(kind: string, label: string | undefined): string {
  if (kind === "date") return label ?? "";
  return withSign("@", label ?? (kind === "subteam" ? "group" : kind));
}

/** An address as people see it: without the scheme that Slack adds to those of mail and telephones. */
function address(target: string): string | undefined {
  const colon = target.indexOf(":");
  if (colon < 1) return undefined;
  const isBare = target.startsWith("mailto:") || target.startsWith("tel:");
  return isBare ? target.slice(colon + 1) : target;
}

function withSign(sign: string, name: string): string {
  return name.startsWith(sign) ? name : sign + name;
}

function unescaped(text: string): string {
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const { sign, end } = signAt(text, at);
    plain += sign;
    at = end;
  }
  return plain;
}

function signAt(text: string, at: number): { readonly sign: string; readonly end: number } {
  const sign = text[at] ?? "";
  if (sign !== "&") return { sign, end: at + 1 };
  const entity = Object.keys(ENTITIES).find((each) => text.startsWith(each, at));
  return entity === undefined ? { sign, end: at + 1 } : { sign: ENTITIES[entity] ?? "", end: at + entity.length };
}

function isBoundary(sign: string | undefined, others: ReadonlySet<string>): boolean {
  return sign === undefined || isBlank(sign) || others.has(sign);
}
