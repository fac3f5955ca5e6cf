import { parse } from "isbn3";
import { plainSigns } from "./typed.ts";

/** Longest text read as an ISBN, in UTF-16 units: 13 digits, each after a blank, and the word before them. */
const MAX_ISBN_CHARACTERS = 40;

/**
 * An ISBN as 13 digits with the hyphens of its registration group: `978-0-14-243724-7`. Takes 10 or 13 digits with or
 * without hyphens or spaces. Undefined when it is none or its check digit does not fit.
 */
export function parseIsbn(typed: string): string | undefined {
  if (typed.length > MAX_ISBN_CHARACTERS) return undefined;
  const compact = plainSigns(typed)
    .trim()
    .replace(/^isbn(-1[03])?[:\s]*/i, "")
    .replace(/[\s-]/g, "");
  if (!/^(\d{9}[\dx]|\d{13})$/i.test(compact)) return undefined;
  return parse(compact.toUpperCase())?.isbn13h;
}

/** The 13 digits alone, as the web APIs want them. */
export function isbnDigits(isbn: string): string {
  return isbn.replaceAll("-", "");
}
