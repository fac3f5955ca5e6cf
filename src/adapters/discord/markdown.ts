import { cut, isWebUrl, type Moment, type RichText, type Span } from "../../core/text.ts";

/** Markdown for a command as it would be typed, `/shelf add moby dick`, that one can click on; undefined where that is unknown. */
export type MentionOf = (typed: string) => string | undefined;

const unknown: MentionOf = () => undefined;

/** Signs that mean something to Discord anywhere in a text: emphasis, spoilers, code, links, mentions, timestamps. */
const SIGNS = /[\\*_~|`[\]()<>]/g;

/** Addresses that Discord would link or unfold although no markup says so. */
const AUTOLINKS = /(?<=[a-z]):(?=\/\/)/gi;

/**
 * Discord's own hosts: of some its clients make invitations, gifts and templates also where no scheme stands before them. They are
 * those of the web client's `GLOBAL_ENV` (`INVITE_HOST`, `GUILD_TEMPLATE_HOST`, `GIFT_CODE_HOST`, `ACTIVITY_APPLICATION_HOST`) and
 * its canary, ptb and old domains, https://discord.com/app (2026-11-28); the others are known as Discord's, and in for safety:
 * https://github.com/v2fly/domain-list-community/blob/master/data/discord (2026-11-28).
 */
const OWN_HOSTS =
  /\b(?:dis\.gd|discord\.(?:co|com|design|dev|gg|gifts?|media|new|store|tools)|discord(?:-?activities|app|cdn|merch|partygames|says|sez|status)\.(?:com|io|net)|(?:airhorn|bigbeans)\.solutions|watchanimeattheoffice\.com)\b/gi;

/** Whether there is anything at all to escape: in most texts there is not, and this is the quickest way to tell. */
const MAY_MEAN_SOMETHING = /[\\*_~|`[\]()<>:#\n-]|\d\.|[dehnpsz]\.[cdgimnst]/i;

/** Signs that mean something at the start of a line only: headings, subtext, lists. */
const LINE_STARTS = /^([^\S\n\r\u2028\u2029]*)(#(?=#{0,2}\s)|-(?=[\s#])|\d+(\.)(?=\s))/gm;

/**
 * Rich text as Discord's markdown, at most `max` characters, cut at a word. Everything that is not a span of ours is
 * escaped, so that it can become neither a mention, a link nor markup. Outer white space is trimmed, as Discord does.
 */
export function toMarkdown(text: RichText, max: number, mention: MentionOf = unknown): string {
  const [only] = text;
  if (text.length === 1 && typeof only === "string" && only.length <= max && !MAY_MEAN_SOMETHING.test(only)) {
    return only.trim();
  }
  for (let room = max; room > 0; ) {
    const markdown = escapeLineStarts(joinWithin(text, room, mention)).trim();
    if (markdown.length <= max) return markdown;
    room -= markdown.length - max;
  }
  return "";
}

/** Plain text as Discord's markdown, at most `max` characters. */
export function escapeMarkdown(text: string, max: number): string {
  return toMarkdown([text], max);
}

/** Paragraphs below one another. */
export function joinLines(lines: readonly RichText[]): RichText {
  return lines.flatMap((line, index) => (index === 0 ? line : ["\n", ...line]));
}

function joinWithin(text: RichText, max: number, mention: MentionOf): string {
  let markdown = "";
  for (const span of text) {
    const room = max - markdown.length;
    const whole = spanToMarkdown(span, mention);
    if (whole.length > room) return markdown + cutSpan(span, room);
    markdown += whole;
  }
  return markdown;
}

/** Cuts the words inside a span, so that no escape and no formatting is cut in two. */
function cutSpan(span: Span, room: number): string {
  const words = typeof span === "string" ? span : span.text;
  for (let max = Math.min(room, words.length - 1); max > 0; ) {
    const shorter = cut(words, max);
    const markdown = spanToMarkdown(typeof span === "string" ? shorter : { ...span, text: shorter });
    if (markdown.length <= room) return markdown;
    // An escape doubles a character at most: half of what is too much must go at least
    max -= Math.ceil((markdown.length - room) / 2);
  }
  return "";
}

function spanToMarkdown(span: Span, mention: MentionOf = unknown): string {
  if (typeof span === "string") return escapeSigns(span);
  // Formatting round nothing would show as its bare signs
  if (span.text.trim() === "") return span.text;
  switch (span.type) {
    case "bold":
      return `**${escapeSigns(span.text)}**`;
    case "italic":
      return `_${escapeSigns(span.text)}_`;
    case "code":
      return mention(span.text) ?? inCode(span.text);
    case "moment":
      return momentToMarkdown(span);
    case "link":
      return isWebUrl(span.url) ? `[${escapeSigns(span.text)}](<${encodeSigns(span.url)}>)` : escapeSigns(span.text);
  }
}

/** Something to type, as it is. */
export function inCode(text: string): string {
  return `\`${text.replaceAll("`", "ˋ").replace(/\s+/g, " ")}\``;
}

/** By the reader's own clock. https://docs.discord.com/developers/reference#message-formatting-timestamp-styles (2026-11-28) */
function momentToMarkdown({ at, isNear, hasLead }: Moment): string {
  const lead = hasLead ? (isNear ? "at " : "on ") : "";
  return `${lead}<t:${Math.floor(at / 1_000)}:${isNear ? "t" : "f"}>`;
}

function escapeSigns(text: string): string {
  return text
    .replace(SIGNS, "\\$&")
    .replace(AUTOLINKS, "\\$&")
    .replace(OWN_HOSTS, (host) => host.replace(".", "\\."));
}

function encodeSigns(url: string): string {
  return url.replace(/[()\\]/g, (sign) => (sign === "\\" ? "%5C" : sign === "(" ? "%28" : "%29"));
}

function escapeLineStarts(markdown: string): string {
  return markdown.replace(LINE_STARTS, (start, _space, _sign, dot: string | undefined) =>
    dot === undefined ? start.replace(/[#-]/, "\\$&") : start.replace(".", "\\."),
  );
}
