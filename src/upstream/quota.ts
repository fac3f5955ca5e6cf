import type Bottleneck from "bottleneck";
import { steadyNow } from "../core/time.ts";
import { type Quota, withCalls } from "./limits.ts";
import { steadyBottleneck } from "./steady-bottleneck.ts";

/**
 * One quota, kept in any stretch of `perMs`: a seat comes back that long after its call ended, so neither a call that was
 * slow to arrive nor the edge of the upstream's own window can make one too many.
 *
 * Bottleneck holds who waits, and the seats as its reservoir. Its own refresh is not used: it fills the reservoir at once
 * and would let twice the quota through across its edge.
 */
export class QuotaWindow {
  #quota: Quota;
  readonly #gate: Bottleneck;
  #running = 0;
  /** When spent seats come back, soonest first, on the steady clock. */
  readonly #returns: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(quota: Quota) {
    this.#quota = quota;
    this.#gate = steadyBottleneck({ reservoir: quota.calls });
  }

  get quota(): Quota {
    return this.#quota;
  }

  /** Seats that are free now. */
  get left(): number {
    return Math.max(0, this.quota.calls - this.#running - this.#returns.length);
  }

  /** Seats that are taken by calls which have not ended. */
  get running(): number {
    return this.#running;
  }

  /** Time until a call finds a seat behind so many others that wait for one, in milliseconds. */
  freeInMs(ahead: number): number {
    const { calls, perMs } = this.quota;
    // In each round of the window every seat serves one of those who wait, soonest free first
    const rounds = Math.floor(ahead / calls);
    const index = (ahead % calls) - this.left;
    if (index < 0) return rounds * perMs;
    const at = this.#returns[index];
    return rounds * perMs + (at === undefined ? perMs : Math.max(1, Math.ceil(at - steadyNow())));
  }

  /** Waits for a seat, which stays taken until `leave`. `priority` as Bottleneck counts it. */
  async take(priority: number): Promise<void> {
    await this.#gate.schedule({ priority }, async () => {
      this.#running += 1;
    });
  }

  /** Gives the seat back: when the window has passed if a call has spent it, whatever came of the call; else at once. */
  leave(isSpent: boolean): void {
    this.#running -= 1;
    if (isSpent) this.#returnIn(this.quota.perMs);
    else void this.#gate.incrementReservoir(1);
  }

  /** The upstream counts fewer seats than we do: somebody else uses the same key. Never raises the count. */
  lower(left: number, resetInMs: number = this.quota.perMs): void {
    const surplus = this.left - Math.max(0, left);
    if (surplus <= 0) return;
    void this.#gate.incrementReservoir(-surplus);
    for (let n = 0; n < surplus; n += 1) this.#returnIn(Math.min(resetInMs, this.quota.perMs));
  }

  /** Seats that were taken before this process was there, and come back so much later; soonest first. */
  takenBefore(returning: readonly { readonly inMs: number; readonly count: number }[]): void {
    for (const { inMs, count } of returning) {
      const taken = Math.min(count, this.#quota.calls - this.#returns.length);
      if (taken <= 0) return;
      void this.#gate.incrementReservoir(-taken);
      for (let n = 0; n < taken; n += 1) this.#returnIn(inMs);
    }
  }

  /** The upstream allows more than we assumed: a better plan. What the operator has set stays. */
  raise(calls: number): void {
    const more = calls - this.#quota.calls;
    if (more <= 0 || this.#quota.isSet === true) return;
    this.#quota = withCalls(this.#quota, calls);
    void this.#gate.incrementReservoir(more);
  }

  /** Turns away who still waits, and who comes later. */
  close(): void {
    clearTimeout(this.#timer);
    // Complains only of being stopped twice
    this.#gate.stop({ dropWaitingJobs: true }).catch(() => {});
  }

  #returnIn(ms: number): void {
    const at = steadyNow() + ms;
    const index = this.#returns.findLastIndex((other) => other <= at) + 1;
    this.#returns.splice(index, 0, at);
    if (index === 0) this.#wakeForFirst();
  }

  #wakeForFirst(): void {
    clearTimeout(this.#timer);
    const first = this.#returns[0];
    if (first === undefined) return;
    this.#timer = setTimeout(() => this.#giveBack(), Math.max(1, Math.ceil(first - steadyNow())));
    this.#timer.unref();
  }

  #giveBack(): void {
    const now = steadyNow();
    const later = this.#returns.findIndex((at) => at > now);
    const due = this.#returns.splice(0, later === -1 ? this.#returns.length : later);
    if (due.length > 0) void this.#gate.incrementReservoir(due.length);
    this.#wakeForFirst();
  }
}
