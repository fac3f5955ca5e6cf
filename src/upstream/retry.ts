import { setTimeout as wait } from "node:timers/promises";
import { RateLimitError, UpstreamError } from "../core/errors.ts";

/** Tries of one question, the first included. Our choice. */
export const MAX_TRIES = 3;

/** Before the second try, in milliseconds; four times as long before the third. */
export const RETRY_WAIT_MS = 200;

/**
 * Tries again what can succeed: errors that say they are retryable. Waits a little longer each time, at random, so that those
 * who failed together don't come back together; never beyond the deadline (milliseconds since the epoch), but gives up
 * at once. `attempt` gets the number of the try, from 1. A rest that the upstream asked for is the limiter's to wait out.
 */
export async function retrying<T>(
  attempt: (tries: number) => Promise<T>,
  { deadline, waitMs, maxTries }: { readonly deadline: number; readonly waitMs: number; readonly maxTries: number },
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(tries);
    } catch (error) {
      if (!(error instanceof UpstreamError && error.isRetryable) || tries === maxTries) throw error;
      const pauseMs = error instanceof RateLimitError ? 0 : jittered(waitMs * 4 ** (tries - 1));
      if (Date.now() + pauseMs >= deadline) throw error;
      await wait(pauseMs);
    }
  }
}

/** Between half and all of it. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
