import { LRUCache } from "lru-cache";
import type { NotFoundError } from "../core/errors.ts";
import { MINUTE_MS, steadyNow } from "../core/time.ts";

/** How long it is remembered that there is no such thing, where the question does not say otherwise, in milliseconds. Our choice. */
export const NONE_MS = 5 * MINUTE_MS;

/** Nothings remembered; the least recently asked for is forgotten. Our choice: some hundred bytes each. */
const MAX_NONES = 2_000;

/** Remembers what upstreams said does not exist, so that asking for it again costs no call. */
export class NoneCache {
  readonly #nones = new LRUCache<string, NotFoundError>({ max: MAX_NONES, perf: { now: steadyNow } });

  get(key: string): NotFoundError | undefined {
    return this.#nones.get(key);
  }

  /** How many are remembered. */
  get size(): number {
    return this.#nones.size;
  }

  /** Remembers it for `ms` milliseconds; not at all for 0. */
  set(key: string, none: NotFoundError, ms: number): void {
    if (ms > 0) this.#nones.set(key, none, { ttl: ms });
  }
}
