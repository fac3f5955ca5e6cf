import { RequestIds } from "./request-ids.ts";
import { steadyNow } from "./time.ts";
import type { Watch } from "./watch.ts";

/** A quota that people share, and how it is called: `100 searches an hour`. */
export interface SharedQuota {
  readonly calls: number;
  readonly perMs: number;
  readonly words: string;
}

/** Who an upstream call is made for, and within what bounds. One a background refresh, one an invocation. */
export interface Caller {
  /** Aborts when the answer is no longer wanted. */
  readonly signal: AbortSignal;
  /** Interactive calls go before background ones. */
  readonly priority: "interactive" | "background";
  /** When the answer is no longer wanted, on the steady clock. A call that would have to wait longer is refused at once. */
  readonly deadline: number;
  /**
   * Called once before each call that leaves for an upstream; throws ShareError when the person, channel or workspace has
   * used up its fair share. `quota` is absent for upstreams without one.
   */
  admit(upstream: string, name: string, quota?: SharedQuota): void;
  /** Names the calls that leave. */
  readonly requestIds: RequestIds;
  /** Told of what happens on the way; absent where nobody wants to know. */
  readonly watch?: Watch | undefined;
}

/** A caller that nobody waits for: refreshes and prefetches. `timeoutMs` bounds it. */
export function backgroundCaller(timeoutMs: number, watch?: Watch): Caller {
  return {
    signal: AbortSignal.timeout(timeoutMs),
    priority: "background",
    deadline: steadyNow() + timeoutMs,
    admit: () => {},
    requestIds: new RequestIds(),
    watch,
  };
}
