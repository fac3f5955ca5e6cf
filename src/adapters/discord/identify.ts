import { setTimeout as delay } from "node:timers/promises";
import { type IIdentifyThrottler, SimpleIdentifyThrottler } from "discord.js";
import type { Lock, Locks } from "../../core/shared.ts";
import { SECOND_MS, steadyNow } from "../../core/time.ts";
import { GATEWAY_LIMITS } from "./limits.ts";

/** Between two looks whether it is our turn, and how long nobody may answer before we go by ourselves, in milliseconds. Our choice. */
const LOOK_MS = 250;
const UNHEARD_MS = 2 * SECOND_MS;

/** Whose turn it is to identify, among all processes; while nobody can be asked, among the shards of this one. */
export class SharedIdentifies implements IIdentifyThrottler {
  readonly #concurrency: number;
  readonly #locks: Locks;
  readonly #own: SimpleIdentifyThrottler;

  /** `concurrency`: as many buckets of shards may identify at the same time, says Discord. */
  constructor(concurrency: number, locks: Locks) {
    this.#concurrency = concurrency;
    this.#locks = locks;
    this.#own = new SimpleIdentifyThrottler(concurrency);
  }

  /** Rejects only when the signal ends it: the library would identify after any other error. */
  async waitForIdentify(shardId: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const lock = await this.#turn(shardId, signal);
      // Also beside a turn: the one before may have been taken while nobody could be asked
      await this.#own.waitForIdentify(shardId, signal);
      signal.throwIfAborted();
      // The time counts from now on, and ends by itself
      if (lock === undefined || (await lock.renew()) !== false) return;
    }
  }

  /** The turn of the shard's bucket; undefined when nobody can be asked. */
  async #turn(shardId: number, signal: AbortSignal): Promise<Lock | undefined> {
    const name = `identify:${shardId % this.#concurrency}`;
    let heardAt = steadyNow();
    for (;;) {
      const lock = await this.#locks.take(name, GATEWAY_LIMITS.identifyMs + GATEWAY_LIMITS.identifyMarginMs);
      if (lock === "taken") heardAt = steadyNow();
      else if (lock !== undefined || steadyNow() - heardAt >= UNHEARD_MS) return lock;
      await delay(LOOK_MS * (1 + Math.random()), undefined, { signal });
    }
  }
}
