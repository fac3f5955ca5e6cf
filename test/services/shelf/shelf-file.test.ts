import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BotError, userMessage } from "../../../src/core/errors.ts";
import { booksToFile, readBooksFile } from "../../../src/services/shelf/shelf-file.ts";
import type { ShelfBook } from "../../../src/state/shelf-book.ts";

const GOODREADS_HEAD =
  "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies";

function goodreads(title: string, author: string, isbn: string, shelf: string, added = "2020/02/06"): string {
  // The ISBN of 10 digits unquoted, as some exports have it, the one of 13 quoted
  return `1,"${title}",${author},"L, F",,="","=""${isbn}""",0,4.1,Penguin,Paperback,720,2003,1851,,${added},${shelf},${shelf} (#1),${shelf},"A review, of
two lines",,,0,0`;
}

function bytes(text: string): { readonly bytes: Uint8Array } {
  return { bytes: new TextEncoder().encode(text) };
}

const NO_PROBLEMS = { untitled: [], badIsbn: [], roundedIsbn: [], noShelf: [], unknownShelves: new Map(), lacks: [] };

/** What the person reads when a file can't be taken. */
async function refusal(file: { readonly bytes: Uint8Array }): Promise<string> {
  try {
    await readBooksFile(file);
  } catch (error) {
    if (error instanceof BotError) return userMessage(error);
    throw error;
  }
  throw new Error("the file was taken");
}

function book(changes: Partial<ShelfBook>): ShelfBook {
  return { id: 1, title: "Dune", authors: "Frank Herbert", shelf: "read", addedAt: 0, changedAt: 0, ...changes };
}

test("Goodreads' export", async () => {
  const { entries, ...problems } = await readBooksFile(
    bytes(
      [
        GOODREADS_HEAD,
        goodreads("Moby-Dick", "Herman Melville", "9780142437247", "read"),
        goodreads('Emma ""the novel""', "Jane Austen", "", "currently-reading", ""),
        goodreads("Dune", "Frank Herbert", "", "to-read", "2999/01/01"),
      ].join("\n"),
    ),
  );
  expect(problems).toEqual({ ...NO_PROBLEMS });
  expect(entries).toEqual([
    {
      book: { title: "Moby-Dick", authors: "Herman Melville", isbn: "978-0-14-243724-7" },
      shelf: "read",
      addedAt: Date.UTC(2020, 1, 6),
    },
    {
      book: { title: 'Emma "the novel"', authors: "Jane Austen", isbn: undefined },
      shelf: "reading",
      addedAt: undefined,
    },
    { book: { title: "Dune", authors: "Frank Herbert", isbn: undefined }, shelf: "to-read", addedAt: undefined },
  ]);
});

test("what can't be taken is told row by row", async () => {
  const { entries, ...problems } = await readBooksFile(
    bytes(
      [
        "Title,ISBN13,Exclusive Shelf",
        ",,read",
        "Slip,9780142437248,read",
        "Left,,did-not-finish",
        "Left too,,did-not-finish",
        "Short",
      ].join("\r\n"),
    ),
  );
  expect(problems).toEqual({
    ...NO_PROBLEMS,
    untitled: [1],
    badIsbn: [2],
    noShelf: [5],
    unknownShelves: new Map([["did-not-finish", 2]]),
    lacks: ["authors"],
  });
  expect(entries.map((entry) => [entry.book.title, entry.book.isbn, entry.shelf])).toEqual([
    ["Slip", undefined, "read"],
    ["Short", undefined, "to-read"],
  ]);
});

describe("other trackers", () => {
  const MOBY = "978-0-14-243724-7";

  test.each([
    [
      "StoryGraph",
      "Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Star Rating,Review,Tags,Owned?",
      '"Moby-Dick","Herman Melville, Somebody","",9780142437247,paperback,read,2020/02/06,2020/03/01,4.5,"","",No',
      { authors: "Herman Melville, Somebody", isbn: MOBY, shelf: "read", addedAt: Date.UTC(2020, 1, 6) },
    ],
    [
      "StoryGraph, a book without an ISBN",
      "Title,Authors,ISBN/UID,Read Status",
      "Moby-Dick,Herman Melville,0a1b2c3d-4e5f-6789-abcd-ef0123456789,currently-reading",
      { isbn: undefined, shelf: "reading" },
    ],
    [
      "BookWyrm",
      "title,author_text,remote_id,openlibrary_key,isbn_10,isbn_13,start_date,rating,shelf,shelf_name,shelf_date",
      "Moby-Dick,Herman Melville,https://b.example/1,OL1W,,9780142437247,,5,to-read,To Read,2020-02-06",
      { authors: "Herman Melville", isbn: MOBY, shelf: "to-read", addedAt: Date.UTC(2020, 1, 6) },
    ],
    [
      "LibraryThing, with tabs",
      "Book Id\tTitle\tPrimary Author\tSecondary Author\tISBN\tISBNs",
      "1\tMoby-Dick\tMelville, Herman\t\t[0142437247]\t0142437247, 9780142437247",
      { authors: "Melville, Herman", isbn: MOBY, shelf: "to-read" },
    ],
    [
      "LibraryThing, as it writes days, and no shelf",
      "Book Id\tTitle\tPrimary Author\tDate Started\tDate Read\tISBN\tISBNs\tEntry Date",
      "5498194\tMoby-Dick\tMelville, Herman\t[2007-04-16]\t[2007-05-08]\t[0142437247]\t0142437247, 9780142437247\t[2006-08-09]",
      { authors: "Melville, Herman", isbn: MOBY, shelf: "read", addedAt: Date.UTC(2006, 7, 9) },
    ],
    [
      "Calibre",
      "authors,author_sort,rating,library_name,timestamp,formats,isbn,identifiers,title,title_sort,uuid",
      '"Herman Melville","Melville, Herman","5","Books","2021-01-19T22:41:16+01:00","epub","9780142437247","isbn:9780142437247","Moby-Dick","Moby-Dick","3051ed45"',
      { authors: "Herman Melville", isbn: MOBY, shelf: "to-read", addedAt: Date.UTC(2021, 0, 19) },
    ],
    [
      "Openreads",
      "title,subtitle,author,status,isbn,olid,readings,date_added,date_modified",
      "Moby-Dick,,Herman Melville,in_progress,9780142437247,OL1M,,2024-03-01T13:01:12.937,2024-03-01T13:01:12.937",
      { authors: "Herman Melville", isbn: MOBY, shelf: "reading", addedAt: Date.UTC(2024, 2, 1) },
    ],
    [
      "Inventaire",
      "Item URL,Item created,Edition ISBN-13,Edition ISBN-10,Edition title,Works labels,Authors labels",
      "https://inventaire.io/items/1,2019-03-26T16:37:23.629Z,978-0-14-243724-7,0-14-243724-7,Moby-Dick,Moby-Dick,Herman Melville",
      { authors: "Herman Melville", isbn: MOBY, shelf: "to-read", addedAt: Date.UTC(2019, 2, 26) },
    ],
    [
      "several ISBNs, the first of them wrong",
      "Title,ISBN,Shelf",
      'Moby-Dick,"9780142437248; 9780142437247",Read',
      { isbn: MOBY },
    ],
    [
      "semicolons",
      "Title;Author;ISBN13;Exclusive Shelf",
      "Moby-Dick;Melville, Herman;9780142437247;read",
      { authors: "Melville, Herman", isbn: MOBY },
    ],
    ["Excel's first line", "sep=;\r\nTitle;Shelf", "Moby-Dick;Reading", { shelf: "reading" }],
    ["a BOM and semicolons", "\ufeffTitle;Shelf", "Moby-Dick;want to read", { shelf: "to-read" }],
  ])("%s", async (_, head, row, expected) => {
    const { entries, badIsbn, untitled, unknownShelves } = await readBooksFile(bytes(`${head}\r\n${row}\r\n`));
    const [{ book: found, ...rest } = { book: undefined }] = entries;
    expect({ ...found, ...rest }).toMatchObject({ title: "Moby-Dick", ...expected });
    expect({ badIsbn, untitled, unknownShelves }).toEqual({ badIsbn: [], untitled: [], unknownShelves: new Map() });
  });

  test("what Excel has made of an ISBN", async () => {
    const text = 'Title,ISBN13,Shelf\nDune,9.78E+12,read\nEmma,"9,78014E+12",read\nMoby-Dick,9780142437247,read';
    const { entries, roundedIsbn, badIsbn } = await readBooksFile(bytes(text));
    expect({ roundedIsbn, badIsbn }).toEqual({ roundedIsbn: [1, 2], badIsbn: [] });
    expect(entries.map((entry) => entry.book.isbn)).toEqual([undefined, undefined, MOBY]);
  });

  test("what no column is about", async () => {
    expect((await readBooksFile(bytes("Title\nDune"))).lacks).toEqual(["authors", "isbn", "shelf"]);
    expect((await readBooksFile(bytes("Title,Author,ISBN,Shelf\nDune,,,read"))).lacks).toEqual([]);
  });
});

test("there and back again", async () => {
  const books = [
    book({ title: '=HYPERLINK("https://evil.example")', authors: "+1, @SUM(A1)", isbn: "978-0-14-243724-7" }),
    book({ title: "'Tis", shelf: "reading", addedAt: Date.UTC(2020, 1, 6) }),
    book({ title: "Жизнь, “Life”", shelf: "to-read" }),
  ];
  const file = await booksToFile(books);
  expect(file).toMatchObject({ name: "shelf.csv", mediaType: "text/csv" });
  const { entries } = await readBooksFile(file);
  expect(entries.map((entry) => [entry.book.title, entry.book.authors, entry.book.isbn, entry.shelf])).toEqual(
    books.map(({ title, authors, isbn, shelf }) => [title, authors, isbn, shelf]),
  );
});

/** What a spreadsheet may begin a formula with, and what it may leave out of account before that. */
const FORMULA = /^[\s"\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

const unit = fc.oneof(
  fc.constantFrom(
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＠",
    ";",
    ",",
    "\t",
    '"',
    "'",
    "\r\n",
    "\n",
    "\v",
    "\f",
    "\u0085",
    "\u2028",
  ),
  fc.constantFrom(" ", "\u00a0", "\u200b", "\ufeff", "\u2060", "\u200d", "\u0001", "a", "1", "é"),
);
const titles = fc.array(unit, { minLength: 1, maxLength: 12 }).map((units) => `${units.join("")}z`);

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "\u200b=1", "\u00a0=1", '"=1'])(
  "no cell becomes a formula: %j",
  async (title) => {
    const { bytes: written } = await booksToFile([book({ title, authors: title })]);
    const [, row = []] = parse(Buffer.from(written), { bom: true });
    expect(row.slice(0, 2)).toEqual([`'${title.trim()}`, `'${title.trim()}`]);
  },
);

test("no cell becomes a formula, wherever a spreadsheet splits, and every title comes back", async () => {
  await fc.assert(
    fc.asyncProperty(titles, titles, async (title, authors) => {
      const file = await booksToFile([book({ title, authors }), book({ title: `b ${title}` })]);
      const text = new TextDecoder().decode(file.bytes);
      const cells = parse(text).flat();
      const pieces = text.split(/[;\t\r\n\v\f\u0085\u2028\u2029]/);
      for (const each of [...cells, ...pieces]) expect(each).not.toMatch(FORMULA);
      const { entries } = await readBooksFile(file);
      const plain = (words: string) => words.replace(/[\s\p{Cc}]+/gu, " ").trim();
      expect(entries.map(({ book }) => [book.title, book.authors])).toEqual([
        [plain(title), plain(authors)],
        [plain(`b ${title}`), "Frank Herbert"],
      ]);
    }),
    { numRuns: 300 },
  );
});

describe("encodings", () => {
  const text = "Title\nÉtranger\n";

  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, as Excel writes it", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 the other way round", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  ])("%s", async (_, content) => {
    const { entries } = await readBooksFile({ bytes: content });
    expect(entries.map((entry) => entry.book.title)).toEqual(["Étranger"]);
  });

  test.each([
    ["Latin-1", Buffer.from(text, "latin1")],
    ["UTF-16 without a mark", Buffer.from(text, "utf16le")],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
  ])("%s", async (_, content) => {
    expect(await refusal({ bytes: content })).toBe(
      "That file is no text in UTF-8. Save it once more as “CSV UTF-8”, and send it again.",
    );
  });
});

test.each([
  ["nothing", ""],
  ["other columns", "Name,Age\nAnn,30"],
  ["a page", "<!doctype html><title>Sign in</title>"],
])("%s is no list of books", async (_, text) => {
  expect(await refusal(bytes(text))).toMatch(/^I find no column Title in the first line of that file\. /);
});

test("a quote that never closes", async () => {
  expect(await refusal(bytes(`Title\n"${"x".repeat(300_000)}`))).toMatch(/^I can't read that file as CSV/);
  expect(await refusal(bytes('Title\nDune\n"Emma'))).toMatch(/^I can't read that file as CSV/);
});

test("more books than a shelf holds", async () => {
  expect(await refusal(bytes(`Title\n${"Dune\n".repeat(10_001)}`))).toBe(
    "A shelf holds 10,000 books, and that file has more.",
  );
});

test("a large file lets other work go on", async () => {
  const review = "x".repeat(400);
  const text = `Title,My Review\n${Array.from({ length: 9_000 }, (_, index) => `Book ${index},${review}`).join("\n")}`;
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  const { entries } = await readBooksFile(bytes(text));
  clearInterval(timer);
  expect(entries).toHaveLength(9_000);
  expect(turns).toBeGreaterThan(3);
});
