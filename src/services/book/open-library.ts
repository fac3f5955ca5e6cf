import { z } from "zod";
import { isbnDigits, parseIsbn } from "../../core/isbn.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { DAY_MS } from "../../core/time.ts";
import { listOf, odd } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import {
  BOOKS_A_CALL,
  type Book,
  type BookList,
  type BookQuestion,
  type BookSource,
  type BookWish,
  bookId,
} from "./source.ts";
import { firstSentences, fullTitle, ratingOf, saneYear } from "./text.ts";

const AGES = { freshMs: DAY_MS, staleMs: 6 * DAY_MS };

/** What an answer carries must be named: the default set no longer has it all. https://openlibrary.org/dev/docs/api/search (2026-11-22) */
const FIELDS = [
  "key",
  "title",
  "subtitle",
  "author_name",
  "first_publish_year",
  "isbn",
  "cover_i",
  "first_sentence",
  "ratings_average",
  "ratings_count",
].join(",");

/** The library's own language codes (MARC) for those it has most books in; others are preferred rather than filtered for. */
const MARC_CODES: Readonly<Record<string, string>> = {
  ar: "ara",
  bn: "ben",
  ca: "cat",
  cs: "cze",
  da: "dan",
  de: "ger",
  el: "gre",
  en: "eng",
  es: "spa",
  fa: "per",
  fi: "fin",
  fr: "fre",
  he: "heb",
  hi: "hin",
  hu: "hun",
  id: "ind",
  it: "ita",
  ja: "jpn",
  ko: "kor",
  la: "lat",
  nl: "dut",
  pl: "pol",
  pt: "por",
  ro: "rum",
  ru: "rus",
  sv: "swe",
  ta: "tam",
  tr: "tur",
  uk: "ukr",
  ur: "urd",
  vi: "vie",
  zh: "chi",
};

/** And of the edition that fits the question best: the one whose ISBN was asked for. */
const EDITION_FIELDS = [
  "editions",
  ...["title", "subtitle", "isbn", "publisher", "publish_date", "cover_i"].map((field) => `editions.${field}`),
].join(",");

const names = listOf(z.string()).nullish().catch(undefined);

const edition = z.object({
  title: z.string().nullish(),
  subtitle: z.string().nullish(),
  isbn: names,
  publisher: names,
  /** In any form: `Jun 01, 2006`. */
  publish_date: names,
  cover_i: z.number().nullish(),
});

const work = z.object({
  key: z.string().nullish(),
  title: z.string().nullish(),
  subtitle: z.string().nullish(),
  author_name: names,
  first_publish_year: z.number().nullish(),
  isbn: names,
  cover_i: z.number().nullish(),
  first_sentence: names,
  ratings_average: z.number().nullish(),
  ratings_count: z.number().nullish(),
  editions: z
    .object({ docs: listOf(edition) })
    .nullish()
    .catch(undefined),
});

/** The works of an answer. `isbn`: others than that book are left out, and of that one the edition is told. */
function works(isbn?: string) {
  const book = work.transform((raw, context): Book | undefined => {
    if (isbn !== undefined && isOther(raw, isbn)) return undefined;
    return toBook(raw, isbn) ?? odd(context, ["title"], "is missing");
  });
  return z
    .object({ numFound: z.number().nonnegative(), docs: listOf(book) })
    .transform(({ numFound, docs }): BookList => {
      const books = docs.filter((each) => each !== undefined);
      return { total: books.length === 0 ? 0 : numFound, books };
    });
}

function toBook(raw: z.infer<typeof work>, isbn: string | undefined): Book | undefined {
  const meant = raw.editions?.docs.find((each) => isbn !== undefined && isbnsOf(each).includes(isbn));
  const { title, subtitle } = meant?.title?.trim() ? meant : raw;
  if (!title?.trim()) return undefined;
  const id = /^\/works\/(OL\d+W)$/.exec(raw.key ?? "")?.[1];
  // Covers that are being removed have a negative number
  const cover = [meant?.cover_i, raw.cover_i].find((each) => (each ?? 0) > 0);
  return {
    id: bookId("openlibrary", id, isbn),
    title: fullTitle(title.trim(), subtitle),
    url: id === undefined ? undefined : `https://openlibrary.org/works/${id}`,
    authors: (raw.author_name ?? []).filter(Boolean),
    year: yearIn(meant?.publish_date?.[0]) ?? saneYear(raw.first_publish_year),
    publisher: meant?.publisher?.[0]?.trim() || undefined,
    description: firstSentences(raw.first_sentence?.[0]),
    rating: ratingOf(raw.ratings_average, raw.ratings_count),
    isbn: isbn ?? firstIsbn(raw.isbn ?? []),
    cover: cover === undefined ? undefined : `https://covers.openlibrary.org/b/id/${cover}-M.jpg`,
  };
}

/** Whether it is another book than the one of that ISBN. One without any may be it. */
function isOther(raw: z.infer<typeof work>, isbn: string): boolean {
  const own = [raw, ...(raw.editions?.docs ?? [])].flatMap(isbnsOf);
  return own.length > 0 && !own.includes(isbn);
}

function isbnsOf({ isbn }: { readonly isbn?: readonly string[] | null | undefined }): readonly string[] {
  return (isbn ?? []).flatMap((each) => parseIsbn(each) ?? []);
}

function yearIn(date: string | undefined): number | undefined {
  const year = /\b(1[4-9]|20)\d\d\b/.exec(date ?? "")?.[0];
  return year === undefined ? undefined : saneYear(Number(year));
}

/** Open Library. Needs no key. https://openlibrary.org/developers/api (2026-11-22) */
export class OpenLibrary implements BookSource {
  readonly place = "openlibrary";
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async search({ query = "", author, isbn, language }: BookQuestion, call: number): Promise<Sourced<BookList>> {
    const marc = language === undefined ? undefined : MARC_CODES[language];
    const words = [query.toLowerCase().replace(/\s+/g, " ")];
    if (isbn !== undefined) words.push(`isbn:${isbnDigits(isbn)}`);
    if (marc !== undefined) words.push(`language:${marc}`);
    return this.#ask.get("openLibrary", {
      path: "/search.json",
      query: {
        q: words.join(" ").trim(),
        author: author?.toLowerCase(),
        lang: language,
        fields: fieldsFor(isbn),
        limit: BOOKS_A_CALL,
        page: call + 1,
      },
      schema: () => works(isbn),
      ...AGES,
    });
  }

  /** Such as `OL45804W`. With an ISBN: as that edition. */
  async byId(id: string, { isbn }: BookWish): Promise<Sourced<Book | undefined>> {
    const edition = isbn === undefined ? "" : ` isbn:${isbnDigits(isbn)}`;
    const found = await this.#ask.get("openLibrary", {
      path: "/search.json",
      query: { q: `key:"/works/${id}"${edition}`, fields: fieldsFor(isbn), limit: 1 },
      schema: () => works(isbn),
      ...AGES,
    });
    return mapSourced(found, ({ books }) => books[0]);
  }
}

function fieldsFor(isbn: string | undefined): string {
  return isbn === undefined ? FIELDS : `${FIELDS},${EDITION_FIELDS}`;
}

/** Of a work's many editions any will do to find it: the first that is one by its check digit, of 13 digits where there is one. */
function firstIsbn(all: readonly string[]): string | undefined {
  const longFirst = [...all.filter(({ length }) => length === 13), ...all];
  return longFirst.map(parseIsbn).find((isbn) => isbn !== undefined);
}
