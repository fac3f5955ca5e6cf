import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { UsageError } from "../../core/errors.ts";
import { isoDate } from "../../core/format.ts";
import { parseIsbn } from "../../core/isbn.ts";
import type { FileContent } from "../../core/reply.ts";
import { bold, cut, t } from "../../core/text.ts";
import { MAX_BOOKS } from "../../state/shelf.ts";
import type { Entry, ShelfBook, ShelfName } from "../../state/shelf-book.ts";
import { ROOM } from "./room.ts";

/** Largest file taken, in bytes. Our choice: a Goodreads export of 10,000 books without long reviews. */
export const MAX_FILE_BYTES = 5 * 1_048_576;

/** Largest row, in bytes: a review may be long, an open quote must not swallow the file. Our choice. */
const MAX_ROW_BYTES = 200_000;

/** Characters read between two looks at other work. */
const SLICE_LENGTH = 65_536;

/** Longest title and names kept, in UTF-16 units; our choice, longer than any that is shown. */
export const MAX_TITLE = 300;
export const MAX_AUTHORS = 200;

/** Goodreads' words for the shelves. https://help.goodreads.com/s/article/How-do-I-import-or-export-my-books-1553870934590 (2026-11-22) */
const GOODREADS_SHELVES: Readonly<Record<ShelfName, string>> = {
  "to-read": "to-read",
  reading: "currently-reading",
  read: "read",
};

/** What a file brought, and what of it could not be taken. Rows count from 1, the head not counted. */
export interface ReadBooks {
  readonly entries: readonly Entry[];
  /** Rows without a title. */
  readonly untitled: readonly number[];
  /** Rows whose ISBN has a slip in it: taken without it. */
  readonly badIsbn: readonly number[];
  /** Names of shelves that are none of ours, with how many books were on each: those are not taken. */
  readonly unknownShelves: ReadonlyMap<string, number>;
}

/** The books as a CSV file that Goodreads and spreadsheets read. No cell can become a formula. */
export async function booksToFile(books: readonly ShelfBook[]): Promise<FileContent> {
  const { stringify } = await import("csv-stringify/sync");
  const rows = books.map(({ title, authors, isbn, shelf, addedAt }) => [
    title,
    authors,
    isbn ?? "",
    GOODREADS_SHELVES[shelf],
    isoDate(addedAt).replaceAll("-", "/"),
  ]);
  const text = stringify(rows, {
    header: true,
    columns: ["Title", "Author", "ISBN13", "Exclusive Shelf", "Date Added"],
    escape_formulas: true,
    bom: true,
  });
  return { name: "shelf.csv", mediaType: "text/csv", bytes: new TextEncoder().encode(text) };
}

/** Reads such a file, or Goodreads' own export. Throws UsageError with what is wrong with it. Lets other work go on meanwhile. */
export async function readBooksFile({ bytes }: Pick<FileContent, "bytes">): Promise<ReadBooks> {
  const entries: Entry[] = [];
  const untitled: number[] = [];
  const badIsbn: number[] = [];
  const unknownShelves = new Map<string, number>();
  let row = 0;
  for await (const cells of rowsOf(decoded(bytes))) {
    row += 1;
    if (row > MAX_BOOKS) throw new UsageError(t`${ROOM}, and that file has more.`);
    const title = plainCell(cells, "title");
    if (title === "") {
      untitled.push(row);
      continue;
    }
    const typedShelf = plainCell(cells, "exclusive shelf").toLowerCase();
    const shelf = shelfOf(typedShelf);
    if (shelf === undefined) {
      const name = cut(typedShelf, 40);
      unknownShelves.set(name, (unknownShelves.get(name) ?? 0) + 1);
      continue;
    }
    const typedIsbn = plainCell(cells, "isbn13") || plainCell(cells, "isbn");
    const isbn = parseIsbn(typedIsbn);
    if (typedIsbn !== "" && isbn === undefined) badIsbn.push(row);
    const authors = [plainCell(cells, "author"), plainCell(cells, "additional authors")].filter(Boolean).join(", ");
    entries.push({
      book: { title: cut(title, MAX_TITLE), authors: cut(authors, MAX_AUTHORS), isbn },
      shelf,
      addedAt: dayOf(plainCell(cells, "date added")),
    });
  }
  return { entries, untitled, badIsbn, unknownShelves };
}

type Cells = Readonly<Record<string, string | undefined>>;

async function* rowsOf(text: string): AsyncGenerator<Cells> {
  // Without a head the parser would not even ask for its columns
  if (text.trim() === "") throw noTitleColumn();
  const { CsvError, parse } = await import("csv-parse");
  const parser = Readable.from(slices(text)).compose(
    parse({
      columns: (head: string[]) => checkedHead(head.map((name) => name.trim().toLowerCase())),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_BYTES,
    }),
  );
  try {
    // The parser gives an object of texts for each row, by the names in the head
    for await (const cells of parser) yield cells as Cells;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const where = typeof error["lines"] === "number" ? t` near line ${error["lines"]}` : "";
    throw new UsageError(t`I can't read that file as CSV${where}. Export it once more, and send it as it is.`);
  }
}

/** Streams alone never come round to timers and sockets. */
async function* slices(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += SLICE_LENGTH) {
    yield text.slice(at, at + SLICE_LENGTH);
    await setImmediate();
  }
}

function checkedHead(head: readonly string[]): string[] {
  if (head.includes("title")) return [...head];
  throw noTitleColumn();
}

function noTitleColumn(): UsageError {
  return new UsageError(
    t`I find no column ${bold("Title")} in the first line of that file. I read Goodreads' export, and what ${bold("/shelf export")} gives.`,
  );
}

/** UTF-8, or UTF-16 with its mark. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes("\u0000")) return text;
  } catch {
    // Said below
  }
  throw new UsageError(t`That file is no text in UTF-8. Save it once more as “CSV UTF-8”, and send it again.`);
}

/** A cell without what keeps spreadsheets from changing it: Goodreads' `="0142437247"`, our own `'=title`. */
function plainCell(cells: Cells, name: string): string {
  const cell = (cells[name] ?? "").trim();
  const unwrapped = /^="(.*)"$/s.exec(cell)?.[1] ?? cell;
  return unwrapped
    .replace(/^'(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/, "")
    .replace(/\s+/g, " ")
    .trim();
}

function shelfOf(typed: string): ShelfName | undefined {
  if (typed === "" || typed === "to-read" || typed === "to read") return "to-read";
  if (typed === "reading" || typed === "currently-reading") return "reading";
  return typed === "read" ? "read" : undefined;
}

/** `2020/02/06` in milliseconds; undefined when it is no day, or one that has not been. */
function dayOf(typed: string): number | undefined {
  const [, year, month, day] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(typed) ?? [];
  if (year === undefined) return undefined;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return at > 0 && at <= Date.now() ? at : undefined;
}
