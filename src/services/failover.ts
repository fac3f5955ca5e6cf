import { type BotError, BusyError, KeyMissingError, NotFoundError, UpstreamError } from "../core/errors.ts";
import { type RichText, t } from "../core/text.ts";

/** Why a source could not be asked: it is down, out of quota, has no key, or has given this caller its share. */
type Unasked = UpstreamError | BusyError;

/** Whether an error says that a source could not be asked, and not what it answered. */
export function isUnasked(error: unknown): error is Unasked {
  return error instanceof UpstreamError || error instanceof BusyError;
}

/**
 * Tries upstreams in order: the next one when one can't be asked. What a person did wrong, or a plain "no such thing", is an
 * answer and is thrown at once. When none can help, throws what says most: why the best one failed, "no key" only when that is
 * all there is to say.
 */
export async function firstAnswering<T>(...attempts: readonly (() => Promise<T>)[]): Promise<T> {
  const failures: Unasked[] = [];
  for (const attempt of attempts) {
    try {
      return await attempt();
    } catch (error) {
      failures.push(unlessAnswer(error));
    }
  }
  throw withKey(failures) ?? failures[0] ?? new TypeError("nothing to try");
}

/**
 * As `firstAnswering`, where one that has none (undefined) is no reason not to ask the next. When nobody has any, throws what
 * `none` says to the person; it is told why a source, which may have one, could not be asked.
 */
export async function firstFinding<T>(
  attempts: readonly (() => Promise<T | undefined>)[],
  none: (unasked: BotError | undefined) => BotError,
): Promise<T> {
  const failures: Unasked[] = [];
  let hasAnswer = false;
  for (const attempt of attempts) {
    try {
      const found = await attempt();
      if (found !== undefined) return found;
      hasAnswer = true;
    } catch (error) {
      failures.push(unlessAnswer(error));
    }
  }
  const unasked = withKey(failures);
  if (hasAnswer) throw none(unasked);
  throw unasked ?? failures[0] ?? new TypeError("nothing to try");
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

/** Of why sources could not be asked, the first that is not for want of a key: one without is not in use. */
function withKey(failures: readonly Unasked[]): Unasked | undefined {
  return failures.find((failure) => !(failure instanceof KeyMissingError));
}

function unlessAnswer(error: unknown): Unasked {
  if (isUnasked(error)) return error;
  throw error;
}
