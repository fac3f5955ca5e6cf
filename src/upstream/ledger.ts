import { asWallTime, inTime, MINUTE_MS, SECOND_MS, steadyNow } from "../core/time.ts";
import type { UpstreamRow } from "./limits.ts";

/** Seats of a quota that come back together. */
export interface Returning {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly count: number;
}

/** What of one quota is spent. */
export interface SpentSeats {
  /** Length of the quota's window, in milliseconds. */
  readonly perMs: number;
  readonly returning: readonly Returning[];
}

/** Where what is spent of quotas outlives the process. */
export interface QuotaStore {
  /** What every process has spent of this upstream and not got back. */
  spent(upstream: string): Promise<readonly SpentSeats[]>;
  /** Puts what this process has spent of a quota in the place of what it said before. */
  keep(upstream: string, seats: SpentSeats): Promise<void>;
}

export interface LedgerParts {
  readonly upstream: string;
  readonly row: UpstreamRow;
  readonly store: QuotaStore;
  readonly log: { warn(fields: object, message: string): void };
}

/** Longest time that the first call waits to learn what was spent before, in milliseconds. Our choice. */
const READ_MS = SECOND_MS;

/** Longest time that what was spent stays in memory alone, in milliseconds. Our choice. */
const WRITE_AFTER_MS = SECOND_MS;

/** Longest time that an orderly end waits for the last write, in milliseconds. Our choice. */
const LAST_WRITE_MS = 2 * SECOND_MS;

/** Shorter windows are over before a process is back. */
const SHORTEST_WINDOW_MS = MINUTE_MS;

/** Times of return that are told apart in one window. Our choice: a row stays small, and no seat comes back much too late. */
const STEPS_A_WINDOW = 60;

/**
 * Keeps what is spent of an upstream's quotas beyond the end of the process. It is written in batches, and no call waits for that.
 * A margin is written as spent, too: a process that is killed has then counted more calls than it made, and fewer only where
 * more than the margin left while a write was under way. An orderly end writes what was really spent.
 */
export class Ledger {
  readonly #parts: LedgerParts;
  /** Seats by the time at which they come back, on the steady clock; one map a quota. */
  readonly #spent: readonly { readonly perMs: number; readonly margin: number; readonly counts: Map<number, number> }[];
  #unwritten = 0;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;
  #isClosed = false;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
    const { quotas, maxConcurrent } = parts.row;
    this.#spent = quotas
      .filter(({ perMs }) => perMs >= SHORTEST_WINDOW_MS)
      .map(({ calls, perMs }) => ({
        perMs,
        margin: Math.max(1, Math.min(maxConcurrent, Math.floor(calls / 10))),
        counts: new Map(),
      }));
  }

  /** Reads what was spent before, for `take`; what comes too late for the first call is taken for the later ones. Never rejects. */
  async read(take: (seats: SpentSeats) => void): Promise<void> {
    if (this.#spent.length === 0) return;
    const reading = this.#parts.store.spent(this.#parts.upstream).then(
      (all) => all.forEach(take),
      (error: unknown) => this.#failed(error),
    );
    await inTime(reading, READ_MS, () => {});
  }

  /** A call leaves, and takes a seat in every quota. */
  spend(): void {
    const isFirst = this.#spent.every(({ counts }) => counts.size === 0);
    for (const { perMs, counts } of this.#spent) {
      const at = this.#returnsAt(perMs);
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    this.#unwritten += 1;
    const mayStay = Math.min(...this.#spent.map(({ margin }) => margin)) / 2;
    if (isFirst || this.#unwritten >= mayStay) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), WRITE_AFTER_MS).unref();
  }

  /** Writes what was spent, without the margin; gives it up when that takes long. Never rejects. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isClosed = true;
    if (this.#spent.every(({ counts }) => counts.size === 0)) return;
    const written = (this.#writing ?? Promise.resolve()).then(() => this.#keep());
    await inTime(written, LAST_WRITE_MS, () => {});
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isClosed || this.#writing !== undefined || this.#spent.length === 0) return;
    this.#unwritten = 0;
    this.#writing = this.#keep().finally(() => {
      this.#writing = undefined;
      // Spent while it was written
      if (this.#unwritten > 0 && !this.#isClosed)
        this.#timer ??= setTimeout(() => this.#write(), WRITE_AFTER_MS / 10).unref();
    });
  }

  async #keep(): Promise<void> {
    const now = steadyNow();
    try {
      for (const { perMs, margin, counts } of this.#spent) {
        for (const at of counts.keys()) if (at <= now) counts.delete(at);
        const returning = [...counts].map(([at, count]) => ({ at, count }));
        if (!this.#isClosed) returning.push({ at: this.#returnsAt(perMs), count: margin });
        const kept = returning.map(({ at, count }) => ({ at: asWallTime(at), count }));
        await this.#parts.store.keep(this.#parts.upstream, { perMs, returning: kept });
      }
      this.#isFailing = false;
    } catch (error) {
      this.#failed(error);
    }
  }

  #returnsAt(perMs: number): number {
    const stepMs = Math.max(SECOND_MS, perMs / STEPS_A_WINDOW);
    return Math.ceil((steadyNow() + this.#parts.row.tryTimeoutMs + perMs) / stepMs) * stepMs;
  }

  #failed(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const { upstream, log } = this.#parts;
    log.warn({ err: error, upstream }, "what is spent of its quota is not kept: a restart would forget it");
  }
}
