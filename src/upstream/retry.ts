import { setTimeout as wait } from "node:timers/promises";
import { RateLimitError, UpstreamError } from "../core/errors.ts";
import { steadyNow } from "../core/time.ts";

/** Tries of one question, the first included. Our choice. */
export const MAX_TRIES = 3;

/** Before the second try, in milliseconds; four times as long before the third. */
export const RETRY_WAIT_MS = 200;

/**
 * Tries again after errors that say they are retryable. Each wait is longer than the one before and partly random, so that callers
 * who failed together do not return together. Gives up at once where the wait would pass the deadline (on the steady
 * clock). `attempt` gets the number of the try, from 1. The limiter waits out what the upstream asked for.
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
      if (steadyNow() + pauseMs >= deadline) throw error;
      await wait(pauseMs);
    }
  }
}

/** Between half and all of it. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
