import { z } from "zod";
import { isbnDigits, parseIsbn } from "../../core/isbn.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { DAY_MS } from "../../core/time.ts";
import type { Ask } from "../../upstream/question.ts";
import { BOOKS_A_CALL, type Book, type BookList, type BookQuestion, type BookSource, bookId } from "./source.ts";
import { firstSentences, fullTitle, ratingOf } from "./text.ts";

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

const work = z
  .object({
    key: z.string().nullish(),
    title: z.string().nullish(),
    subtitle: z.string().nullish(),
    author_name: z.array(z.string()).nullish(),
    first_publish_year: z.number().nullish(),
    isbn: z.array(z.string()).nullish(),
    cover_i: z.number().nullish(),
    first_sentence: z.array(z.string()).nullish(),
    ratings_average: z.number().nullish(),
    ratings_count: z.number().nullish(),
  })
  .transform((raw): Book | undefined => {
    const title = raw.title?.trim();
    if (!title) return undefined;
    const id = /^\/works\/(OL\d+W)$/.exec(raw.key ?? "")?.[1];
    return {
      id: bookId("openlibrary", id),
      title: fullTitle(title, raw.subtitle),
      url: id === undefined ? undefined : `https://openlibrary.org/works/${id}`,
      authors: (raw.author_name ?? []).filter(Boolean),
      year: raw.first_publish_year || undefined,
      description: firstSentences(raw.first_sentence?.[0]),
      rating: ratingOf(raw.ratings_average, raw.ratings_count),
      isbn: firstIsbn(raw.isbn ?? []),
      // Covers that are being removed have a negative number
      cover: raw.cover_i && raw.cover_i > 0 ? `https://covers.openlibrary.org/b/id/${raw.cover_i}-M.jpg` : undefined,
    };
  });

const works = z
  .object({ numFound: z.number(), docs: z.array(work) })
  .transform(({ numFound, docs }): BookList => ({ total: numFound, books: docs.filter((book) => book !== undefined) }));

/** Open Library. Needs no key. https://openlibrary.org/developers/api (2026-11-22) */
export class OpenLibrary implements BookSource {
  readonly place = "openlibrary";
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async search({ query, author, isbn, language }: BookQuestion, call: number): Promise<Sourced<BookList>> {
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
        fields: FIELDS,
        limit: BOOKS_A_CALL,
        page: call + 1,
      },
      schema: works,
      ...AGES,
    });
  }

  /** Such as `OL45804W`. */
  async byId(id: string): Promise<Sourced<Book | undefined>> {
    const found = await this.#ask.get("openLibrary", {
      path: "/search.json",
      query: { q: `key:"/works/${id}"`, fields: FIELDS, limit: 1 },
      schema: works,
      ...AGES,
    });
    return mapSourced(found, ({ books }) => books[0]);
  }
}

/** Of a work's many editions any will do to find it; one of 13 digits where there is one. */
function firstIsbn(all: readonly string[]): string | undefined {
  const longest = all.find((each) => each.length === 13) ?? all[0];
  return longest === undefined ? undefined : parseIsbn(longest);
}
