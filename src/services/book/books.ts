import { NotFoundError, type Suggestion } from "../../core/errors.ts";
import { parseIsbn } from "../../core/isbn.ts";
import { shown } from "../../core/options.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { code, t } from "../../core/text.ts";
import type { Ask } from "../../upstream/question.ts";
import { firstFinding, notEverywhere } from "../failover.ts";
import { GoogleBooks } from "./google-books.ts";
import { languageName } from "./languages.ts";
import { OpenLibrary } from "./open-library.ts";
import {
  BOOKS_A_CALL,
  BOOKS_A_PAGE,
  type Book,
  type BookList,
  type BookQuestion,
  type BookSource,
  parseBookId,
} from "./source.ts";

const PAGES_A_CALL = BOOKS_A_CALL / BOOKS_A_PAGE;

/** Three books of all that were found. */
export interface BookPage {
  /** One to three. */
  readonly books: readonly Book[];
  /** Place of the first and the last of them among all, from 1. */
  readonly from: number;
  readonly to: number;
  /** How many there are in all; never less than `to`. */
  readonly total: number;
  /** Pages to turn to, from 1; absent at the ends. */
  readonly previous?: number | undefined;
  readonly next?: number | undefined;
}

/** Books from Google Books, else from Open Library: also where Google has none. */
export class Books {
  /** In the order of asking. */
  readonly #sources: readonly BookSource[];

  constructor(ask: Ask) {
    this.#sources = [new GoogleBooks(ask), new OpenLibrary(ask)];
  }

  /** Page `page`, from 1. A query that is an ISBN is taken as one. Throws NotFoundError when nothing matches. */
  async search(question: BookQuestion, page: number): Promise<Sourced<BookPage>> {
    const isbn = question.isbn === undefined ? parseIsbn(question.query ?? "") : undefined;
    const asked = isbn === undefined ? question : { ...question, query: undefined, isbn };
    return firstFinding(
      this.#sources.map((source) => () => pageOf(source, asked, page)),
      (unasked) => {
        const none = t`I found no book ${inWords(question)}`;
        return new NotFoundError(
          unasked === undefined ? t`${none}. Try other words, or fewer of them.` : notEverywhere(none, unasked),
          fewer(question),
        );
      },
    );
  }

  /** The book that has this `Book.id`, with its price in `country` where Google knows it. Throws NotFoundError. */
  async byId(id: string, country?: string): Promise<Sourced<Book>> {
    const known = parseBookId(id);
    const source = this.#sources.find(({ place }) => place === known?.place);
    if (known === undefined || source === undefined) throw gone();
    const found = await source.byId(known.id, { country, isbn: known.isbn });
    return mapSourced(found, (book) => {
      if (book === undefined) throw gone();
      return { ...book, id, isbn: known.isbn ?? book.isbn };
    });
  }
}

/** The same question with less in it, as long as something is left to look for. */
function fewer({ query, author, isbn, language }: BookQuestion): readonly Suggestion[] {
  const without = (option: string, value: string | undefined, label: string) =>
    value === undefined ? [] : [{ option, value: undefined, label }];
  return [
    ...without("author", author, "By anybody"),
    ...without("language", language, "In any language"),
    ...without("isbn", query === undefined ? undefined : isbn, "Without the ISBN"),
  ];
}

function gone(): NotFoundError {
  return new NotFoundError(t`That book is no longer to be found. Look for it anew with ${code("/book")}.`);
}

/** `for “moby dick” by “melville” in German`; `with ISBN 978-0-06-315947-1`. */
function inWords({ query, author, isbn, language }: BookQuestion): string {
  const subject = [query === undefined ? "" : `for “${shown(query)}”`, isbn === undefined ? "" : `with ISBN ${isbn}`];
  const by = author === undefined ? "" : ` by “${shown(author)}”`;
  const inLanguage = language === undefined ? "" : ` in ${languageName(language)}`;
  return `${subject.filter(Boolean).join(" ")}${by}${inLanguage}`;
}

/** The page, or the last one before it that has books; undefined when there are none at all. */
async function pageOf(
  source: BookSource,
  question: BookQuestion,
  page: number,
): Promise<Sourced<BookPage> | undefined> {
  const wanted = Math.floor((page - 1) / PAGES_A_CALL);
  // Totals are estimates: a call that they promise may bring nothing
  for (const call of new Set([wanted, Math.max(0, wanted - 1), 0])) {
    const list = await source.search(question, call);
    const { books, total } = list.value;
    if (books.length === 0) continue;
    const isLastCall = call < wanted || (call + 1) * BOOKS_A_CALL >= total;
    const place = call < wanted ? PAGES_A_CALL : (page - 1) % PAGES_A_CALL;
    return mapSourced(list, () => pageIn(list.value, call, place, isLastCall));
  }
  return undefined;
}

/** The page at `place`, from 0, of one call's books; its last page where it has not so many. */
function pageIn({ books, total }: BookList, call: number, place: number, isLastCall: boolean): BookPage {
  const lastPlace = Math.ceil(books.length / BOOKS_A_PAGE) - 1;
  const here = Math.min(place, lastPlace);
  const before = call * BOOKS_A_CALL;
  const shownBooks = books.slice(here * BOOKS_A_PAGE, (here + 1) * BOOKS_A_PAGE);
  const from = before + here * BOOKS_A_PAGE + 1;
  const page = call * PAGES_A_CALL + here + 1;
  const nextCall = isLastCall ? undefined : (call + 1) * PAGES_A_CALL + 1;
  return {
    books: shownBooks,
    from,
    to: from + shownBooks.length - 1,
    // The estimate, until the books themselves can be counted
    total: isLastCall ? before + books.length : Math.max(total, before + books.length),
    previous: page > 1 ? page - 1 : undefined,
    next: here < lastPlace ? page + 1 : nextCall,
  };
}
