import { BotError } from "../../core/errors.ts";
import type { ShelfStore } from "../../state/shelf.ts";
import type { ShelfBook, ShelfName } from "../../state/shelf-book.ts";
import type { Ask } from "../../upstream/question.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { TokenRefusedError } from "../accounts/errors.ts";
import { GoogleBooks } from "../book/google-books.ts";
import { parseBookId } from "../book/source.ts";
import { GoogleShelves } from "./google-shelves.ts";
import { sayFull } from "./room.ts";
import { planSync, type SyncPlan } from "./sync-plan.ts";

/** Most calls that change something at Google in one go; our choice: they fit into one invocation, and into a person's share. */
const MAX_ORDERS = 40;

/** Orders under way at once; our choice. */
const ORDERS_AT_ONCE = 4;

/** What became of a plan that a person agreed to. */
export type SyncResult =
  /** Something had changed meanwhile, so nothing was done: this is the plan now. */
  | { readonly type: "changed"; readonly plan: SyncPlan }
  | {
      readonly type: "done";
      readonly here: number;
      readonly there: number;
      /** Changes at Google that are still to be made. */
      readonly left: number;
      /** Books that Google does not have. */
      readonly notFound: readonly ShelfBook[];
      /** Google failed on the way; what was done before stays done. */
      readonly hasFailed: boolean;
    };

interface Order {
  run(token: string): Promise<"done" | "not found">;
  readonly book: ShelfBook;
}

/** Keeps the shelf here and the person's shelves at Google Books the same. Throws as `Accounts.token`, `Ask` and the store. */
export class ShelfSync {
  readonly #accounts: Accounts;
  readonly #books: GoogleBooks;
  readonly #google: GoogleShelves;
  readonly #store: ShelfStore;

  constructor(ask: Ask, accounts: Accounts, store: ShelfStore) {
    this.#accounts = accounts;
    this.#books = new GoogleBooks(ask);
    this.#google = new GoogleShelves(ask);
    this.#store = store;
  }

  /** What would change. Changes nothing. */
  plan(person: string): Promise<SyncPlan> {
    return this.#accounts.use(person, "google", (token) => this.#plan(person, token));
  }

  /** Does what the plan of that fingerprint says, as far as one go allows. */
  apply(person: string, fingerprint: string, withRemovals: boolean): Promise<SyncResult> {
    return this.#accounts.use(person, "google", async (token) => {
      const plan = await this.#plan(person, token);
      if (plan.fingerprint !== fingerprint) return { type: "changed", plan };
      await this.#changeHere(person, plan, withRemovals);
      const removals = withRemovals ? plan.removeHere.length : 0;
      const here = plan.addHere.length + plan.moveHere.length + removals;
      const done = await this.#changeThere(token, this.#orders(person, plan, withRemovals), here > 0);
      return { type: "done", here, ...done };
    });
  }

  /**
   * Puts on the shelf here what stands on the person's shelves at Google and not here; what stands on both stays where it is, and
   * nothing changes there. Gives what was added, and how many shelves Google did not give.
   */
  bringIn(person: string): Promise<{ readonly added: readonly ShelfBook[]; readonly unread: number }> {
    return this.#accounts.use(person, "google", async (token) => {
      const { volumes, unread } = await this.#google.whatComes(token);
      const { addHere, same } = planSync(await this.#store.all(person, "with removed"), volumes);
      return { added: await this.#addHere(person, addHere, same), unread };
    });
  }

  /** Forgets what was compared: what another account does not have was not taken off there. */
  async reset(person: string): Promise<void> {
    await this.#store.forgetSync(person);
  }

  async #plan(person: string, token: string): Promise<SyncPlan> {
    const [here, there] = await Promise.all([this.#store.all(person, "with removed"), this.#google.volumes(token)]);
    return planSync(here, there);
  }

  async #changeHere(person: string, plan: SyncPlan, withRemovals: boolean): Promise<void> {
    await this.#addHere(person, plan.addHere, plan.same);
    for (const { book, to } of plan.moveHere) await this.#store.move(person, book.id, to);
    if (withRemovals) for (const { id } of plan.removeHere) await this.#store.remove(person, id);
    const gone = withRemovals ? plan.removeHere.map(({ id }) => id) : [];
    await this.#store.noteSync(person, seenOf(plan.moveHere.map(({ book }) => book)), gone);
  }

  async #addHere(person: string, volumes: SyncPlan["addHere"], same: SyncPlan["same"]): Promise<readonly ShelfBook[]> {
    const entries = volumes.map(({ book, shelf, updatedAt }) => ({ book, shelf, addedAt: updatedAt }));
    const added = await this.#store.addAll(person, entries).catch(sayFull);
    await this.#store.noteSync(person, [...same, ...seenOf(added)], []);
    return added;
  }

  #orders(person: string, plan: SyncPlan, withRemovals: boolean): readonly Order[] {
    const seen = (id: number, volumeId: string) => this.#store.noteSync(person, [{ id, volumeId }], []);
    return [
      ...plan.moveThere.map(({ book, volumeId, from }) => ({
        book,
        run: async (token: string) => {
          await this.#move(token, volumeId, from, book.shelf);
          await seen(book.id, volumeId);
          return "done" as const;
        },
      })),
      ...plan.addThere.map((book) => ({
        book,
        run: async (token: string) => {
          const volumeId = book.volumeId ?? (await this.#volumeId(book));
          if (volumeId === undefined) return "not found" as const;
          await this.#google.add(token, book.shelf, volumeId);
          await seen(book.id, volumeId);
          return "done" as const;
        },
      })),
      ...(withRemovals ? plan.removeThere : []).map(({ book, volumeId, from }) => ({
        book,
        run: async (token: string) => {
          await this.#google.remove(token, from, volumeId);
          await this.#store.noteSync(person, [], [book.id]);
          return "done" as const;
        },
      })),
    ];
  }

  /** First there, then no longer here: cut in half, the book is on two shelves rather than on none. */
  async #move(token: string, volumeId: string, from: ShelfName, to: ShelfName): Promise<void> {
    await this.#google.add(token, to, volumeId);
    await this.#google.remove(token, from, volumeId);
  }

  async #volumeId({ isbn }: ShelfBook): Promise<string | undefined> {
    if (isbn === undefined) return undefined;
    const { value } = await this.#books.search({ query: "", isbn }, 0);
    const known = parseBookId(value.books[0]?.id ?? "");
    return known?.place === "google" ? known.id : undefined;
  }

  /** Runs the first of the orders, a few at once. Throws what fails before anything is done; after that, what was done stays done. */
  async #changeThere(token: string, orders: readonly Order[], isAnyDone: boolean) {
    const todo = orders.slice(0, MAX_ORDERS);
    const notFound: ShelfBook[] = [];
    let there = 0;
    let failure: BotError | undefined;
    const worker = async () => {
      for (let order = todo.shift(); order !== undefined && failure === undefined; order = todo.shift()) {
        try {
          const outcome = await order.run(token);
          if (outcome === "done") there += 1;
          else notFound.push(order.book);
        } catch (error) {
          if (!(error instanceof BotError)) throw error;
          failure = error;
        }
      }
    };
    await Promise.all(Array.from({ length: ORDERS_AT_ONCE }, worker));
    if (failure !== undefined && (!(isAnyDone || there > 0) || failure instanceof TokenRefusedError)) throw failure;
    return { there, left: orders.length - there - notFound.length, notFound, hasFailed: failure !== undefined };
  }
}

/** What has been seen on both shelves. */
function seenOf(books: readonly ShelfBook[]): readonly { readonly id: number; readonly volumeId: string }[] {
  return books.flatMap(({ id, volumeId }) => (volumeId === undefined ? [] : [{ id, volumeId }]));
}
