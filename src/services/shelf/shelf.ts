import { closest, wordsOf } from "../../core/closest.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { BotError, NotFoundError, type Suggestion, UsageError } from "../../core/errors.ts";
import { isbnDigits, parseIsbn } from "../../core/isbn.ts";
import { shown } from "../../core/options.ts";
import type { FileContent } from "../../core/reply.ts";
import type { Source, Sourced } from "../../core/source.ts";
import { code, cut, t } from "../../core/text.ts";
import type { BooksOnPage, Cursor, ShelfStore } from "../../state/shelf.ts";
import type { NewBook, ShelfBook, ShelfName } from "../../state/shelf-book.ts";
import type { Books } from "../book/books.ts";
import { BOOKS_A_PAGE, type Book, parseBookId } from "../book/source.ts";
import { SEE_SHELF, sayFull } from "./room.ts";
import { booksToFile, MAX_AUTHORS, MAX_FILE_BYTES, MAX_TITLE, type ReadBooks, readBooksFile } from "./shelf-file.ts";

export type { Cursor } from "../../state/shelf.ts";
export { SHELVES, type ShelfBook, type ShelfName } from "../../state/shelf-book.ts";

/** Books offered where one word fits several. Buttons in one row. */
const MAX_OFFERED = 5;

/** Books among which a misspelt title is looked for: the newest. Bounds the work. */
const MAX_COMPARED = 500;

/** What became of a file of books. */
export interface ImportResult extends Omit<ReadBooks, "entries"> {
  readonly added: number;
  /** Stood on the shelf already, or twice in the file. */
  readonly known: number;
}

/** A book that was asked to be added. */
export interface AddedBook {
  readonly book: ShelfBook;
  /** False when it stood there already, perhaps on another shelf. */
  readonly isNew: boolean;
  readonly source: Source;
  /** The next best match for what was typed, from 0; absent when there is none. */
  readonly nextPick?: number | undefined;
}

/** A person's own bookshelf. `person` is always `User.key`. Everything throws StateError when the database is gone. */
export class Shelf {
  readonly #books: Books;
  readonly #store: ShelfStore;

  constructor(books: Books, store: ShelfStore) {
    this.#books = books;
    this.#store = store;
  }

  /**
   * Looks a book up and adds it. `wanted` is a `Book.id`, an ISBN or words; of several matches the one at `pick`, from 0, within
   * the first page. Throws NotFoundError, UsageError when the shelf is full, or as `Books.search`.
   */
  async add(person: string, wanted: string, shelf: ShelfName, pick: number): Promise<AddedBook> {
    if (parseBookId(wanted) !== undefined) {
      const { value, source } = await this.#books.byId(wanted);
      return { ...(await this.#put(person, value, shelf)), source };
    }
    if (looksLikeIsbn(wanted) && parseIsbn(wanted) === undefined) {
      throw new UsageError(
        t`“${shown(wanted)}” is no ISBN: the last digit checks the others. Try ${code("978-0-14-243724-7")}, or words of the title.`,
      );
    }
    if (wordsOf(wanted).length === 0) {
      throw new UsageError(
        t`“${shown(wanted)}” fits any book. Tell me words of its title or author, or its ISBN, such as ${code("978-0-14-243724-7")}.`,
      );
    }
    const { value: page, source } = await this.#books.search({ query: wanted }, 1);
    const at = Math.min(pick, page.books.length - 1);
    const found = page.books[at];
    if (found === undefined) throw new TypeError("a page without books");
    const added = await this.#put(person, found, shelf);
    const hasNext = at + 1 < Math.min(page.books.length, BOOKS_A_PAGE);
    return { ...added, source, nextPick: hasNext ? at + 1 : undefined };
  }

  /** One page, newest change first; the first without a cursor. */
  page(person: string, shelf: ShelfName | undefined, size: number, cursor?: Cursor): Promise<BooksOnPage> {
    return this.#store.page(person, shelf, size, cursor);
  }

  /** How many books stand on each shelf. */
  counts(person: string): Promise<Readonly<Record<ShelfName, number>>> {
    return this.#store.counts(person);
  }

  /** Own books that fit what has been typed so far, newest change first; the newest when nothing has. */
  suggestions(person: string, typed: string, limit: number): Promise<readonly ShelfBook[]> {
    return typed.trim() === "" ? this.#store.newest(person, limit) : this.#store.search(person, typed, limit);
  }

  /**
   * The one book that is meant: by its number (`#12`), its ISBN or words of its title and author. Throws NotFoundError or
   * UsageError with suggestions for the option `option`.
   */
  async find(person: string, typed: string, option: string): Promise<ShelfBook> {
    const number = bookNumber(typed);
    if (number !== undefined) {
      const book = await this.#store.byId(person, number);
      if (book === undefined || book.removedAt !== undefined)
        throw new NotFoundError(t`That book is no longer on your shelf.`, [SEE_SHELF]);
      return book;
    }
    const isbn = parseIsbn(typed);
    const found = await this.#store.search(person, isbn === undefined ? typed : isbnDigits(isbn), MAX_OFFERED);
    const [first] = found;
    if (first === undefined) throw await this.#unknown(person, typed, option);
    const exact = found.filter(({ title }) => title.toLowerCase() === typed.toLowerCase());
    if (found.length === 1 || exact.length === 1) return exact[0] ?? first;
    throw new UsageError(
      t`Several books on your shelf fit “${shown(typed)}”. Which one?`,
      found.map((book) => suggestion(book, option)),
    );
  }

  /** Throws NotFoundError when it is gone. */
  async move(person: string, book: ShelfBook, shelf: ShelfName): Promise<ShelfBook> {
    return there(await this.#store.move(person, book.id, shelf));
  }

  /** Throws NotFoundError when it is gone already. */
  async remove(person: string, book: ShelfBook): Promise<ShelfBook> {
    return there(await this.#store.remove(person, book.id));
  }

  /** Puts back what was removed within the last month. Throws NotFoundError after that. */
  async restore(person: string, number: string): Promise<ShelfBook> {
    return there(await this.#store.restore(person, bookNumber(number) ?? 0));
  }

  /** Every book as a CSV file, and how many there are. */
  async export(person: string): Promise<{ readonly file: FileContent; readonly books: number }> {
    const books = await this.#store.all(person);
    return { file: await booksToFile(books), books: books.length };
  }

  /** Adds the books of a CSV file; those that are there already stay as they are. All or nothing. Throws UsageError. */
  async import(person: string, read: (maxBytes: number) => Promise<FileContent>): Promise<ImportResult> {
    const { entries, ...problems } = await readBooksFile(await read(MAX_FILE_BYTES));
    const added = await this.#store.addAll(person, entries).catch(sayFull);
    return { ...problems, added: added.length, known: entries.length - added.length };
  }

  /** What the upstream says of a book on the shelf, with its price in `country`; undefined when it can't be asked. */
  async details(book: ShelfBook, country: string | undefined): Promise<Sourced<Book> | undefined> {
    if (book.volumeId === undefined) return undefined;
    try {
      return await this.#books.byId(`google:${book.volumeId}`, country);
    } catch (error) {
      // The shelf is the bot's own: it is shown without what others know
      if (error instanceof BotError) return undefined;
      throw error;
    }
  }

  #put(person: string, book: Book, shelf: ShelfName) {
    return this.#store.add(person, toNewBook(book), shelf).catch(sayFull);
  }

  async #unknown(person: string, typed: string, option: string): Promise<NotFoundError> {
    const titles = (await this.#store.newest(person, MAX_COMPARED)).map((book) => book.title);
    const near = closest(typed, titles);
    const sentence = t`There is no book “${shown(typed)}” on your shelf.`;
    return near === undefined
      ? new NotFoundError(sentence, [
          ...(wordsOf(typed).length === 0
            ? []
            : [{ label: cut(`Add “${shown(typed)}”`, 75), command: "shelf add", options: { book: typed } }]),
          SEE_SHELF,
        ])
      : new NotFoundError(t`${sentence} ${didYouMean([near])}`, [
          { option, value: near.slice(0, 100), label: cut(near, 75) },
        ]);
  }
}

/** 10 or 13 digits, of which the last of 10 may be an X. */
function looksLikeIsbn(typed: string): boolean {
  return /^(\d{9}[\dx]|\d{13})$/i.test(typed.replace(/[\s-]/g, ""));
}

/** How a book is named in buttons and suggestions: titles may be the same, numbers are not. */
export function bookReference({ id }: Pick<ShelfBook, "id">): string {
  return `#${id}`;
}

function bookNumber(typed: string): number | undefined {
  const digits = /^#(\d{1,15})$/.exec(typed)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function suggestion(book: ShelfBook, option: string): Suggestion {
  const label = [book.title, book.authors].filter(Boolean).join(", ");
  return { option, value: bookReference(book), label: cut(label, 75) };
}

function there(book: ShelfBook | undefined): ShelfBook {
  if (book === undefined) throw new NotFoundError(t`That book is no longer on your shelf.`, [SEE_SHELF]);
  return book;
}

/** What the shelf keeps of a book that was found. */
export function toNewBook(book: Book): NewBook {
  const known = book.id === undefined ? undefined : parseBookId(book.id);
  return {
    title: cut(book.title, MAX_TITLE),
    authors: cut(book.authors.join(", "), MAX_AUTHORS),
    isbn: book.isbn,
    volumeId: known?.place === "google" ? known.id : undefined,
    coverUrl: book.cover,
  };
}
