import { setTimeout as wait } from "node:timers/promises";
import Bottleneck from "bottleneck";
import type { IncomingHttpHeaders } from "undici/types/header.js";
import { z } from "zod";
import type { Caller } from "../core/caller.ts";
import { BusyError, inWords, RateLimitError, UpstreamError } from "../core/errors.ts";
import type { Shared } from "../core/shared.ts";
import { t } from "../core/text.ts";
import { asWallTime, HOUR_MS, steadyNow } from "../core/time.ts";
import type { Watch } from "../core/watch.ts";
import { type Call, deadlineError, describe } from "./failure.ts";
import type { Ledger } from "./ledger.ts";
import type { Quota, UpstreamRow } from "./limits.ts";
import { QuotaWindow } from "./quota.ts";
import { isRestReason, REST_REASONS, type RestReason, remainingOf, restOf } from "./rate-headers.ts";
import { type LocalSeat, SharedSeats, type Turn } from "./shared-seats.ts";
import { SharedWord } from "./shared-word.ts";
import { Slots } from "./slots.ts";
import { steadyBottleneck } from "./steady-bottleneck.ts";

/** Calls that may wait for one upstream. Our choice: more than answer within a deadline, little memory. */
const MAX_WAITING = 1_000;

/** Longest rest we believe an upstream, where no quota of its row is longer, in milliseconds. */
const LONGEST_REST_MS = HOUR_MS;

const BOTTLENECK_PRIORITIES = { interactive: 4, background: 8 } as const;

/** What replicas tell each other of an upstream without a quota that said to wait. */
const restWord = z.enum(REST_REASONS);

const pass = () => Promise.resolve();

/** How long a call in haste may wait for its turn, in milliseconds. Our choice: less than asking elsewhere takes. */
const HASTY_WAIT_MS = 250;

/** Within what bounds a call may wait. */
export interface Bounds {
  readonly priority: Caller["priority"];
  /** A longer wait is refused at once. On the steady clock. */
  readonly deadline: number;
  /** True when another source stands ready: the call then waits out no rest, and for its turn `HASTY_WAIT_MS` at most. */
  readonly isHasty?: boolean;
  /** Told of the calls that leave for it. */
  readonly watch?: Watch | undefined;
  /** False when nobody waits for the answer any more: the call then never leaves and costs nothing. */
  isWanted(): boolean;
}

export interface LimiterParts {
  /** Outlives the process. */
  readonly ledger?: Ledger | undefined;
  /** Other replicas count with us: under this name, which is the same on each. */
  readonly sharing?: { readonly name: string; readonly shared: Shared } | undefined;
}

/**
 * Lets calls to one upstream leave when every one of its limits has room: first a seat in each quota, then a slot among
 * those under way, then the least time since the call before. Calls under way are never counted by Bottleneck, whose
 * jobs cost a millisecond each: an upstream without quotas and spacing is as quick as its slots. Where replicas share, a call
 * that has found room here asks for it there, one at a time.
 */
export class Limiter {
  readonly #row: UpstreamRow;
  readonly #quotas: readonly QuotaWindow[];
  readonly #ledger: Ledger | undefined;
  readonly #slots: Slots;
  readonly #spacing: Bottleneck | undefined;
  readonly #seats: SharedSeats | undefined;
  /** Where no seats are counted together, rests are told. */
  readonly #restWord: SharedWord<RestReason> | undefined;
  /** Who asks for a seat next. */
  readonly #asking: Bottleneck | undefined;
  /** Calls that have not left yet, and those that have left and not ended. */
  #waiting = 0;
  #underWay = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  /** The upstream said to wait: until when, on the steady clock, and why. */
  #rest: { readonly until: number; readonly why: RestReason } = { until: 0, why: "quota" };

  constructor(row: UpstreamRow, { ledger, sharing }: LimiterParts = {}) {
    this.#row = row;
    this.#ledger = ledger;
    this.#quotas = row.quotas.map((quota) => new QuotaWindow(quota));
    this.#slots = new Slots(row.maxConcurrent);
    // A turnstile: one passes at a time, and only the passing counts as running, so that nothing can block it. Without
    // maxConcurrent Bottleneck would give everybody a time on arrival and know no priorities.
    if (sharing === undefined || (row.quotas.length === 0 && !row.minTimeMs)) {
      if (row.minTimeMs) this.#spacing = steadyBottleneck({ minTime: row.minTimeMs, maxConcurrent: 1 });
      this.#restWord =
        sharing &&
        new SharedWord({
          name: `rest:${sharing.name}`,
          shared: sharing.shared,
          schema: restWord,
          heard: (why, forMs) => this.#restFor(forMs, why),
        });
      return;
    }
    this.#asking = steadyBottleneck({ maxConcurrent: 1 });
    this.#seats = new SharedSeats({
      ...sharing,
      windows: () => this.#quotas.map(({ quota }) => quota),
      minTimeMs: row.minTimeMs ?? 0,
      holdMs: row.tryTimeoutMs,
    });
  }

  /** Throws RateLimitError, UpstreamError or BusyError when a call would have to wait longer than it may. */
  refuseIfFull(call: Call, { deadline, isHasty }: Pick<Bounds, "deadline" | "isHasty">): void {
    const now = steadyNow();
    const waitMs = this.#waitMs(now);
    if (waitMs > Math.max(0, deadline - now)) throw this.refusal(call);
    if (isHasty && (now < this.#rest.until || waitMs > HASTY_WAIT_MS)) throw this.refusal(call);
    if (this.#waiting >= MAX_WAITING) {
      const retryAfterMs = this.#row.tryTimeoutMs;
      throw new BusyError(
        describe(call, "too many calls wait"),
        retryAfterMs,
        t`A lot of people are asking at once. Ask me again ${inWords(retryAfterMs)}.`,
      );
    }
  }

  /** Runs the task when there is room. Throws as `refuseIfFull`, or what the task throws. */
  async run<T>(call: Call, bounds: Bounds, task: () => Promise<T>): Promise<T> {
    this.refuseIfFull(call, bounds);
    const priority = BOTTLENECK_PRIORITIES[bounds.priority];
    const seats: QuotaWindow[] = [];
    let sharedSeat: LocalSeat | undefined;
    let hasSlot = false;
    let hasLeft = false;
    this.#waiting += 1;
    try {
      for (const quota of this.#quotas) {
        await quota.take(priority);
        seats.push(quota);
      }
      // Without a quota, at a free slot, nothing is awaited: a call then leaves in the turn in which it came
      const turn = this.#slots.take(bounds.priority);
      if (turn !== undefined) await turn;
      hasSlot = true;
      if (this.#spacing !== undefined) await this.#spacing.schedule({ priority }, pass);
      if (steadyNow() < this.#rest.until) await this.#rested(call, bounds);
      if (this.#seats !== undefined) {
        sharedSeat = await this.#sharedSeat(this.#seats, call, bounds);
        if (steadyNow() < this.#rest.until) await this.#rested(call, bounds);
      }
      if (!bounds.isWanted()) throw deadlineError(call.upstream);
      hasLeft = true;
      this.#ledger?.spend();
      this.#waiting -= 1;
      this.#underWay += 1;
      this.#lastStart = steadyNow();
      return await task();
    } catch (error) {
      // Thrown only when the limiter is closed under the call
      throw error instanceof Bottleneck.BottleneckError ? deadlineError(call.upstream) : error;
    } finally {
      if (hasLeft) this.#underWay -= 1;
      else this.#waiting -= 1;
      if (hasSlot) this.#slots.leave();
      for (const quota of seats) quota.leave(hasLeft);
      if (sharedSeat !== undefined) this.#seats?.end(sharedSeat, hasLeft);
    }
  }

  /** Takes in what was spent before this process was there. Never rejects. */
  async readLedger(): Promise<void> {
    await this.#ledger?.read(({ perMs, returning }) => {
      const now = Date.now();
      // The clock may have been set back since it was written
      const longestMs = perMs + this.#row.tryTimeoutMs;
      const soonestFirst = returning
        .map(({ at, count }) => ({ inMs: Math.min(at - now, longestMs), count }))
        .toSorted((a, b) => a.inMs - b.inMs);
      // Where replicas share, it counts only while nobody can be asked: it holds a margin for each of them
      if (this.#seats !== undefined) this.#seats.takenBefore(perMs, soonestFirst);
      else for (const window of this.#quotas) if (window.quota.perMs === perMs) window.takenBefore(soonestFirst);
    });
  }

  /** Takes in what an answer says about the limits. */
  learn(status: number, headers: IncomingHttpHeaders): void {
    for (const { left, resetInMs, perMs, of } of remainingOf(headers)) {
      const told = this.#quotas.find(({ quota }) => perMs === undefined || quota.perMs === perMs);
      if (told === undefined) continue;
      // Its number without a time may be that of another window, such as a month's
      const isOurs = perMs !== undefined || (this.#quotas.length === 1 && (resetInMs ?? 0) <= told.quota.perMs);
      if (of !== undefined && isOurs) told.raise(of);
      told.lower(left, resetInMs);
      this.#seats?.lower(told.quota.perMs, left, resetInMs ?? told.quota.perMs);
    }
    const rest = restOf(status, headers);
    if (rest !== undefined) this.rest(rest.ms, rest.why);
  }

  /** No call leaves for this long, in milliseconds; nonsense is cut to what a quota can need. */
  rest(ms: number, why: RestReason = "quota"): void {
    const restMs = Math.min(ms, Math.max(LONGEST_REST_MS, ...this.#row.quotas.map(({ perMs }) => perMs)));
    const isLongest = this.#restFor(restMs, why);
    this.#seats?.rest(restMs, why);
    if (isLongest) void this.#restWord?.tell(why, restMs);
  }

  /** Whether it is the longest so far. */
  #restFor(ms: number, why: RestReason): boolean {
    const until = steadyNow() + ms;
    if (until <= this.#rest.until) return false;
    this.#rest = { until, why };
    return true;
  }

  /** Why there is no room now and when there will be. `isRetryable`: whether that may still be within the caller's time. */
  refusal(call: Call, { isRetryable = false, atLeastMs = 1 } = {}): UpstreamError {
    const now = steadyNow();
    const retryAfterMs = Math.max(1, Math.ceil(atLeastMs), Math.ceil(this.#waitMs(now)));
    const { upstream } = call;
    const why = now < this.#rest.until ? this.#rest.why : "quota";
    if (why === "recovery") {
      return new UpstreamError(describe(call, `told to wait ${retryAfterMs} ms`), {
        upstream,
        status: 503,
        retryAfterMs,
      });
    }
    return new RateLimitError(describe(call, `no room for ${retryAfterMs} ms`), {
      upstream,
      status: 429,
      retryAfterMs,
      isRetryable,
      allowance: this.#tightest?.quota.words,
      why: this.#shortage(now),
    });
  }

  /** Why a call finds no room, as far as we know. */
  #shortage(now: number): "used-up" | "resting" | "crowded" {
    const isUsedUp = this.#freeInMs(this.#tightest) > 0 || this.quota?.left === 0;
    const isResting = now < this.#rest.until;
    if (isUsedUp || (isResting && this.#rest.why !== "unsaid")) return "used-up";
    return isResting ? "resting" : "crowded";
  }

  /** Until when no call may leave, in milliseconds since the epoch; undefined when one may. */
  get restsUntil(): number | undefined {
    const now = steadyNow();
    const waitMs = Math.max(this.#rest.until - now, this.#freeInMs(this.#tightest), this.#seats?.freeInMs ?? 0);
    return waitMs > 0 ? asWallTime(now + waitMs) : undefined;
  }

  /** The quota with the least room, where the upstream has any. */
  get #tightest(): QuotaWindow | undefined {
    return this.#quotas.toSorted(
      (one, other) =>
        this.#freeInMs(other) - this.#freeInMs(one) || one.left / one.quota.calls - other.left / other.quota.calls,
    )[0];
  }

  /** Of which quota people get fair shares. */
  get shared(): Quota | undefined {
    return this.#quotas[0]?.quota;
  }

  /** What is left of the tightest quota. */
  get quota(): { readonly left: number; readonly of: number; readonly words: string } | undefined {
    const tightest = this.#tightest;
    if (tightest === undefined) return undefined;
    const { calls, perMs, words } = tightest.quota;
    return { left: Math.min(tightest.left, this.#seats?.left(perMs) ?? calls), of: calls, words };
  }

  /** Calls that have not left yet, and those that have left and not ended. */
  get queue(): { readonly waiting: number; readonly underWay: number } {
    return { waiting: this.#waiting, underWay: this.#underWay };
  }

  /** Turns away who still waits, and keeps what was spent. */
  async close(): Promise<void> {
    for (const quota of this.#quotas) quota.close();
    // Complains only of being stopped twice
    this.#spacing?.stop({ dropWaitingJobs: true }).catch(() => {});
    this.#asking?.stop({ dropWaitingJobs: true }).catch(() => {});
    this.#seats?.close();
    this.#restWord?.close();
    await this.#ledger?.close();
  }

  /** Every call that waits still needs a seat in this quota, unless it holds one already. */
  #freeInMs(quota: QuotaWindow | undefined): number {
    return quota?.freeInMs(Math.max(0, this.#waiting + this.#underWay - quota.running)) ?? 0;
  }

  /** Time until one more call than those that wait already could leave, in milliseconds. Waiting for a slot is not foreseen. */
  #waitMs(now: number): number {
    let waitMs = Math.max(0, this.#rest.until - now, this.#seats?.freeInMs ?? 0);
    for (const quota of this.#quotas) waitMs = Math.max(waitMs, this.#freeInMs(quota));
    const { minTimeMs } = this.#row;
    if (!minTimeMs) return waitMs;
    const nextStartMs = Math.max(0, this.#lastStart + minTimeMs - now);
    return Math.max(waitMs, nextStartMs + minTimeMs * this.#waiting);
  }

  /** Waits for a seat among those of all replicas, and for its turn. */
  async #sharedSeat(seats: SharedSeats, call: Call, bounds: Bounds): Promise<LocalSeat> {
    const priority = BOTTLENECK_PRIORITIES[bounds.priority];
    for (;;) {
      if (!bounds.isWanted()) throw deadlineError(call.upstream);
      const turn = await this.#askNext(priority, () => {
        const maxWaitMs = Math.max(0, bounds.deadline - steadyNow());
        return seats.take(bounds.isHasty ? Math.min(maxWaitMs, HASTY_WAIT_MS) : maxWaitMs);
      });
      if (turn.isTaken) {
        if (turn.inMs > 0) await wait(turn.inMs);
        return turn.seat;
      }
      if (isRestReason(turn.rest)) this.#restFor(turn.inMs, turn.rest);
      const mayWaitMs = bounds.isHasty ? HASTY_WAIT_MS : bounds.deadline - steadyNow();
      if (turn.inMs > mayWaitMs) throw this.refusal(call, { atLeastMs: turn.inMs });
      await wait(turn.inMs);
    }
  }

  #askNext(priority: number, ask: () => Promise<Turn>): Promise<Turn> {
    return this.#asking === undefined ? ask() : this.#asking.schedule({ priority }, ask);
  }

  /** Waits out a rest that began while the call was waiting. */
  async #rested(call: Call, { deadline, isHasty }: Bounds): Promise<void> {
    for (let now = steadyNow(); now < this.#rest.until; now = steadyNow()) {
      if (isHasty || this.#rest.until > deadline) throw this.refusal(call);
      await wait(this.#rest.until - now);
    }
  }
}
