import { BusyError, KeyMissingError, UpstreamError } from "../core/errors.ts";

/**
 * Tries upstreams in order: the next one when one is down, out of quota, has no key or has given this caller its share.
 * What a person did wrong, or a plain "no such thing", is an answer and is thrown at once. When none can help, throws what
 * says most: why the best one failed, "no key" only when that is all there is to say.
 */
export async function firstAnswering<T>(...attempts: readonly (() => Promise<T>)[]): Promise<T> {
  const failures: Error[] = [];
  for (const attempt of attempts) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UpstreamError || error instanceof BusyError)) throw error;
      failures.push(error);
    }
  }
  throw (
    failures.find((failure) => !(failure instanceof KeyMissingError)) ?? failures[0] ?? new TypeError("nothing to try")
  );
}
