import { expect, test } from "vitest";
import { ShelfFullError, ShelfStore } from "../../src/state/shelf.ts";
import { type NewBook, SHELVES } from "../../src/state/shelf-book.ts";
import { describeOnDatabases } from "../support/databases.ts";

const ANN = "chat:ann";
const BOB = "chat:bob";

const moby: NewBook = { title: "Moby-Dick", authors: "Herman Melville", isbn: "978-0-14-243724-7", volumeId: "moby2" };
const dune: NewBook = { title: "Dune", authors: "Frank Herbert" };

function titled(title: string): NewBook {
  return { title, authors: "" };
}

describeOnDatabases("a shelf", (on) => {
  async function shelf() {
    return new ShelfStore(await on.fresh());
  }

  test("a book comes back as it went", async () => {
    const store = await shelf();
    const { book, isNew } = await store.add(ANN, { ...moby, coverUrl: "https://books.example/c.jpg" }, "reading");
    expect(isNew).toBe(true);
    expect(await store.byId(ANN, book.id)).toEqual({
      ...moby,
      coverUrl: "https://books.example/c.jpg",
      id: expect.any(Number),
      shelf: "reading",
      addedAt: expect.any(Number),
      changedAt: book.addedAt,
      removedAt: undefined,
      syncedAt: undefined,
    });
  });

  test("the same book twice, under either of its names", async () => {
    const store = await shelf();
    await store.add(ANN, moby, "read");
    const again = await store.add(ANN, { title: "Moby Dick", authors: "", volumeId: "moby2" }, "to-read");
    expect(again).toMatchObject({ isNew: false, book: { title: "Moby-Dick", shelf: "read" } });
    expect((await store.add(ANN, { ...moby, volumeId: "other" }, "to-read")).isNew).toBe(false);
    expect((await store.add(ANN, dune, "to-read")).isNew).toBe(true);
    expect((await store.add(ANN, { ...dune, title: "DUNE" }, "to-read")).isNew).toBe(false);
    expect(await store.counts(ANN)).toEqual({ "to-read": 1, reading: 0, read: 1 });
  });

  test("ten presses at the same moment make one book", async () => {
    const store = await shelf();
    const results = await Promise.all(Array.from({ length: 10 }, () => store.add(ANN, moby, "to-read")));
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(results.map(({ book }) => book.id)).size).toBe(1);
    expect(await store.all(ANN)).toHaveLength(1);
  });

  test("everybody has a shelf of their own", async () => {
    const store = await shelf();
    const { book } = await store.add(ANN, moby, "to-read");
    expect((await store.add(BOB, moby, "to-read")).isNew).toBe(true);
    expect(await store.byId(BOB, book.id)).toBeUndefined();
    expect(await store.move(BOB, book.id, "read")).toBeUndefined();
    expect(await store.remove(BOB, book.id)).toBeUndefined();
    expect(await store.restore(BOB, book.id)).toBeUndefined();
    expect(await store.all(ANN)).toMatchObject([{ shelf: "to-read" }]);
  });

  test("removed and put back where it was; twice is once", async () => {
    const store = await shelf();
    const { book } = await store.add(ANN, moby, "reading");
    expect(await store.remove(ANN, book.id)).toMatchObject({ shelf: "reading" });
    expect(await store.remove(ANN, book.id)).toBeUndefined();
    expect(await store.move(ANN, book.id, "read")).toBeUndefined();
    expect(await store.all(ANN)).toEqual([]);
    expect(await store.all(ANN, "with removed")).toHaveLength(1);
    expect(await store.restore(ANN, book.id)).toEqual(book);
    expect(await store.restore(ANN, book.id)).toEqual(book);
  });

  test("a removed book that is added again is the same row, on the new shelf", async () => {
    const store = await shelf();
    const { book } = await store.add(ANN, moby, "reading");
    await store.remove(ANN, book.id);
    const again = await store.add(ANN, moby, "read");
    expect(again).toMatchObject({ isNew: true, book: { id: book.id, shelf: "read", removedAt: undefined } });
  });

  test("what was removed more than a month ago is gone for good", async () => {
    const database = await on.fresh();
    const store = new ShelfStore(database);
    const { book } = await store.add(ANN, moby, "reading");
    const other = await store.add(ANN, dune, "reading");
    await store.remove(ANN, book.id);
    const monthAgo = Date.now() - 31 * 24 * 3_600_000;
    const tables = await database.tables();
    await tables.updateTable("shelf_book").set({ removed_at: monthAgo }).where("id", "=", book.id).execute();
    await store.remove(ANN, other.book.id);
    expect(await store.restore(ANN, book.id)).toBeUndefined();
    expect(await store.restore(ANN, other.book.id)).toMatchObject({ title: "Dune" });
  });

  test("pages, forth and back", async () => {
    const store = await shelf();
    const titles = Array.from({ length: 12 }, (_, index) => `Book ${index + 1}`);
    // The same moment for some: their order is then by number
    await store.addAll(
      ANN,
      titles.map((title, index) => ({ book: titled(title), shelf: "read", addedAt: 1_000 + Math.floor(index / 3) })),
    );
    const names = ({ books }: { readonly books: readonly { readonly title: string }[] }) =>
      books.map(({ title }) => title.slice(5)).join(" ");
    const cursor = (
      direction: "after" | "before",
      book: { readonly changedAt: number; readonly id: number } | undefined,
    ) => ({ direction, changedAt: book?.changedAt ?? 0, id: book?.id ?? 0 }) as const;
    const first = await store.page(ANN, undefined, 5);
    expect([names(first), first.before, first.total]).toEqual(["12 11 10 9 8", 0, 12]);
    const second = await store.page(ANN, "read", 5, cursor("after", first.books.at(-1)));
    expect([names(second), second.before, second.total]).toEqual(["7 6 5 4 3", 5, 12]);
    const third = await store.page(ANN, "read", 5, cursor("after", second.books.at(-1)));
    expect([names(third), third.before]).toEqual(["2 1", 10]);
    const back = await store.page(ANN, "read", 5, cursor("before", third.books[0]));
    expect([names(back), back.before]).toEqual(["7 6 5 4 3", 5]);
    const beyond = await store.page(ANN, "read", 5, cursor("after", third.books.at(-1)));
    expect(names(beyond)).toBe("12 11 10 9 8");
    expect(await store.page(ANN, "reading", 5)).toEqual({ books: [], total: 0, before: 0 });
  });

  test("searched by words, without accents, case or signs that mean something", async () => {
    const store = await shelf();
    await store.add(ANN, { title: "L'Étranger", authors: "Albert Camus" }, "read");
    await store.add(ANN, moby, "read");
    const titles = async (words: string) => (await store.search(ANN, words, 5)).map(({ title }) => title);
    expect(await titles("etranger CAMUS")).toEqual(["L'Étranger"]);
    expect(await titles("9780142437247")).toEqual(["Moby-Dick"]);
    expect(await titles("melville camus")).toEqual([]);
    expect((await store.newest(ANN, 5)).map(({ title }) => title)).toEqual(["Moby-Dick", "L'Étranger"]);
  });

  test("signs alone fit nothing but a book of that very title", async () => {
    const store = await shelf();
    await store.add(ANN, moby, "read");
    for (const words of ["", "?", "%", "_", "★", "🙂", "\u0301"]) {
      expect(await store.search(ANN, words, 5), words).toEqual([]);
    }
    const { book } = await store.add(ANN, { title: "★", authors: "" }, "read");
    expect(await store.search(ANN, " ★ ", 5)).toEqual([book]);
  });

  test("a shelf that is full takes nothing of a file that is too much", async () => {
    const store = await shelf();
    const some = (from: number, n: number) =>
      Array.from({ length: n }, (_, index) => ({ book: titled(`${from + index}`), shelf: SHELVES[0] }));
    expect(await store.addAll(ANN, some(0, 9_999))).toHaveLength(9_999);
    await expect(store.addAll(ANN, some(20_000, 2))).rejects.toThrow(ShelfFullError);
    expect((await store.add(ANN, moby, "read")).isNew).toBe(true);
    await expect(store.add(ANN, dune, "read")).rejects.toThrow(ShelfFullError);
    expect((await store.add(ANN, moby, "read")).isNew).toBe(false);
    expect(await store.addAll(ANN, some(0, 9_999))).toEqual([]);
  });

  test("a restart", async () => {
    const url = await on.freshUrl();
    const before = on.open(url);
    const { book } = await new ShelfStore(before).add(ANN, moby, "reading");
    await before.close();
    expect(await new ShelfStore(on.open(url)).all(ANN)).toEqual([book]);
  });
});
