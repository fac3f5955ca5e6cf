import type { Caller } from "../core/caller.ts";
import { deadlineError } from "./failure.ts";

/** One piece of work that several callers wait for. */
interface Job<T> {
  readonly work: Promise<T>;
  callers: number;
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
    const { signal } = caller;
    if (signal.aborted) return Promise.reject(deadlineError(upstream));
    const job = this.#jobs.get(key) ?? this.#start(key, start);
    job.callers += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        job.callers -= 1;
        reject(deadlineError(upstream));
      };
      signal.addEventListener("abort", leave, { once: true });
      const stay = () => signal.removeEventListener("abort", leave);
      job.work.then(
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

  #start(key: string, start: (isWanted: () => boolean) => Promise<T>): Job<T> {
    const job: Job<T> = { callers: 0, work: start(() => job.callers > 0).finally(() => this.#jobs.delete(key)) };
    this.#jobs.set(key, job);
    return job;
  }
}
