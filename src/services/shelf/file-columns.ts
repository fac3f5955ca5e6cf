import { parseIsbn } from "../../core/isbn.ts";
import type { ShelfName } from "../../state/shelf-book.ts";
import { plainCell } from "./file-cells.ts";

/** A row of a file by the names in its head, lower case. */
export type Cells = Readonly<Record<string, string | undefined>>;

/** What a column is about. */
export type Subject = keyof typeof COLUMNS;

/**
 * The heads of trackers' exports, lower case, the better column first. Compared on 2026-11-28 with exports as they came, which
 * BookWyrm keeps for its own importers, in https://github.com/bookwyrm-social/bookwyrm/tree/main/bookwyrm/tests/data:
 * goodreads.csv, storygraph.csv (`Authors`, `ISBN/UID`, `Read Status`), librarything.tsv (`Primary Author`, `ISBNs`, `Entry Date`),
 * calibre.csv (`timestamp`, no shelf), openreads-csv-example.csv (`status`), inventaire.csv (`Edition title`, no shelf), and with
 * what BookWyrm itself writes (`author_text`, `isbn_13`, `shelf`, `shelf_date`): bookwyrm/views/preferences/export.py.
 */
const COLUMNS = {
  title: ["title", "book title", "edition title"],
  authors: ["author", "authors", "author_text", "primary author", "authors labels"],
  otherAuthors: ["additional authors", "secondary author"],
  isbn: [
    ...["isbn13", "isbn_13", "isbn-13", "edition isbn-13", "isbn", "isbn/uid", "isbns"],
    ...["isbn10", "isbn_10", "isbn-10", "edition isbn-10"],
  ],
  shelf: ["exclusive shelf", "read status", "shelf", "reading status", "status"],
  started: ["date started", "start_date"],
  finished: ["date read", "last date read", "finish_date"],
  added: ["date added", "date_added", "shelf_date", "entry date", "timestamp", "item created", "added"],
} as const satisfies Record<string, readonly string[]>;

/**
 * What trackers call the shelves, lower case, words joined by hyphens. `planned` and `in_progress` are Openreads':
 * https://github.com/bookwyrm-social/bookwyrm/blob/main/bookwyrm/importers/openreads_import.py (2026-11-28)
 */
const SHELF_WORDS: Readonly<Record<string, ShelfName>> = {
  "to-read": "to-read",
  "want-to-read": "to-read",
  unread: "to-read",
  planned: "to-read",
  reading: "reading",
  "currently-reading": "reading",
  "in-progress": "reading",
  read: "read",
  finished: "read",
};

/** Whether a head has a column about it. */
export function hasColumn(head: readonly string[], subject: Subject): boolean {
  return COLUMNS[subject].some((name) => head.includes(name));
}

/** What a row says about it; empty when it says nothing. */
export function cellOf(cells: Cells, subject: Subject): string {
  return cellsOf(cells, subject)[0] ?? "";
}

/** What came of a row's ISBN. `rounded`: a spreadsheet took it for a number and kept only its first digits. */
export type FoundIsbn = { readonly isbn: string } | "none" | "bad" | "rounded";

/** The first right one of a row: in any of its columns, bracketed, several in one cell. */
export function isbnOf(cells: Cells): FoundIsbn {
  const typed = cellsOf(cells, "isbn").flatMap((cell) => {
    const bare = cell.replace(/[[\](){}"'=]/g, " ").trim();
    return [bare, ...bare.split(/[\s,;|]+/)].filter((part) => part !== "");
  });
  const isbn = typed.map(parseIsbn).find((each) => each !== undefined);
  if (isbn !== undefined) return { isbn };
  if (typed.some((each) => /^\d(?:[.,]\d+)?e\+?\d+$/i.test(each))) return "rounded";
  // Trackers put numbers of their own where a book has none
  return typed.some((each) => /^[\dx-]{9,17}$/i.test(each)) ? "bad" : "none";
}

/** The shelf that a row is on, by its word for it or else by its days; undefined where it tells neither. */
export function shelfOf(cells: Cells): ShelfName | { readonly unknown: string } | undefined {
  const word = cellOf(cells, "shelf");
  if (word !== "") return shelfNamed(word) ?? { unknown: word };
  // LibraryThing knows no shelves, but when a book was begun and read
  if (cellOf(cells, "finished") !== "") return "read";
  return cellOf(cells, "started") === "" ? undefined : "reading";
}

/** The shelf that a word of a tracker means; undefined for one that is none of ours. */
function shelfNamed(word: string): ShelfName | undefined {
  const key = word.toLowerCase().replace(/[\s_]+/g, "-");
  return Object.hasOwn(SHELF_WORDS, key) ? SHELF_WORDS[key] : undefined;
}

function cellsOf(cells: Cells, subject: Subject): readonly string[] {
  return COLUMNS[subject].map((name) => plainCell(cells[name] ?? "")).filter((cell) => cell !== "");
}
