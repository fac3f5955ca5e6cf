import type { Caller } from "../core/caller.ts";
import { deadlineError } from "./failure.ts";

/** One piece of work that several callers wait for. */
interface Job<T> {
  readonly work: Promise<T>;
  /** How many of them still wait. */
  readonly callers: { count: number };
}

/** Lets everybody who asks the same at the same time wait for one piece of work. */
export class Coalescer<T> {
  readonly #jobs = new Map<string, Job<T>>();

  /** Whether this is being worked on already. */
  has(key: string): boolean {
    return this.#jobs.has(key);
  }

  /**
   * The outcome of the work under way, or of `start` when there is none. A caller whose time is up leaves with a
   * DeadlineError, alone; the work goes on. `isWanted` tells it whether anybody is still waiting.
   */
  join(key: string, caller: Caller, upstream: string, start: (isWanted: () => boolean) => Promise<T>): Promise<T> {
    if (caller.signal.aborted) return Promise.reject(deadlineError(upstream));
    const { work, callers } = this.#jobs.get(key) ?? this.#start(key, start);
    callers.count += 1;
    return withinTime(work, caller, upstream, () => {
      callers.count -= 1;
    });
  }

  #start(key: string, start: (isWanted: () => boolean) => Promise<T>): Job<T> {
    const callers = { count: 0 };
    // A turn later, when its first caller is counted
    const work = Promise.resolve()
      .then(() => start(() => callers.count > 0))
      .finally(() => this.#jobs.delete(key));
    const job = { work, callers };
    this.#jobs.set(key, job);
    return job;
  }
}

/**
 * The outcome of the work, or a DeadlineError as soon as the caller's time is up; the work goes on. `left` is called when
 * the caller leaves before its end.
 */
export function withinTime<T>(
  work: Promise<T>,
  { signal }: Pick<Caller, "signal">,
  upstream: string,
  left: () => void = () => {},
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => {
      left();
      reject(deadlineError(upstream));
    };
    signal.addEventListener("abort", leave, { once: true });
    const stay = () => signal.removeEventListener("abort", leave);
    work.then(
      (value) => {
        stay();
        resolve(value);
      },
      (error: unknown) => {
        stay();
        reject(error);
      },
    );
  });
}
