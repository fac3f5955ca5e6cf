import {
  type BotError,
  BusyError,
  KeyMissingError,
  NotFoundError,
  RateLimitError,
  UpstreamError,
} from "../core/errors.ts";
import { type RichText, t } from "../core/text.ts";
import { inHaste } from "../upstream/haste.ts";

/** Where one source has answered "none", how long another one is waited for, in milliseconds. Our choice: it may have none, too. */
const SECOND_OPINION_MS = 2_000;

/** Why a source could not be asked: it is down, out of quota, has no key, or has given this caller its share. */
export type Unasked = UpstreamError | BusyError;

/** Whether an error says that a source could not be asked, and not what it answered. */
export function isUnasked(error: unknown): error is Unasked {
  return error instanceof UpstreamError || error instanceof BusyError;
}

/**
 * Tries upstreams in order: the next one when one can't be asked, or not without a wait. What a person did wrong, or a plain "no
 * such thing", is an answer and is thrown at once. When nobody can answer now, who has room first is waited for. When none can
 * help, throws what says most: why the best one failed, "no key" only when that is all there is to say.
 */
export async function firstAnswering<T>(...attempts: readonly (() => Promise<T>)[]): Promise<T> {
  const { found, failures } = await firstWanted(attempts, () => true);
  if (found !== undefined) return found.value;
  throw withKey(failures) ?? failures[0] ?? new TypeError("nothing to try");
}

/**
 * As `firstAnswering`, but goes on to the next source when one has none (undefined). When no source has any, throws a NotFoundError
 * with the words of `none`, which gets the reason why a source that may have one could not be asked.
 */
export async function firstFinding<T>(
  attempts: readonly (() => Promise<T | undefined>)[],
  none: (unasked: BotError | undefined) => BotError | Promise<BotError>,
): Promise<T> {
  const { found, failures } = await firstWanted(attempts, (value) => value !== undefined);
  if (found?.value !== undefined) return found.value;
  const unasked = withKey(failures);
  if (failures.length < attempts.length) throw await none(unasked);
  throw unasked ?? failures[0] ?? new TypeError("nothing to try");
}

/** Adds to one source's "none" that another one, which may have it, could not be asked. */
export function toldAsThat(none: NotFoundError, unasked: BotError | undefined): NotFoundError {
  if (unasked === undefined) return none;
  const words = t`${none.userText} I could not look everywhere. ${unasked.userText}`;
  return new NotFoundError(words, none.suggestions, { isUnsure: true });
}

type Attempt<T> = () => Promise<T>;

/** The first value that is wanted, or why sources could not be asked, in their order. */
async function firstWanted<T>(
  attempts: readonly Attempt<T>[],
  isWanted: (value: T) => boolean,
): Promise<{ readonly found?: { readonly value: T }; readonly failures: readonly Unasked[] }> {
  const failures = new Map<Attempt<T>, Unasked>();
  const inTurn = async (turn: readonly Attempt<T>[], isHasty: boolean) => {
    for (const attempt of turn) {
      try {
        const value = await (isHasty ? inHaste(attempt) : attempt());
        failures.delete(attempt);
        if (isWanted(value)) return { value };
      } catch (error) {
        if (error instanceof NotFoundError) throw toldAsThat(error, withKey([...failures.values()]));
        const failure = unlessAnswer(error);
        // A second refusal for want of room is the limiter's; the first holds what the upstream itself said
        if (!(failure instanceof RateLimitError && failures.has(attempt))) failures.set(attempt, failure);
      }
    }
    return undefined;
  };
  let found = await inTurn(attempts, attempts.length > 1);
  if (found === undefined && attempts.length > 1) {
    const longestMs = failures.size < attempts.length ? SECOND_OPINION_MS : Number.POSITIVE_INFINITY;
    const waits = attempts.flatMap((attempt) => {
      const failure = failures.get(attempt);
      const ms = failure instanceof UpstreamError ? failure.retryAfterMs : undefined;
      return ms === undefined || ms > longestMs ? [] : [{ attempt, ms }];
    });
    const soonestFirst = waits.toSorted((one, other) => one.ms - other.ms).map(({ attempt }) => attempt);
    found = await inTurn(soonestFirst, false);
  }
  const unasked = attempts.flatMap((attempt) => failures.get(attempt) ?? []);
  return found === undefined ? { failures: unasked } : { found, failures: unasked };
}

/** The answer to a question that is only a help; undefined when its source can't be asked. */
export function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => void unlessAnswer(error));
}

/** For `catch`: that there is no such thing is no failure here. Throws everything else again. */
export function unlessNone(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
}

/** "I found no book for “x”, but could not look everywhere. Google Books is not answering right now. …" */
export function notEverywhere(none: RichText, unasked: BotError): RichText {
  return t`${none}, but could not look everywhere. ${unasked.userText}`;
}

/** The first reason why a source could not be asked, a missing key aside: the operator does not use that source. */
function withKey(failures: readonly Unasked[]): Unasked | undefined {
  return failures.find((failure) => !(failure instanceof KeyMissingError));
}

function unlessAnswer(error: unknown): Unasked {
  if (isUnasked(error)) return error;
  throw error;
}
