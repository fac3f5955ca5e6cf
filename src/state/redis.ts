import type { Logger } from "../core/log.ts";
import type { Replicas, Shared } from "../core/shared.ts";
import type { Watch } from "../core/watch.ts";
import { RedisClaims } from "./redis/claims.ts";
import { Connection } from "./redis/connection.ts";
import { RedisCounts } from "./redis/counts.ts";
import { RedisLocks } from "./redis/locks.ts";
import { type CountMemory, Members } from "./redis/members.ts";
import { RedisLimits } from "./redis/shared-limits.ts";
import { RedisSignals } from "./redis/signals.ts";
import { RedisValues } from "./redis/values.ts";

export interface RedisParts {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  readonly log: Logger;
  readonly watch?: Watch | undefined;
  /** Without it, one that starts while Redis is away goes by an assumption of how many there are. */
  readonly memory?: CountMemory | undefined;
  /** For tests: how long each replica has to say what it holds after Redis was emptied, in milliseconds. */
  readonly settleMs?: number | undefined;
}

/** What replicas have in common, in Redis or Valkey. Everything it holds expires, and its end ends nothing. */
export class RedisState implements Shared {
  readonly claims: RedisClaims;
  readonly locks: RedisLocks;
  readonly counts: RedisCounts;
  readonly values: RedisValues;
  readonly signals: RedisSignals;
  readonly limits: RedisLimits;
  readonly #connection: Connection;
  readonly #members: Members;

  /** Begins to connect in the background. */
  constructor({ url, log, watch, memory, settleMs }: RedisParts) {
    const members = new Members({ emptied: () => this.limits.report(), settleMs, memory });
    const connection = new Connection({
      url,
      log,
      watch,
      beat: (run) => members.beat(run),
      onUp: () => {
        this.signals.resubscribe();
        this.limits.report();
      },
    });
    this.claims = new RedisClaims(connection);
    this.locks = new RedisLocks(connection);
    this.counts = new RedisCounts(connection);
    this.values = new RedisValues(connection);
    this.signals = new RedisSignals(connection);
    this.limits = new RedisLimits(connection, members, this.signals);
    this.#connection = connection;
    this.#members = members;
    connection.open();
  }

  /** Why the server refuses us, where no waiting would help; undefined when it doesn't or could not be reached. Never rejects. */
  get refusal(): Promise<string | undefined> {
    return this.#connection.refusal;
  }

  replicas(): Replicas {
    return this.#members.replicas;
  }

  state(): { readonly isConnected: boolean; readonly detail: string } {
    const { count } = this.#members.replicas;
    const replicas = count === 1 ? "1 replica" : `${count} replicas`;
    if (this.#connection.isUp) return { isConnected: true, detail: `redis, ${replicas}` };
    const words = this.#members.isHeard ? `${replicas} when last heard` : `${replicas} by what was known before`;
    return { isConnected: false, detail: `redis, ${this.#connection.problem}: ${words}` };
  }

  /** Leaves the other replicas, and closes the connection. Takes a moment at most. */
  close(): Promise<void> {
    return this.#connection.close((run) => this.#members.leave(run));
  }
}
