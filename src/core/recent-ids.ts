import { steadyNow } from "./time.ts";

/**
 * Ids seen lately, in two halves: when the newer is full or old enough, it becomes the older, and what was the older is
 * forgotten. So an id is remembered for at least `ttlMs`, unless more than `max` others came since; and at most for
 * twice that. On every delivery's way, this costs a fraction of a cache that keeps an order.
 */
export class RecentIds {
  readonly #max: number;
  readonly #ttlMs: number;
  #newer = new Set<string>();
  #older = new Set<string>();
  #turnsAt: number;

  constructor(limits: { readonly max: number; readonly ttlMs: number }, now: number = steadyNow()) {
    this.#max = limits.max;
    this.#ttlMs = limits.ttlMs;
    this.#turnsAt = now + limits.ttlMs;
  }

  /** Remembers the id, and says whether it is new. `now` is on the steady clock. */
  add(id: string, now: number = steadyNow()): boolean {
    if (now >= this.#turnsAt || this.#newer.size >= this.#max) {
      this.#older = now >= this.#turnsAt + this.#ttlMs ? new Set() : this.#newer;
      this.#newer = new Set();
      this.#turnsAt = now + this.#ttlMs;
    }
    if (this.#newer.has(id) || this.#older.has(id)) return false;
    this.#newer.add(id);
    return true;
  }
}
