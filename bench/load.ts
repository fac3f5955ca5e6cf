import { inTime } from "../src/core/time.ts";

/** Time that exchanges under way get to end, in milliseconds. What takes longer was lost. */
const PATIENCE_MS = 15_000;

/** Keeps `concurrency` exchanges under way, one a slot, until it is stopped or `wantsMore` says no. */
export class Load {
  #finished = 0;
  #isStopped = false;
  readonly #slots: Promise<unknown>;

  constructor(
    concurrency: number,
    exchange: (slot: number) => Promise<unknown>,
    wantsMore: () => boolean = () => true,
  ) {
    this.#slots = Promise.all(
      Array.from({ length: concurrency }, async (_, slot) => {
        while (!this.#isStopped && wantsMore()) {
          await exchange(slot);
          this.#finished += 1;
        }
      }),
    );
    // Told by end() and stop()
    this.#slots.catch(() => {});
  }

  /** Exchanges that ended so far. */
  get finished(): number {
    return this.#finished;
  }

  /** Resolves when all exchanges ended. Throws what one of them threw. */
  async end(): Promise<void> {
    await this.#slots;
  }

  /** Starts no more and waits for those under way. Throws what an exchange threw, or when some never ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await inTime(this.#slots, PATIENCE_MS, () => {
      throw new Error("some answers never came");
    });
  }
}

/** Gives "1", "2", …: questions that nobody asked before. `prefix`: where somebody did. */
export function newQuestions(prefix = ""): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}${count}`;
  };
}
