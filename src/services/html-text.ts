import { decodeHTMLStrict } from "entities/decode";

/** Nothing beyond is looked at: bounds the work on what an upstream sends. */
const MAX_RAW = 5_000;

/** HTML as one line of plain text: tags dropped, entities decoded, white space collapsed. Empty when nothing is left. */
export function htmlToText(html: string): string {
  const untagged = html
    .slice(0, MAX_RAW)
    .replace(/<(?:br|p|\/p|div|\/div|li)\b[^<>]*>/gi, " ")
    .replace(/<\/?[a-z][^<>]*>|<!--[^<>]*-->/gi, "");
  return decodeHTMLStrict(untagged).replace(/\s+/g, " ").trim();
}
