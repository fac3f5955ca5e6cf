import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  type FailureReason,
  handleWhen,
  type IBackoff,
  type IBreaker,
} from "cockatiel";
import { RateLimitError, UpstreamError } from "../core/errors.ts";
import type { Shared } from "../core/shared.ts";
import { MINUTE_MS, SECOND_MS, steadyNow } from "../core/time.ts";
import { SharedOutage } from "./shared-outage.ts";

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

/** While another replica tests, it is asked so often whether this one may, in milliseconds. Our choice. */
const ASK_AGAIN_MS = SECOND_MS;

export interface BreakerParts {
  readonly times: BreakerTimes;
  readonly changed: (isDown: boolean) => void;
  /** Other replicas leave it alone with us: under this name, which is the same on each. */
  readonly sharing?: { readonly name: string; readonly shared: Shared } | undefined;
}

/** Stops asking an upstream that keeps failing, and lets a single call test it from time to time: one of all replicas. */
export class Breaker {
  readonly #times: BreakerTimes;
  readonly #changed: (isDown: boolean) => void;
  readonly #outage: SharedOutage | undefined;
  #policy: CircuitBreakerPolicy;
  /** Milliseconds since the epoch: shown. */
  #downSince: number | undefined;
  /** On the steady clock. */
  #testAt = 0;
  /** Whether the other replicas leave it alone, too. */
  #isEverybodys = false;
  /** Whether we may test it is being asked. */
  #asking: Promise<boolean> | undefined;

  constructor({ times, changed, sharing }: BreakerParts) {
    this.#times = times;
    this.#changed = changed;
    this.#policy = this.#closed();
    this.#outage =
      sharing &&
      new SharedOutage({
        ...sharing,
        began: (attempt, forMs) => this.#othersLeaveIt(attempt, Math.min(forMs, times.longestMs)),
        ended: () => this.#answersOthers(),
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
    return this.#isTestDue && this.#isEverybodys ? this.#testForAll(call) : this.#policy.execute(call);
  }

  get #isTestDue(): boolean {
    return this.#policy.state === CircuitState.Open && steadyNow() >= this.#testAt;
  }

  close(): void {
    this.#outage?.close();
  }

  async #testForAll<T>(call: () => Promise<T>): Promise<T> {
    this.#asking ??= this.#mayTest().finally(() => {
      this.#asking = undefined;
    });
    if (!(await this.#asking) && this.isOpen) throw new BrokenCircuitError();
    return await this.#policy.execute(call);
  }

  async #mayTest(): Promise<boolean> {
    if ((await this.#outage?.takesTest(() => this.#isTestDue)) !== false) return true;
    this.#testAt = Math.max(this.#testAt, steadyNow() + ASK_AGAIN_MS);
    return false;
  }

  /** One that lets calls pass; after so many waits, one that does when `#testAt` is over. */
  #closed(attempt = 0): CircuitBreakerPolicy {
    // The library meets it with the wall clock, which may be set back by a day: whether the wait is over is said here
    const duration = () => (steadyNow() < this.#testAt ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
    const wait: IBackoff<unknown> = {
      get duration() {
        return duration();
      },
      next: () => wait,
    };
    const opened = { ownState: { value: CircuitState.Open, openedAt: 0, attemptNo: attempt }, breakerState: 0 };
    const policy = circuitBreaker(handleWhen(isUpstreamsFault), {
      breaker: new FailuresInARow(
        () => (this.#outage?.isDoubted ? 1 : MAX_FAILURES),
        () => this.#outage?.look(),
      ),
      halfOpenAfter: wait,
      ...(attempt === 0 ? {} : { initialState: opened }),
    });
    // What began before another replica's word has no say any more
    policy.onBreak((reason) => policy === this.#policy && this.#fails(reason));
    policy.onReset(() => policy === this.#policy && this.#answers());
    return policy;
  }

  #fails(reason: FailureReason<unknown> | { isolated: true }): void {
    const { attemptNo } = (this.#policy.toJSON() as { readonly ownState: { readonly attemptNo: number } }).ownState;
    const waitMs = Math.min(this.#times.firstMs * 2 ** (attemptNo - 1), this.#times.longestMs);
    this.#testAt = steadyNow() + waitMs;
    const isItsWord = "error" in reason && reason.error instanceof UpstreamError && reason.error.status !== undefined;
    this.#isEverybodys = this.#outage?.begins(attemptNo, waitMs, isItsWord) ?? false;
    this.#tell(true);
  }

  #answers(): void {
    if (this.#isEverybodys) this.#outage?.ends();
    this.#isEverybodys = false;
    this.#tell(false);
  }

  #othersLeaveIt(attempt: number, forMs: number): void {
    const testAt = steadyNow() + forMs;
    // Our own test is the newest that there is, and no word shortens a wait
    if (this.#policy.state === CircuitState.HalfOpen || (this.#downSince !== undefined && testAt <= this.#testAt))
      return;
    this.#testAt = testAt;
    this.#isEverybodys = true;
    this.#policy = this.#closed(attempt);
    this.#tell(true);
  }

  #answersOthers(): void {
    if (!this.#isEverybodys || this.#policy.state === CircuitState.HalfOpen) return;
    this.#isEverybodys = false;
    this.#policy = this.#closed();
    this.#tell(false);
  }

  #tell(isDown: boolean): void {
    if (isDown === (this.#downSince !== undefined)) return;
    this.#downSince = isDown ? Date.now() : undefined;
    this.#changed(isDown);
  }
}

/** Breaks after so many failures in a row. */
class FailuresInARow implements IBreaker {
  state: unknown = 0;
  readonly #max: () => number;
  readonly #failed: () => void;

  constructor(max: () => number, failed: () => void) {
    this.#max = max;
    this.#failed = failed;
  }

  success(): void {
    this.state = 0;
  }

  failure(state: CircuitState): boolean {
    if (state === CircuitState.Closed) this.#failed();
    this.state = Number(this.state) + 1;
    return Number(this.state) >= this.#max();
  }
}

/** An upstream that is ill, rather than strict: not a full quota, nor a key or a question it does not like. */
export function isUpstreamsFault(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error instanceof RateLimitError) return false;
  return error.status === undefined || error.status >= 500;
}
