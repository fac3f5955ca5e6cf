import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../src/state/database.ts";
import { type Cursor, MAX_BOOKS, ShelfStore } from "../src/state/shelf.ts";
import { SHELVES } from "../src/state/shelf-book.ts";

const PERSON = "chat:you";
const BOOKS_A_PAGE = 5;

export interface ShelfCost {
  readonly title: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

/** What reading a full shelf costs, on SQLite: page by page from the first book to the last, and by words. */
export async function measureShelf(): Promise<readonly ShelfCost[]> {
  const folder = mkdtempSync(join(tmpdir(), "magpie-bench-shelf-"));
  const database = new Database(`sqlite:${join(folder, "magpie.db")}`);
  try {
    const store = new ShelfStore(database);
    await fill(store);
    return [
      cost("a page of all, each from the first to the last", await pages(store)),
      cost("a page and the count of each shelf, as /shelf list", await pages(store, true)),
      cost("suggestions for two words", await searches(store)),
    ];
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

async function fill(store: ShelfStore): Promise<void> {
  const entries = Array.from({ length: MAX_BOOKS }, (_, index) => ({
    book: { title: `The ${index}th book of many`, authors: `Author ${index % 997}` },
    shelf: SHELVES[index % SHELVES.length] ?? SHELVES[0],
    addedAt: 1_500_000_000_000 + index * 60_000,
  }));
  await store.addAll(PERSON, entries);
}

async function pages(store: ShelfStore, withCounts = false): Promise<number[]> {
  const times: number[] = [];
  let cursor: Cursor | undefined;
  for (let seen = 0; seen < MAX_BOOKS; seen += BOOKS_A_PAGE) {
    const startedAt = performance.now();
    const [page] = await Promise.all([
      store.page(PERSON, undefined, BOOKS_A_PAGE, cursor),
      withCounts ? store.counts(PERSON) : undefined,
    ]);
    times.push(performance.now() - startedAt);
    const last = page.books.at(-1);
    if (page.before !== seen || last === undefined) throw new Error(`a page began at ${page.before}, not ${seen}`);
    cursor = { direction: "after", changedAt: last.changedAt, id: last.id };
  }
  return times;
}

async function searches(store: ShelfStore): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < 200; index += 1) {
    const startedAt = performance.now();
    const found = await store.search(PERSON, `author ${index * 7}`, 25);
    times.push(performance.now() - startedAt);
    if (found.length === 0) throw new Error("nothing found");
  }
  return times;
}

function cost(title: string, times: readonly number[]): ShelfCost {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { title, p50Ms: at(0.5), p99Ms: at(0.99), longestMs: at(1) };
}
