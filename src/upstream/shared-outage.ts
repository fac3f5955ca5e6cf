import { z } from "zod";
import type { Lock, Shared } from "../core/shared.ts";
import { steadyNow } from "../core/time.ts";
import { SharedWord } from "./shared-word.ts";

/** How long a replica that was killed while it tests keeps others from testing, in milliseconds. Our choice. */
const LOCK_MS = 3_000;

/** What a replica says of an upstream that it leaves alone. */
const outage = z.object({
  /** Whether all are to leave it alone, or only to be wary of it: nobody else has seen it yet. */
  isCertain: z.boolean(),
  /** How many waits there were, this one included. */
  attempt: z.int().min(1).max(100),
});

export interface SharedOutageParts {
  /** The upstream's, the same on each replica. */
  readonly name: string;
  readonly shared: Pick<Shared, "values" | "signals" | "locks">;
  /** Called when another replica leaves it alone for so long, in milliseconds; 0 when it is to be tested now. */
  readonly began: (attempt: number, forMs: number) => void;
  /** Called when it has answered another replica. */
  readonly ended: () => void;
}

/**
 * What replicas tell each other of one upstream that fails. It counts for all when the upstream itself has said so, with a status, or
 * when two of them, one after the other, got no answer: a replica whose own network is gone must not blind the others, so what it
 * tells only makes the first failure of another one enough. One of them tests for all whether it is over.
 */
export class SharedOutage {
  readonly #name: string;
  readonly #locks: Shared["locks"];
  readonly #word: SharedWord<z.infer<typeof outage>>;
  /** Until when another's doubt holds, on the steady clock. */
  #doubtedUntil = 0;
  #endTest = () => {};

  constructor({ name, shared, began, ended }: SharedOutageParts) {
    this.#name = name;
    this.#locks = shared.locks;
    this.#word = new SharedWord({
      name: `outage:${name}`,
      shared,
      schema: outage,
      heard: ({ isCertain, attempt }, forMs) => {
        if (isCertain) began(attempt, forMs);
        else this.#doubtedUntil = steadyNow() + forMs;
      },
      takenBack: ended,
    });
  }

  /** Whether another replica got no answer from it a moment ago. */
  get isDoubted(): boolean {
    return steadyNow() < this.#doubtedUntil;
  }

  /** Tells that it is left alone for so long; true when that holds for all. `isItsWord`: the upstream itself says that it is ill. */
  begins(attempt: number, forMs: number, isItsWord: boolean): boolean {
    const isCertain = isItsWord || this.isDoubted;
    // Who was turned away meanwhile hears of it before another test can begin
    void this.#word.tell({ isCertain, attempt }, forMs).then(() => this.#endTest());
    return isCertain;
  }

  /** Tells that it answers again. */
  ends(): void {
    this.#doubtedUntil = 0;
    void this.#word.takeBack().then(() => this.#endTest());
  }

  /** Whether it is this replica that tests, after hearing what others have found; true also while nobody can be asked. */
  async takesTest(isStillDue: () => boolean): Promise<boolean> {
    const lock = await this.#locks.take(`outage:${this.#name}`, LOCK_MS);
    if (lock === undefined) return true;
    if (lock === "taken") return false;
    await this.#word.look();
    if (!isStillDue()) {
      void lock.release();
      return false;
    }
    this.#hold(lock);
    return true;
  }

  /** What others know of it is wanted: a call has failed. */
  look(): void {
    void this.#word.look();
  }

  close(): void {
    this.#endTest();
    this.#word.close();
  }

  #hold(lock: Lock): void {
    const renewing = setInterval(() => void lock.renew(), LOCK_MS / 3).unref();
    this.#endTest = () => {
      clearInterval(renewing);
      void lock.release();
      this.#endTest = () => {};
    };
  }
}
