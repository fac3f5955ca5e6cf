import { randomBytes } from "node:crypto";
import type { Replicas } from "../../core/shared.ts";
import { PREFIX, type Run, script } from "./connection.ts";
import { ALIVE_MS, ASSUMED_REPLICAS, FEWER_AFTER_MS, SETTLE_MS } from "./limits.ts";

const MEMBERS = `${PREFIX}replicas`;

/** The time at which Redis was last empty. */
export const BIRTH = `${PREFIX}birth`;

/** Says that a replica lives, and gives back who else does. */
const BEAT = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- First what needs memory: after another write, a server that has none to spare would let it pass
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], now, 'NX')
local birth = redis.call('GET', KEYS[2])
return {birth, now - birth, redis.call('ZRANGE', KEYS[1], 0, -1)}
`);

const LEAVE = script("return redis.call('ZREM', KEYS[1], ARGV[1])");

/** Where it outlives the process how many replicas live. What it rejects with is no news: the database tells of itself. */
export interface CountMemory {
  read(): Promise<number | undefined>;
  keep(count: number): Promise<void>;
}

export interface MembersParts {
  /** Called when Redis has forgotten all. */
  readonly emptied: () => void;
  readonly settleMs?: number | undefined;
  readonly memory?: CountMemory | undefined;
}

/** Who lives. Each replica has a name of its own, which is forgotten some seconds after its last beat. */
export class Members {
  readonly id = randomBytes(6).toString("base64url");
  readonly #settleMs: number;
  readonly #memory: CountMemory | undefined;
  /** Until it is heard, the smallest share. */
  #replicas: Replicas = lastOf(ASSUMED_REPLICAS);
  #isHeard = false;
  #kept: number | undefined;
  /** Since when there are fewer than was kept, on the steady clock. */
  #fewerSince: number | undefined;
  #settledAt = 0;
  #birth: string | undefined;
  readonly #emptied: () => void;

  constructor({ emptied, settleMs = SETTLE_MS, memory }: MembersParts) {
    this.#emptied = emptied;
    this.#settleMs = settleMs;
    this.#memory = memory;
    void this.#remember();
  }

  /** As last heard; before that, as it was when another process heard it, or as we assume. */
  get replicas(): Replicas {
    return this.#replicas;
  }

  /** Whether it was heard by this process. */
  get isHeard(): boolean {
    return this.#isHeard;
  }

  /** Whether Redis was emptied a moment ago, so that some may not have said yet what they hold. */
  get isSettling(): boolean {
    return performance.now() < this.#settledAt;
  }

  async beat(run: Run): Promise<void> {
    const answer = await run(BEAT, [MEMBERS, BIRTH], [this.id, ALIVE_MS]);
    const [birth, ageMs, ids] = answer as [string, number, string[]];
    if (ageMs < this.#settleMs) this.#settledAt = performance.now() + this.#settleMs - ageMs;
    const isEmptied = this.#birth !== undefined && this.#birth !== birth;
    this.#birth = birth;
    if (isEmptied) this.#emptied();
    const sorted = ids.toSorted();
    const before = this.#isHeard ? this.#replicas.count : undefined;
    const count = Math.max(1, sorted.length);
    this.#replicas = { count, rank: Math.max(0, sorted.indexOf(this.id)) };
    this.#isHeard = true;
    // Heard twice: of several that start at once, one may hear late that it is alone
    if (this.#replicas.rank === 0 && count === before) void this.#keep(count);
  }

  async leave(run: Run): Promise<void> {
    await run(LEAVE, [MEMBERS], [this.id]);
  }

  async #remember(): Promise<void> {
    const count = await this.#memory?.read().catch(() => undefined);
    this.#kept ??= count;
    if (count !== undefined && !this.#isHeard) this.#replicas = lastOf(count);
  }

  /** One of all keeps it for those who start. */
  async #keep(count: number): Promise<void> {
    const isFewer = this.#kept !== undefined && count < this.#kept;
    this.#fewerSince = isFewer ? (this.#fewerSince ?? performance.now()) : undefined;
    if (count === this.#kept) return;
    if (this.#fewerSince !== undefined && performance.now() - this.#fewerSince < FEWER_AFTER_MS) return;
    this.#kept = count;
    await this.#memory?.keep(count).catch(() => {
      this.#kept = undefined;
    });
  }
}

/** What cannot be divided evenly goes to others. */
function lastOf(count: number): Replicas {
  return { count, rank: count - 1 };
}
