import { setTimeout as delay } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { MINUTE_MS, SECOND_MS } from "../../core/time.ts";
import { networkOf } from "../../http/network.ts";

/** Wrong passwords of an address within a minute that are answered at once. Our choice: people mistype less. */
const MAX_AT_ONCE = 20;

/** How long each further one waits for its answer, in milliseconds. Our choice. */
const WAIT_MS = SECOND_MS;

/** Answers that wait at the same time, from everywhere together, and addresses that are counted. Our choice. */
const MAX_WAITING = 100;
const MAX_ADDRESSES = 1_000;

/**
 * Wrong passwords, counted by the address that they come from. Only wrong ones are ever slowed down, so nobody can lock out
 * whoever knows the right one, not even behind a proxy, where all have one address.
 */
export class WrongPasswords {
  readonly #counts = new LRUCache<string, { count: number }>({ max: MAX_ADDRESSES, ttl: MINUTE_MS });
  readonly #waitMs: number;
  #waiting = 0;

  constructor(waitMs: number = WAIT_MS) {
    this.#waitMs = waitMs;
  }

  /** Counts one, and waits where there were many; false where so many wait already that this one is sent away. */
  async add(address: string): Promise<boolean> {
    const network = networkOf(address);
    const counted = this.#counts.get(network) ?? { count: 0 };
    counted.count += 1;
    // The minute begins with the first
    if (counted.count === 1) this.#counts.set(network, counted);
    if (counted.count <= MAX_AT_ONCE) return true;
    if (this.#waiting >= MAX_WAITING) return false;
    this.#waiting += 1;
    try {
      await delay(this.#waitMs, undefined, { ref: false });
    } finally {
      this.#waiting -= 1;
    }
    return true;
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#counts.size;
  }
}
