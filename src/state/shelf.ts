import { setImmediate } from "node:timers/promises";
import { wordsOf } from "../core/closest.ts";
import { DAY_MS } from "../core/time.ts";
import type { Database } from "./database.ts";
import { type Entry, fromRow, identityOf, type NewBook, type ShelfBook, type ShelfName, toRow } from "./shelf-book.ts";

/** Where a page begins: after the last book of the page before it, or before the first of the one behind it. */
export interface Cursor {
  readonly direction: "after" | "before";
  readonly changedAt: number;
  readonly id: number;
}

export interface BooksOnPage {
  /** Newest change first. */
  readonly books: readonly ShelfBook[];
  readonly total: number;
  /** How many stand before the first of them. */
  readonly before: number;
}

/** Most books of one person. Our choice: a long life's reading, and a list that pages within milliseconds. */
export const MAX_BOOKS = 10_000;

/** How long a removed book can be put back, in milliseconds: as long as a button works. */
const KEPT_AFTER_REMOVAL_MS = 30 * DAY_MS;

/** Rows in one statement: well below what either database takes in parameters. */
const ROWS_A_STATEMENT = 200;

/** What was to be added would have been more than `MAX_BOOKS`: none of it was. */
export class ShelfFullError extends Error {
  constructor() {
    super(`more than ${MAX_BOOKS} books`);
    this.name = "ShelfFullError";
  }
}

/** People's bookshelves. Each person has each book once. Throws StateError when the database is gone. */
export class ShelfStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds a book, or finds it where it already stands. Throws ShelfFullError. */
  async add(
    person: string,
    book: NewBook,
    shelf: ShelfName,
  ): Promise<{ readonly book: ShelfBook; readonly isNew: boolean }> {
    const twin = await this.#twin(person, book);
    if (twin !== undefined) return { book: twin, isNew: false };
    const [added] = await this.addAll(person, [{ book, shelf }]);
    if (added !== undefined) return { book: added, isNew: true };
    // Somebody pressed twice: the other press was first
    const other = await this.#twin(person, book);
    if (other === undefined) throw new TypeError("a book can be neither added nor found");
    return { book: other, isNew: false };
  }

  /** Adds what is not there yet, all or nothing, and gives what was added. Throws ShelfFullError. */
  async addAll(person: string, entries: readonly Entry[]): Promise<readonly ShelfBook[]> {
    const tables = await this.#database.tables();
    const now = Date.now();
    const rows = new Map(entries.map((entry) => [identityOf(entry.book), toRow(person, entry, now)]));
    return await tables.transaction().execute(async (changes) => {
      const added: ShelfBook[] = [];
      for (const some of chunks([...rows.values()])) {
        const inserted = await changes
          .insertInto("shelf_book")
          .values(some)
          .onConflict((conflict) =>
            conflict
              .columns(["person", "identity"])
              .doUpdateSet((eb) => ({
                shelf: eb.ref("excluded.shelf"),
                added_at: eb.ref("excluded.added_at"),
                changed_at: eb.ref("excluded.changed_at"),
                removed_at: null,
              }))
              .where("shelf_book.removed_at", "is not", null),
          )
          .returningAll()
          .execute();
        added.push(...inserted.map(fromRow));
        // SQLite works in this very thread: a large file lets other work go on
        await setImmediate();
      }
      // Counted afterwards: what stood there already takes no more room
      const { total } = await changes
        .selectFrom("shelf_book")
        .select((eb) => eb.fn.countAll<number>().as("total"))
        .where("person", "=", person)
        .where("removed_at", "is", null)
        .executeTakeFirstOrThrow();
      if (Number(total) > MAX_BOOKS) throw new ShelfFullError();
      return added;
    });
  }

  /** One page, of one shelf or of all. A cursor whose book has gone still leads to its place. */
  async page(person: string, shelf: ShelfName | undefined, size: number, cursor?: Cursor): Promise<BooksOnPage> {
    const tables = await this.#database.tables();
    const all = tables
      .selectFrom("shelf_book")
      .where("person", "=", person)
      .where("removed_at", "is", null)
      .$if(shelf !== undefined, (query) => query.where("shelf", "=", shelf ?? ""));
    const isBackwards = cursor?.direction === "before";
    const order = isBackwards ? "asc" : "desc";
    const rows = await all
      .selectAll()
      .$if(cursor !== undefined, (query) =>
        query.where((eb) =>
          eb(
            eb.refTuple("changed_at", "id"),
            isBackwards ? ">" : "<",
            eb.tuple(cursor?.changedAt ?? 0, cursor?.id ?? 0),
          ),
        ),
      )
      .orderBy("changed_at", order)
      .orderBy("id", order)
      .limit(size)
      .execute();
    if (cursor !== undefined && (rows.length === 0 || (isBackwards && rows.length < size))) {
      return await this.page(person, shelf, size);
    }
    const books = (isBackwards ? rows.toReversed() : rows).map(fromRow);
    const [first] = books;
    if (first === undefined) return { books, total: 0, before: 0 };
    const { total, before } = await all
      .select((eb) => [
        eb.fn.countAll<number>().as("total"),
        eb.fn
          .countAll<number>()
          .filterWhere((where) =>
            where(where.refTuple("changed_at", "id"), ">", where.tuple(first.changedAt, first.id)),
          )
          .as("before"),
      ])
      .executeTakeFirstOrThrow();
    return { books, total: Number(total), before: Number(before) };
  }

  /** How many books stand on each shelf. */
  async counts(person: string): Promise<Readonly<Record<ShelfName, number>>> {
    const tables = await this.#database.tables();
    const rows = await tables
      .selectFrom("shelf_book")
      .select((eb) => ["shelf", eb.fn.countAll<number>().as("total")])
      .where("person", "=", person)
      .where("removed_at", "is", null)
      .groupBy("shelf")
      .execute();
    const of = (name: ShelfName) => Number(rows.find(({ shelf }) => shelf === name)?.total ?? 0);
    return { "to-read": of("to-read"), reading: of("reading"), read: of("read") };
  }

  /** The book of that id, removed or not; only the person's own. */
  async byId(person: string, id: number): Promise<ShelfBook | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .selectFrom("shelf_book")
      .selectAll()
      .where("person", "=", person)
      .where("id", "=", id)
      .executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  }

  /**
   * Books whose title, authors and ISBN hold all these words, newest change first. Signs that are neither letters nor digits
   * fit every book, so alone they find only one of that very title.
   */
  async search(person: string, words: string, limit: number): Promise<readonly ShelfBook[]> {
    let query = await this.#standing(person, limit);
    const wanted = wordsOf(words);
    if (wanted.length === 0) query = query.where("title", "=", words.trim());
    // Letters and digits only, so nothing of it is a wildcard
    for (const word of wanted) query = query.where("folded", "like", `%${word}%`);
    return (await query.execute()).map(fromRow);
  }

  /** The books that changed last, newest change first. */
  async newest(person: string, limit: number): Promise<readonly ShelfBook[]> {
    const query = await this.#standing(person, limit);
    return (await query.execute()).map(fromRow);
  }

  /** The book on its new shelf; undefined when it is gone. */
  async move(person: string, id: number, shelf: ShelfName): Promise<ShelfBook | undefined> {
    return await this.#change(person, id, { shelf, changed_at: Date.now() });
  }

  /** Takes a book off; undefined when it is off already. It can be restored for a month. */
  async remove(person: string, id: number): Promise<ShelfBook | undefined> {
    const removed = await this.#change(person, id, { removed_at: Date.now() });
    const tables = await this.#database.tables();
    await tables
      .deleteFrom("shelf_book")
      .where("removed_at", "<", Date.now() - KEPT_AFTER_REMOVAL_MS)
      .execute();
    return removed;
  }

  /** Puts a removed book back where it was; undefined when that is too long ago. */
  async restore(person: string, id: number): Promise<ShelfBook | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .updateTable("shelf_book")
      .set({ removed_at: null })
      .where("person", "=", person)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  }

  /** Every book, newest change first; with `removed` also those that can still be restored. */
  async all(person: string, which: "standing" | "with removed" = "standing"): Promise<readonly ShelfBook[]> {
    const tables = await this.#database.tables();
    const rows = await tables
      .selectFrom("shelf_book")
      .selectAll()
      .where("person", "=", person)
      .$if(which === "standing", (query) => query.where("removed_at", "is", null))
      .orderBy("changed_at", "desc")
      .orderBy("id", "desc")
      .execute();
    return rows.map(fromRow);
  }

  /** Notes what Google knows: the books seen there now (with the ids of their volumes), and those it has let go of. */
  async noteSync(
    person: string,
    seen: readonly { readonly id: number; readonly volumeId: string }[],
    gone: readonly number[],
  ): Promise<void> {
    const tables = await this.#database.tables();
    const now = Date.now();
    await tables.transaction().execute(async (changes) => {
      const own = changes.updateTable("shelf_book").where("person", "=", person);
      for (const { id, volumeId } of seen)
        await own.set({ volume_id: volumeId, synced_at: now }).where("id", "=", id).execute();
      for (const ids of chunks(gone)) await own.set({ synced_at: null }).where("id", "in", ids).execute();
    });
  }

  /** Forgets what Google knows. */
  async forgetSync(person: string): Promise<void> {
    const tables = await this.#database.tables();
    await tables.updateTable("shelf_book").set({ synced_at: null }).where("person", "=", person).execute();
  }

  async #standing(person: string, limit: number) {
    const tables = await this.#database.tables();
    return tables
      .selectFrom("shelf_book")
      .selectAll()
      .where("person", "=", person)
      .where("removed_at", "is", null)
      .orderBy("changed_at", "desc")
      .orderBy("id", "desc")
      .limit(limit);
  }

  async #change(
    person: string,
    id: number,
    change: { readonly shelf?: ShelfName; readonly changed_at?: number; readonly removed_at?: number },
  ): Promise<ShelfBook | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .updateTable("shelf_book")
      .set(change)
      .where("person", "=", person)
      .where("id", "=", id)
      .where("removed_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  }

  /** The same book where it stands already, under whichever of its names. */
  async #twin(person: string, book: NewBook): Promise<ShelfBook | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .selectFrom("shelf_book")
      .selectAll()
      .where("person", "=", person)
      .where("removed_at", "is", null)
      .where((eb) =>
        eb.or([
          eb("identity", "=", identityOf(book)),
          ...(book.isbn === undefined ? [] : [eb("isbn", "=", book.isbn)]),
          ...(book.volumeId === undefined ? [] : [eb("volume_id", "=", book.volumeId)]),
        ]),
      )
      .executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  }
}

function chunks<T>(items: readonly T[]): readonly T[][] {
  return Array.from({ length: Math.ceil(items.length / ROWS_A_STATEMENT) }, (_, index) =>
    items.slice(index * ROWS_A_STATEMENT, (index + 1) * ROWS_A_STATEMENT),
  );
}
