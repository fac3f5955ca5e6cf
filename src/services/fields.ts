import { decodeHTMLStrict } from "entities/decode";
import { z } from "zod";

/** Nothing beyond is looked at: bounds the work on what an upstream sends. In UTF-16 units. */
const MAX_RAW_HTML = 5_000;

/** A whole number from 0 that an upstream sends as a number in one answer and as text in the next. */
export const wholeNumber = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

/** An https address, http ones moved to https; undefined for anything else. */
export function httpsUrl(url: string | null | undefined): string | undefined {
  if (typeof url !== "string") return undefined;
  const secure = url.trim().replace(/^http:\/\//i, "https://");
  return /^https:\/\/[^\s<>"]+$/i.test(secure) && URL.canParse(secure) ? secure : undefined;
}

/** As `httpsUrl`, at this domain or below; undefined for any other host. */
export function urlAt(domain: string, url: string | null | undefined): string | undefined {
  const secure = httpsUrl(url);
  if (secure === undefined) return undefined;
  const { hostname, port } = new URL(secure);
  return port === "" && `.${hostname}`.endsWith(`.${domain}`) ? secure : undefined;
}

/** What somebody wrote, in one line; undefined when there is nothing. */
export function oneLine(text: string | null | undefined): string | undefined {
  return text?.replace(/\s+/g, " ").trim() || undefined;
}

/** HTML as one line of plain text: tags dropped, entities decoded, white space collapsed. Empty when nothing is left. */
export function htmlToText(html: string): string {
  const untagged = html
    .slice(0, MAX_RAW_HTML)
    .replace(/<(?:br|p|\/p|div|\/div|li)\b[^<>]*>/gi, " ")
    .replace(/<\/?[a-z][^<>]*>|<!--[^<>]*-->/gi, "");
  return decodeHTMLStrict(untagged).replace(/\s+/g, " ").trim();
}
