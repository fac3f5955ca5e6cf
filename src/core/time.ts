import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * Now on a clock that only goes on, in milliseconds: for how long something takes, holds or has to wait. It means nothing outside
 * of this process; what is shown or kept is told by the wall clock, `Date.now()`, which may be set back or forward at any time.
 */
export function steadyNow(): number {
  return performance.now();
}

/** A moment of the steady clock as the wall clock would tell it, in milliseconds since the epoch. */
export function asWallTime(at: number): number {
  return Math.round(Date.now() + at - steadyNow());
}

/**
 * What comes of `work`, or what `late` gives or throws when `ms` milliseconds pass first; at once where there is no time at
 * all. The work itself goes on, and nobody hears of its failure then. Whatever happens, no timer is left.
 */
export function inTime<T, L>(work: Promise<T>, ms: number, late: () => L): Promise<T | L> {
  // Every command waits in here twice: a race and an async function would cost it several times as much
  return new Promise((resolve, reject) => {
    const over = () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    };
    const timer = ms > 0 ? setTimeout(over, ms) : undefined;
    if (timer === undefined) over();
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** The time of one call of undici's, which is cut off at its end. Its owner must `end` it. */
export class TimeLimit {
  /** Undici takes an emitter as well as an AbortSignal, which costs a call several times as much. */
  readonly signal = new EventEmitter();
  readonly #timer: NodeJS.Timeout;
  #isOver = false;

  constructor(ms: number) {
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.cutOff();
    }, ms);
  }

  /** Whether the time ran out. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Cuts the call off before its time. */
  cutOff(): void {
    this.signal.emit("abort");
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Waits between tries, in milliseconds: they double from the first to the longest. */
export interface Waits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Tries again what fails, with longer and longer waits between, until it succeeds or is stopped. */
export class BackOff {
  readonly #waits: Waits;
  readonly #stopping = new AbortController();

  constructor(waits: Waits) {
    this.#waits = waits;
  }

  /**
   * What the first try gives that succeeds; undefined after `stop`, of which a try hears by its signal. `failed` hears of each
   * failure and of the wait after it; when it throws, no other try is made, and that is thrown.
   */
  async until<T>(
    attempt: (signal: AbortSignal) => Promise<T>,
    failed: (error: unknown, waitMs: number) => void,
  ): Promise<T | undefined> {
    const { signal } = this.#stopping;
    const { firstMs, longestMs } = this.#waits;
    for (let waitMs = firstMs; !signal.aborted; waitMs = Math.min(waitMs * 2, longestMs)) {
      try {
        return await attempt(signal);
      } catch (error) {
        if (signal.aborted) break;
        failed(error, waitMs);
        await delay(waitMs, undefined, { signal }).catch(() => {});
      }
    }
    return undefined;
  }

  /** Ends the waits and all further tries, for good. */
  stop(): void {
    this.#stopping.abort();
  }

  get isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }
}
