import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { UsageError } from "../../core/errors.ts";
import { isoDate } from "../../core/format.ts";
import type { FileContent } from "../../core/reply.ts";
import { bold, cut, t } from "../../core/text.ts";
import { MAX_BOOKS } from "../../state/shelf.ts";
import type { Entry, ShelfBook, ShelfName } from "../../state/shelf-book.ts";
import { heldBack } from "./file-cells.ts";
import { type Cells, cellOf, hasColumn, isbnOf, shelfOf } from "./file-columns.ts";
import { room } from "./room.ts";

/** Largest file taken, in bytes. Our choice: a Goodreads export of 10,000 books without long reviews. */
export const MAX_FILE_BYTES = 5 * 1_048_576;

/** Largest row, in bytes: a review may be long, an open quote must not swallow the file. Our choice. */
const MAX_ROW_BYTES = 200_000;

/** Characters read between two looks at other work. */
const SLICE_LENGTH = 65_536;

/** Longest title and names kept, in UTF-16 units; our choice, longer than any that is shown. */
export const MAX_TITLE = 300;
export const MAX_AUTHORS = 200;

/** What may stand between two cells; of equally many, the first. */
const DELIMITERS = [",", ";", "\t"];

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
  /** Rows whose ISBN a spreadsheet has rounded to `9.78E+12`: taken without it. */
  readonly roundedIsbn: readonly number[];
  /** Rows that name no shelf: taken, and put on To read. */
  readonly noShelf: readonly number[];
  /** What no column of the file is about. */
  readonly lacks: readonly ("authors" | "isbn" | "shelf")[];
  /** Names of shelves that are none of ours, with how many books were on each: those are not taken. */
  readonly unknownShelves: ReadonlyMap<string, number>;
}

/** The books as a CSV file that Goodreads and spreadsheets read. No cell can become a formula. */
export async function booksToFile(books: readonly ShelfBook[]): Promise<FileContent> {
  const { stringify } = await import("csv-stringify/sync");
  const rows = books.map(({ title, authors, isbn, shelf, addedAt }) => [
    heldBack(title),
    heldBack(authors),
    isbn ?? "",
    GOODREADS_SHELVES[shelf],
    isoDate(addedAt).replaceAll("-", "/"),
  ]);
  const text = stringify(rows, {
    header: true,
    columns: ["Title", "Author", "ISBN13", "Exclusive Shelf", "Date Added"],
    bom: true,
  });
  return { name: "shelf.csv", mediaType: "text/csv", bytes: new TextEncoder().encode(text) };
}

/**
 * Reads such a file, or the export of Goodreads, StoryGraph, BookWyrm, LibraryThing, Calibre, Openreads or Inventaire. Throws UsageError with what is wrong with it.
 * Lets other work go on meanwhile.
 */
export async function readBooksFile({ bytes }: Pick<FileContent, "bytes">): Promise<ReadBooks> {
  const entries: Entry[] = [];
  const [untitled, badIsbn, roundedIsbn, noShelf]: [number[], number[], number[], number[]] = [[], [], [], []];
  const unknownShelves = new Map<string, number>();
  const { head, rows } = rowsOf(decoded(bytes));
  let row = 0;
  for await (const cells of rows) {
    row += 1;
    if (row > MAX_BOOKS) throw new UsageError(t`${room()}, and that file has more.`);
    const title = cellOf(cells, "title");
    if (title === "") {
      untitled.push(row);
      continue;
    }
    const shelf = shelfOf(cells);
    if (typeof shelf === "object") {
      const name = cut(shelf.unknown.toLowerCase(), 40);
      unknownShelves.set(name, (unknownShelves.get(name) ?? 0) + 1);
      continue;
    }
    if (shelf === undefined) noShelf.push(row);
    const found = isbnOf(cells);
    if (found === "bad") badIsbn.push(row);
    if (found === "rounded") roundedIsbn.push(row);
    const authors = [cellOf(cells, "authors"), cellOf(cells, "otherAuthors")].filter(Boolean).join(", ");
    entries.push({
      book: {
        title: cut(title, MAX_TITLE),
        authors: cut(authors, MAX_AUTHORS),
        isbn: typeof found === "string" ? undefined : found.isbn,
      },
      shelf: shelf ?? "to-read",
      addedAt: dayOf(cellOf(cells, "added")),
    });
  }
  const hasDays = hasColumn(head(), "finished");
  const lacks = (["authors", "isbn", "shelf"] as const).filter(
    (subject) => !hasColumn(head(), subject) && !(subject === "shelf" && hasDays),
  );
  return { entries, untitled, badIsbn, roundedIsbn, noShelf, unknownShelves, lacks };
}

/** The rows of a file by the names in its head, which is there with the first of them. */
function rowsOf(text: string): { readonly head: () => readonly string[]; readonly rows: AsyncGenerator<Cells> } {
  let head: readonly string[] = [];
  const { delimiter, table } = separated(text);
  return { head: () => head, rows: read() };

  async function* read(): AsyncGenerator<Cells> {
    // Without a head the parser would not even ask for its columns
    if (table.trim() === "") throw noTitleColumn();
    const { CsvError, parse } = await import("csv-parse");
    const parser = Readable.from(slices(table)).compose(
      parse({
        columns: (names: string[]) => {
          head = checkedHead(names.map((name) => name.trim().toLowerCase()));
          return [...head];
        },
        delimiter,
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
}

/** What stands between two cells: what Excel's own first line says, else what there is most of in the head. */
function separated(text: string): { readonly delimiter: string; readonly table: string } {
  const [line = "", told] = /^\s*sep=([,;\t])\r?\n/i.exec(text) ?? [];
  const table = text.slice(line.length);
  const head =
    table
      .trimStart()
      .split(/[\r\n]/, 1)[0]
      ?.replace(/"[^"]*"/g, "") ?? "";
  const countOf = (delimiter: string) => head.split(delimiter).length;
  const [most = ","] = DELIMITERS.toSorted((a, b) => countOf(b) - countOf(a));
  return { delimiter: told ?? most, table };
}

/** Streams alone never come round to timers and sockets. */
async function* slices(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += SLICE_LENGTH) {
    yield text.slice(at, at + SLICE_LENGTH);
    await setImmediate();
  }
}

function checkedHead(head: readonly string[]): readonly string[] {
  if (hasColumn(head, "title")) return head;
  throw noTitleColumn();
}

function noTitleColumn(): UsageError {
  return new UsageError(
    t`I find no column ${bold("Title")} in the first line of that file. I read the exports of Goodreads, StoryGraph, BookWyrm, LibraryThing, Calibre, Openreads and Inventaire, and what ${bold("/shelf export")} gives.`,
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

/** `2020/02/06` or `[2020-02-06]` in milliseconds; undefined when it is no day, or one that has not been. */
function dayOf(typed: string): number | undefined {
  const [, year, month, day] = /^\[?(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:\]|[T ].*)?$/.exec(typed) ?? [];
  if (year === undefined) return undefined;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return at > 0 && at <= Date.now() ? at : undefined;
}
