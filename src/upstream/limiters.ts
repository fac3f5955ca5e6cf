import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { HOUR_MS } from "../core/time.ts";
import { Limiter, type LimiterParts } from "./limiter.ts";
import type { UpstreamRow } from "./limits.ts";
import type { AnyAsked } from "./question.ts";

/** Accounts remembered at once, and for how long after their last call, in milliseconds: longer than GitHub's window. Our choice. */
const MAX_ACCOUNTS = 5_000;
const TTL_MS = 2 * HOUR_MS;

/** The limiter of an upstream; where it counts each account's calls by themselves, one an account. */
export class Limiters {
  readonly #row: UpstreamRow;
  readonly #sharing: LimiterParts["sharing"];
  /** Of calls without an account. */
  readonly shared: Limiter;
  readonly #ofAccounts = new LRUCache<string, Limiter>({
    max: MAX_ACCOUNTS,
    ttl: TTL_MS,
    updateAgeOnGet: true,
    dispose: (limiter) => void limiter.close(),
  });

  /** `ledger`: of the calls without an account. */
  constructor(row: UpstreamRow, { ledger, sharing }: LimiterParts = {}) {
    this.#row = row;
    this.#sharing = sharing;
    this.shared = new Limiter(row, { ledger, sharing });
  }

  of({ secrets }: Pick<AnyAsked, "secrets">): Limiter {
    if (this.#row.isPerAccount !== true || secrets === undefined) return this.shared;
    const account = hash("sha256", JSON.stringify(secrets), "base64url");
    const known = this.#ofAccounts.get(account);
    if (known !== undefined) return known;
    const sharing = this.#sharing && { ...this.#sharing, name: `${this.#sharing.name}:${account}` };
    const made = new Limiter(this.#row, { sharing });
    this.#ofAccounts.set(account, made);
    return made;
  }

  /** The calls of all of them together: those that wait, and those under way. */
  get queue(): Limiter["queue"] {
    let { waiting, underWay } = this.shared.queue;
    for (const limiter of this.#ofAccounts.values()) {
      waiting += limiter.queue.waiting;
      underWay += limiter.queue.underWay;
    }
    return { waiting, underWay };
  }

  /** Turns away who still waits. */
  async close(): Promise<void> {
    this.#ofAccounts.clear();
    await this.shared.close();
  }
}
