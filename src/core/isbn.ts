import { parse } from "isbn3";

/**
 * An ISBN as 13 digits with the hyphens of its registration group: `978-0-14-243724-7`. Takes 10 or 13 digits with or
 * without hyphens or spaces. Undefined when it is none or its check digit does not fit.
 */
export function parseIsbn(typed: string): string | undefined {
  const compact = typed.replace(/^isbn[:\s]*/i, "").replace(/[\s\-\u2010-\u2015]/g, "");
  if (!/^(\d{9}[\dx]|\d{13})$/i.test(compact)) return undefined;
  return parse(compact.toUpperCase())?.isbn13h;
}

/** The 13 digits alone, as the web APIs want them. */
export function isbnDigits(isbn: string): string {
  return isbn.replaceAll("-", "");
}
