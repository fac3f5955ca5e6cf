import { LRUCache } from "lru-cache";
import { MINUTE_MS, steadyNow } from "../core/time.ts";
import { networkOf } from "./network.ts";

/** Addresses counted at once, of IPv6 the first 64 bits; the least recently seen is forgotten. Our choice: 2 MB. */
const MAX_ADDRESSES = 10_000;

/** Counts what comes from each address in a minute, by the clock that nobody sets. */
export class AddressCounts {
  readonly #counts = new LRUCache<string, { minute: number; count: number }>({ max: MAX_ADDRESSES });

  /** How many there have been in this minute, with this one. Whoever has gone has no address any more. */
  add(address = ""): number {
    const network = networkOf(address);
    const minute = Math.floor(steadyNow() / MINUTE_MS);
    let counted = this.#counts.get(network);
    if (counted?.minute !== minute) {
      counted = { minute, count: 0 };
      this.#counts.set(network, counted);
    }
    counted.count += 1;
    return counted.count;
  }
}
