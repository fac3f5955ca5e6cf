import { assertNever } from "../../core/reply.ts";
import { cut, isWebUrl, type Moment, type RichText, type Span } from "../../core/text.ts";
import { LIMITS } from "./limits.ts";

/**
 * Signs that format, and signs that look the same and don't: mrkdwn has no escape for them. Inside a word and between
 * blanks they format nothing and stay. https://docs.slack.dev/messaging/formatting-message-text (2026-11-22)
 */
const LOOKALIKES: Readonly<Record<string, string>> = { "*": "∗", _: "ˍ", "~": "∼", "`": "ˋ" };
const FORMATTING = /(?<![\p{L}\p{N}])[*_~](?=\S)|(?<=\S)[*_~](?![\p{L}\p{N}])|`/gu;

/** Most text has none of these and is done at once. */
const ANYTHING_SPECIAL = /[&<>*_~`]/;

/** Text as mrkdwn that shows exactly these characters: no mention, no link, no formatting, no quote. */
export function escapeMrkdwn(text: string): string {
  if (!ANYTHING_SPECIAL.test(text)) return text;
  return escapeEntities(text.replace(FORMATTING, (sign) => LOOKALIKES[sign] ?? sign).replace(/^>/gm, "›"));
}

/** The escape that Slack knows. It is what disarms `<!channel>`. */
function escapeEntities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Rich text as mrkdwn of at most `max` characters, cut at a word, never within an escape, a link or formatting. */
export function richTextToMrkdwn(text: RichText, max: number): string {
  let done = "";
  for (const span of text) {
    const room = max - done.length;
    const whole = spanToMrkdwn(span);
    if (whole.length <= room) {
      done += whole;
      continue;
    }
    const plain = typeof span === "string" ? span : span.text;
    const shortened = cutToFit(plain, room, (shorter) =>
      spanToMrkdwn(typeof span === "string" ? shorter : { ...span, text: shorter }),
    );
    // No room even for the frame of a link: the ellipsis takes the place of the last character
    return done + (shortened || (room > 0 ? "…" : ""));
  }
  return done;
}

/** Plain text, escaped, of at most `max` characters. */
export function plainToMrkdwn(text: string, max: number): string {
  return cutToFit(text, max, escapeMrkdwn);
}

/** A titled link, or the escaped title alone when the address can't be linked. */
export function linkToMrkdwn(title: string, url: string | undefined): string {
  const label = oneLine(title);
  if (url === undefined || !isWebUrl(url) || url.length > LIMITS.url) return escapeMrkdwn(label);
  // A bar would end the address, an angle bracket the link
  const address = escapeEntities(url.replaceAll("|", "%7C"));
  return `<${address}|${escapeMrkdwn(label).replaceAll("|", "∣")}>`;
}

/** The longest cut of the text that is within `max` once written out; empty when not even an ellipsis is. */
function cutToFit(text: string, max: number, write: (text: string) => string): string {
  let written = write(text);
  let length = Math.min(text.length, Math.max(max, 0));
  while (written.length > max && length > 0) {
    written = write(cut(text, length));
    // Escapes make it longer than it is: take off what is too much, at least one character
    length -= Math.max(1, Math.floor((written.length - max) / MAX_GROWTH));
  }
  return written.length > max ? "" : written;
}

/** `&` becomes `&amp;`: no character grows more. */
const MAX_GROWTH = 5;

function spanToMrkdwn(span: Span): string {
  if (typeof span === "string") return escapeMrkdwn(span);
  switch (span.type) {
    case "bold":
      return framed(span.text, "*");
    case "italic":
      return framed(span.text, "_");
    case "code":
      return framed(span.text, "`");
    case "link":
      return linkToMrkdwn(span.text, span.url);
    case "moment":
      return momentToMrkdwn(span);
    default:
      return assertNever(span);
  }
}

/**
 * By the reader's own clock: Slack puts it in place of the words, and leads with “today” or “tomorrow” where there is a day.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting (2026-11-28)
 */
function momentToMrkdwn({ text, at, isNear, hasLead }: Moment): string {
  const format = isNear ? `${hasLead ? "at " : ""}{time}` : "{date_short_pretty} at {time}";
  return `<!date^${Math.floor(at / 1_000)}^${format}|${escapeMrkdwn(oneLine(text)).replaceAll("|", "∣")}>`;
}

/** Formatting holds only on one line and right at the words. */
function framed(text: string, sign: string): string {
  const inner = oneLine(text);
  if (inner === "") return escapeMrkdwn(text);
  return `${sign}${sign === "`" ? escapeEntities(inner.replaceAll("`", "ˋ")) : escapeMrkdwn(inner)}${sign}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
