import type { Selectable } from "kysely";
import { fold } from "../core/closest.ts";
import { isbnDigits } from "../core/isbn.ts";
import type { Tables } from "./schema.ts";

/** The shelves, in the order of a book's life. */
export const SHELVES = ["to-read", "reading", "read"] as const;
export type ShelfName = (typeof SHELVES)[number];

/** What is known of a book before it stands on a shelf. */
export interface NewBook {
  readonly title: string;
  /** As shown: `Herman Melville, Rockwell Kent`; may be empty. */
  readonly authors: string;
  /** 13 digits with hyphens. */
  readonly isbn?: string | undefined;
  /** Google's id of the volume. */
  readonly volumeId?: string | undefined;
  /** Cover picture; https. */
  readonly coverUrl?: string | undefined;
}

/** A book on a person's shelf. Times are milliseconds since the epoch. */
export interface ShelfBook extends NewBook {
  readonly id: number;
  readonly shelf: ShelfName;
  readonly addedAt: number;
  /** When it came to the shelf that it is on. */
  readonly changedAt: number;
  readonly removedAt?: number | undefined;
  /** When it was last seen on the person's shelves at Google. */
  readonly syncedAt?: number | undefined;
}

/** A book to bring along, and the shelf it goes to. */
export interface Entry {
  readonly book: NewBook;
  readonly shelf: ShelfName;
  /** By default now. */
  readonly addedAt?: number | undefined;
}

/** What tells a person's books apart. */
export function identityOf({ isbn, volumeId, title, authors }: NewBook): string {
  if (isbn !== undefined) return `isbn:${isbnDigits(isbn)}`;
  return volumeId === undefined ? `title:${fold(title)}/${fold(authors)}` : `google:${volumeId}`;
}

/** The entry as a row of its table; `now` in milliseconds since the epoch. */
export function toRow(person: string, { book, shelf, addedAt }: Entry, now: number) {
  return {
    person,
    shelf,
    identity: identityOf(book),
    title: book.title,
    authors: book.authors,
    folded: fold(`${book.title} ${book.authors} ${isbnDigits(book.isbn ?? "")}`),
    isbn: book.isbn ?? null,
    volume_id: book.volumeId ?? null,
    cover_url: book.coverUrl ?? null,
    added_at: addedAt ?? now,
    changed_at: addedAt ?? now,
    removed_at: null,
    synced_at: null,
  };
}

/** A row as the book that it holds. */
export function fromRow(row: Selectable<Tables["shelf_book"]>): ShelfBook {
  return {
    id: row.id,
    shelf: SHELVES.find((name) => name === row.shelf) ?? SHELVES[0],
    title: row.title,
    authors: row.authors,
    isbn: row.isbn ?? undefined,
    volumeId: row.volume_id ?? undefined,
    coverUrl: row.cover_url ?? undefined,
    addedAt: row.added_at,
    changedAt: row.changed_at,
    removedAt: row.removed_at ?? undefined,
    syncedAt: row.synced_at ?? undefined,
  };
}
