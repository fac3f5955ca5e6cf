import { isbnDigits, parseIsbn } from "../../core/isbn.ts";
import type { Sourced } from "../../core/source.ts";

/** Books a page of a reply shows. */
export const BOOKS_A_PAGE = 3;

/** Books in one call: whole pages, within Google's 40. Turning the pages costs no further call. */
export const BOOKS_A_CALL = 39;

export interface BookQuestion {
  /** Free text: words of the title, the author or the book. May be absent where an ISBN is given. */
  readonly query?: string | undefined;
  readonly author?: string | undefined;
  /** As `parseIsbn` gives it. */
  readonly isbn?: string | undefined;
  /** Two letters, ISO 639-1. */
  readonly language?: string | undefined;
  /** Whose prices are wanted: two letters, ISO 3166. */
  readonly country?: string | undefined;
}

export interface Book {
  /** What `Books.byId` finds it by: `google:zyTCAlFPjgYC`, `openlibrary:OL45804W/9780441172719` where it was asked for by its ISBN. */
  readonly id?: string | undefined;
  /** With its subtitle. */
  readonly title: string;
  /** Its page at the upstream; https. */
  readonly url?: string | undefined;
  /** May be empty. */
  readonly authors: readonly string[];
  readonly year?: number | undefined;
  readonly publisher?: string | undefined;
  /** First sentences, plain text. */
  readonly description?: string | undefined;
  readonly rating?: { readonly average: number; readonly count?: number | undefined } | undefined;
  /** 13 digits with hyphens: the one that was asked for, else one that its source has for it. */
  readonly isbn?: string | undefined;
  /** Cover picture; https. */
  readonly cover?: string | undefined;
  /** Where to buy it, and for how much where that is known. */
  readonly shop?: { readonly url: string; readonly price?: Price | undefined } | undefined;
}

/** What a book costs. */
export interface Price {
  /** 0: it is free. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Where it costs that: two letters, ISO 3166. */
  readonly country?: string | undefined;
}

/** Where a book can be asked for again. */
export type BookPlace = "google" | "openlibrary";

/**
 * The id of a book by the id that its upstream has for it, and the ISBN that it was asked for by; undefined when that has not
 * the form of one.
 */
export function bookId(place: BookPlace, id: string | null | undefined, isbn?: string): string | undefined {
  if (!id || !/^[\w-]{1,40}$/.test(id)) return undefined;
  return `${place}:${id}${isbn === undefined ? "" : `/${isbnDigits(isbn)}`}`;
}

/** Takes such an id apart. Undefined for anything else. */
export function parseBookId(id: string) {
  const [, place, own, isbn] = /^(google|openlibrary):([\w-]{1,40})(?:\/(\d{13}))?$/.exec(id) ?? [];
  if (own === undefined) return undefined;
  const from: BookPlace = place === "google" ? "google" : "openlibrary";
  return { place: from, id: own, isbn: isbn === undefined ? undefined : parseIsbn(isbn) };
}

/** One call's worth of books, best match first. */
export interface BookList {
  readonly books: readonly Book[];
  /** How many there are in all, as the upstream estimates. */
  readonly total: number;
}

/** As what a book is wanted. */
export interface BookWish {
  /** Whose price is told, where the upstream knows prices: two letters, ISO 3166. */
  readonly country?: string | undefined;
  /** The ISBN of an edition. */
  readonly isbn?: string | undefined;
}

/** One of the upstreams for books. Throws as `Ask.get` does. */
export interface BookSource {
  /** Part of the ids of its books. */
  readonly place: BookPlace;
  /** `call` counts from 0, `BOOKS_A_CALL` a call. */
  search(question: BookQuestion, call: number): Promise<Sourced<BookList>>;
  /** The book of the upstream's own id. Undefined, or NotFoundError, when there is none. */
  byId(id: string, wish: BookWish): Promise<Sourced<Book | undefined>>;
}
