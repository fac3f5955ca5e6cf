import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type IBackoff,
} from "cockatiel";
import { RateLimitError, UpstreamError } from "../core/errors.ts";
import { MINUTE_MS, steadyNow } from "../core/time.ts";

/** How long a failing upstream is left alone, in milliseconds. */
export interface BreakerTimes {
  /** After the first break; twice as long after each test that fails, too. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Our choice: short enough that a blip is over within a coffee, long enough not to hammer. */
export const BREAKER_TIMES: BreakerTimes = { firstMs: 10_000, longestMs: 5 * MINUTE_MS };

/** Failures in a row that open it, each after all its tries. Our choice. */
const MAX_FAILURES = 5;

/** Stops asking an upstream that keeps failing, and lets a single call test it from time to time. */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy;
  /** Milliseconds since the epoch: shown. */
  #downSince: number | undefined;
  /** On the steady clock. */
  #testAt = 0;

  constructor(times: BreakerTimes, changed: (isDown: boolean) => void) {
    const waits = (waitMs: number) => ({
      next: (): IBackoff<unknown> => {
        const testAt = steadyNow() + waitMs;
        this.#testAt = testAt;
        return {
          // The library meets it with the wall clock, which may be set back by a day: whether the wait is over is said here
          get duration() {
            return steadyNow() < testAt ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
          },
          ...waits(Math.min(waitMs * 2, times.longestMs)),
        };
      },
    });
    this.#policy = circuitBreaker(handleWhen(isUpstreamsFault), {
      breaker: new ConsecutiveBreaker(MAX_FAILURES),
      halfOpenAfter: waits(times.firstMs),
    });
    this.#policy.onBreak(() => {
      if (this.#downSince !== undefined) return;
      this.#downSince = Date.now();
      changed(true);
    });
    this.#policy.onReset(() => {
      this.#downSince = undefined;
      changed(false);
    });
  }

  /** Since when the upstream is not asked, in milliseconds since the epoch; undefined while all is well. */
  get downSince(): number | undefined {
    return this.#downSince;
  }

  /** Whether a call would be turned away. */
  get isOpen(): boolean {
    return this.#policy.state === CircuitState.Open && steadyNow() < this.#testAt;
  }

  /** Runs the call and learns from its outcome. While the test call is under way, others wait for what it finds. */
  run<T>(call: () => Promise<T>): Promise<T> {
    return this.#policy.execute(call);
  }
}

/** An upstream that is ill, rather than strict: not a full quota, nor a key or a question it does not like. */
function isUpstreamsFault(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error instanceof RateLimitError) return false;
  return error.status === undefined || error.status >= 500;
}
