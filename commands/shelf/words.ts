import { choice, text } from "../../src/core/command.ts";
import { formatMoney } from "../../src/core/format.ts";
import { isbnDigits } from "../../src/core/isbn.ts";
import { once } from "../../src/core/once.ts";
import type { Button, Image } from "../../src/core/reply.ts";
import { bold, cut, link, type RichText, t } from "../../src/core/text.ts";
import { suggestions } from "../../src/replies/suggestions.ts";
import type { Book } from "../../src/services/book/source.ts";
import { bookReference, SHELVES, type ShelfBook, type ShelfName } from "../../src/services/shelf/shelf.ts";

export const ACCENT = 0x7a5ca8;

/** What people call the shelves. */
export const SHELF_WORDS: Readonly<Record<ShelfName, string>> = {
  "to-read": "To read",
  reading: "Reading",
  read: "Read",
};

/** `your “To read” shelf`, to stand in a sentence. */
export function yourShelf(shelf: ShelfName): string {
  return `your “${SHELF_WORDS[shelf]}” shelf`;
}

/** Longest name of a suggestion, in UTF-16 units; see `Choice`. */
const MAX_CHOICE = 100;

/** One of the person's own books. */
export const ownBook = text({
  description: "Which book: words of its title or author, or its ISBN",
  required: true,
  ask: "Which of your books?",
  example: "moby dick",
  suggest: suggestions(async ({ typed, services, user }, limit) => {
    const books = await services.shelf.suggestions(user.key, typed, limit);
    return books.map((book) => ({
      name: cut([book.title, book.authors].filter(Boolean).join(", "), MAX_CHOICE),
      value: bookReference(book),
    }));
  }),
});

export const shelfChoice = choice({ description: "To read, reading or read", choices: SHELVES });

/** `**Moby-Dick**, Herman Melville`. */
export function titled({ title, authors }: Pick<ShelfBook, "title" | "authors">): RichText {
  return authors === "" ? [bold(title)] : t`${bold(title)}, ${authors}`;
}

export function coverOf(title: string, url: string | undefined): Image | undefined {
  return url === undefined ? undefined : { url, alt: `Cover of ${title}` };
}

/** Puts the book on another shelf, in the same message. */
export function moveButton(book: ShelfBook, to: ShelfName, label = `Move to ${SHELF_WORDS[to]}`): Button {
  return {
    label,
    press: { do: "run", command: "shelf move", options: { book: bookReference(book), shelf: to }, into: "update" },
  };
}

export function removeButton(book: ShelfBook, label = "Remove"): Button {
  return {
    label,
    style: label === "Remove" ? "danger" : undefined,
    press: { do: "run", command: "shelf remove", options: { book: bookReference(book) }, into: "update" },
  };
}

/** The other two shelves. */
export function otherShelves(shelf: ShelfName): readonly ShelfName[] {
  return SHELVES.filter((name) => name !== shelf);
}

/** `$9.99 at Google Play (United States)`, linked; undefined where it is not on sale. */
export function shopLink({ shop }: Pick<Book, "shop">): RichText | undefined {
  if (shop === undefined) return undefined;
  const { price } = shop;
  const where = price?.country === undefined ? "" : ` (${countryNames().of(price.country) ?? price.country})`;
  if (price?.amount === 0) return t`${link("Free at Google Play", shop.url)}${where}`;
  const amount = price === undefined ? undefined : formatMoney(price.amount, price.currency);
  return amount === undefined
    ? [link("Google Play", shop.url)]
    : t`${link(`${amount} at Google Play`, shop.url)}${where}`;
}

const countryNames = once(() => new Intl.DisplayNames("en", { type: "region" }));

/** Where a library that has the book can be found; undefined without an ISBN. */
export function borrowLinks({ isbn }: Pick<Book, "isbn">): RichText | undefined {
  if (isbn === undefined) return undefined;
  const digits = isbnDigits(isbn);
  // As https://github.com/jellyfin/jellyfin-plugin-bookshelf links there; worldcat.org/isbn is the address of before 2022 (2026-11-28)
  return t`${link("Open Library", `https://openlibrary.org/isbn/${digits}`)} · ${link("WorldCat", `https://search.worldcat.org/search?q=bn:${digits}`)}`;
}

/** The country of the language tag that the platform tells, the likeliest one where it names none: `de` is Germany. */
export function countryOf(locale: string): string | undefined {
  try {
    return new Intl.Locale(locale).maximize().region;
  } catch {
    return undefined;
  }
}
