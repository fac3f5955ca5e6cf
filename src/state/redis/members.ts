import { randomBytes } from "node:crypto";
import type { Replicas } from "../../core/shared.ts";
import { PREFIX, type Run, script } from "./connection.ts";
import { ALIVE_MS, SETTLE_MS } from "./limits.ts";

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

/** Who lives. Each replica has a name of its own, which is forgotten some seconds after its last beat. */
export class Members {
  readonly id = randomBytes(6).toString("base64url");
  readonly #settleMs: number;
  #replicas: Replicas = { count: 1, rank: 0 };
  #settledAt = 0;
  #birth: string | undefined;
  readonly #emptied: () => void;

  /** `emptied` is called when Redis has forgotten all. */
  constructor(emptied: () => void, settleMs: number = SETTLE_MS) {
    this.#emptied = emptied;
    this.#settleMs = settleMs;
  }

  /** As last heard. */
  get replicas(): Replicas {
    return this.#replicas;
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
    this.#replicas = { count: Math.max(1, sorted.length), rank: Math.max(0, sorted.indexOf(this.id)) };
  }

  async leave(run: Run): Promise<void> {
    await run(LEAVE, [MEMBERS], [this.id]);
  }
}
