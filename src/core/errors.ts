import { when } from "./format.ts";
import type { OptionValues } from "./reply.ts";
import { plainText, type RichText, type Span, t } from "./text.ts";
import { MINUTE_MS } from "./time.ts";

/** A button below an error: what a click can do about it. */
export type Suggestion = BetterValue | OtherCommand;

/** Runs the command again with all that was asked, but for one option. */
export interface BetterValue {
  readonly label: string;
  readonly option: string;
  /** Undefined leaves the option out. */
  readonly value: string | undefined;
  /** Other options that go with it. */
  readonly also?: OptionValues;
}

/** Runs another command, or this one with nothing of what was asked. */
export interface OtherCommand {
  readonly label: string;
  readonly command: string;
  readonly options: OptionValues;
}

/**
 * An expected failure. `userText` is shown in chat and says what to do next; `message`, fields and `cause` go to the log.
 * Anything thrown that is not a `BotError` is a bug of ours.
 */
export abstract class BotError extends Error {
  readonly userText: RichText;
  readonly suggestions: readonly Suggestion[];

  constructor(
    message: string,
    userText: RichText,
    options: { readonly cause?: unknown; readonly suggestions?: readonly Suggestion[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.userText = userText;
    this.suggestions = options.suggestions ?? [];
  }
}

/** The input cannot be used. `userText` says what to type, with an example. What was typed never enters `message`. */
export class UsageError extends BotError {
  /** What a line says besides, where the line itself cannot be used. */
  readonly given: OptionValues | undefined;

  constructor(userText: RichText, suggestions: readonly Suggestion[] = [], given?: OptionValues) {
    super("the input cannot be used", userText, { suggestions });
    this.given = given;
  }
}

/** A required option is missing. A platform that has forms opens one; the others show `userText`. */
export class MissingOptionError extends UsageError {
  readonly option: string;

  constructor(option: string, userText: RichText, suggestions: readonly Suggestion[] = [], given?: OptionValues) {
    super(userText, suggestions, given);
    this.option = option;
  }
}

/** The upstream has no such thing. `userText` names it back. */
export class NotFoundError extends BotError {
  /** Whether somebody who may have it could not be asked. */
  readonly isUnsure: boolean;

  constructor(
    userText: RichText,
    suggestions: readonly Suggestion[] = [],
    { isUnsure = false }: { readonly isUnsure?: boolean } = {},
  ) {
    super("nothing found", userText, { suggestions });
    this.isUnsure = isUnsure;
  }
}

/** The bot itself knows nothing by this name, whatever the upstream says. */
export class UnknownNameError extends NotFoundError {}

/** More is asked at once than can be done. */
export class BusyError extends BotError {
  /** Time until there is room, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, userText: RichText) {
    super(message, userText);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A person, channel or workspace has had its fair share: others shall have theirs. */
export class ShareError extends BusyError {
  /** Whose share it was. */
  readonly holder: "person" | "channel" | "workspace";

  /** `of`: what there is to share, such as `GIPHY's 100 searches an hour`; absent where it is the bot's own time. */
  constructor(holder: ShareError["holder"], retryAfterMs: number, of?: string) {
    const again = inWords(retryAfterMs);
    const isPerson = holder === "person";
    const bot = isPerson
      ? t`That is a lot of questions in a short time. Ask me again ${again}.`
      : t`This ${holder} has asked me a lot in a short time. Ask me again ${again}.`;
    const whose = isPerson ? "You have had your share" : `This ${holder} has had its share`;
    super(
      `fair share of the ${holder} used up`,
      retryAfterMs,
      of === undefined ? bot : t`${whose} of ${of}, so that there is some for others. Ask me again ${again}.`,
    );
    this.holder = holder;
  }
}

/**
 * Whom an upstream did not let in: a key whose project has not turned the API on, a key that is restricted to other addresses or
 * pages, a key that is wrong, or a person's own token.
 */
export type Refused = "api-off" | "restricted-key" | "key" | "token";

export interface UpstreamErrorDetails {
  /** Display name of the upstream, such as `GIPHY`. */
  readonly upstream: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** Whether the same call may succeed when repeated. */
  readonly isRetryable?: boolean | undefined;
  /** Who was not let in, where the answer says so. */
  readonly refused?: Refused | undefined;
  /** Where the upstream has no room, time until there is, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly userText?: RichText | undefined;
  readonly cause?: unknown;
}

/** An upstream failed. `message` is `GIPHY GET /gifs/search: 503 after 2 tries`: no query, no header, no key. */
export class UpstreamError extends BotError {
  readonly upstream: string;
  readonly status: number | undefined;
  readonly isRetryable: boolean;
  readonly refused: Refused | undefined;
  /** Time until there is room, in milliseconds; undefined where room is not what is wanting. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: UpstreamErrorDetails) {
    super(
      message,
      details.userText ??
        t`${sentenceStart(details.upstream)} is not answering right now. I'll have another look when you ask again; it usually is back within minutes.`,
      { cause: details.cause },
    );
    this.upstream = details.upstream;
    this.status = details.status;
    this.isRetryable = details.isRetryable ?? false;
    this.refused = details.refused;
    this.retryAfterMs = details.retryAfterMs;
  }
}

interface RateLimitDetails extends UpstreamErrorDetails {
  readonly retryAfterMs: number;
  /** What the quota allows, where it is known, such as `100 calls an hour`. */
  readonly allowance?: string | undefined;
  /** `used-up`: of the quota no call is left; `resting`: it said to wait and not for how long; `crowded`: too many ask at once. */
  readonly why?: "used-up" | "resting" | "crowded" | undefined;
}

/** The upstream has no room for another call, by its own word or by our count. */
export class RateLimitError extends UpstreamError {
  override readonly retryAfterMs: number;

  constructor(message: string, details: RateLimitDetails) {
    const { upstream, retryAfterMs, allowance = "only so many calls", why = "used-up" } = details;
    const again = inWords(retryAfterMs);
    const sentence = {
      "used-up": () =>
        t`${sentenceStart(upstream)} gives me ${allowance} and they are used up. There is room again ${again}.`,
      resting: () => t`${sentenceStart(upstream)} is resting, I guess for a minute. Ask me again ${again}.`,
      crowded: () => t`A lot of people are asking ${upstream} at once. Ask me again ${again}.`,
    };
    super(message, { ...details, userText: details.userText ?? sentence[why]() });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The upstream's body has the wrong shape, or the right one and means nothing: another day, an unknown host. The log names the field, the person only reads that it is not answering. */
export class BodyError extends UpstreamError {
  /** Path of the bad field, such as `data.0.images`. */
  readonly path: string;

  constructor(message: string, details: UpstreamErrorDetails & { readonly path: string }) {
    super(message, details);
    this.path = details.path;
  }
}

/** The upstream needs a key that the operator has not set. The log says which variable and where to get one. */
export class KeyMissingError extends UpstreamError {
  constructor(details: { readonly upstream: string; readonly variable: string; readonly keyPage: string }) {
    super(`${details.upstream} needs a key: set ${details.variable}, from ${details.keyPage}`, {
      upstream: details.upstream,
      userText: t`This needs a ${details.upstream} key that my operator has not set.`,
    });
  }
}

/** The deadline of the invocation passed. */
export class DeadlineError extends UpstreamError {
  constructor(message: string, upstream: string, cause?: unknown) {
    super(message, {
      upstream,
      userText: t`${sentenceStart(upstream)} is taking too long. Ask again in a minute.`,
      cause,
    });
  }
}

/** The database can't be used right now. What it holds stays; what was asked for has not been done. */
export class StateError extends BotError {
  constructor(message: string, cause?: unknown) {
    super(
      message,
      t`My memory is not available right now, so I can't do that; nothing is lost. Try again in a few minutes.`,
      { cause },
    );
  }
}

/** Start-up only: every wrong variable, one line each, with where to get a right value. The process ends with exit code 1. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration has ${listOf(problems)}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Start-up only: what whoever writes a command has to change, one line each. The process ends with exit code 1. */
export class DeclarationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The declaration of the commands has ${listOf(problems)}`);
    this.name = "DeclarationError";
    this.problems = problems;
  }
}

function listOf(problems: readonly string[]): string {
  return `${problems.length} ${problems.length === 1 ? "problem" : "problems"}:\n${problems.map((line) => `  ${line}`).join("\n")}`;
}

/** "in 20 seconds", "in 3 minutes", "at 14:00 UTC", "tomorrow at 09:08 UTC": when to come back, rounded up so that coming then is never too early. */
export function inWords(waitMs: number, now: number = Date.now()): Span {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  if (seconds < 100) return `in ${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 10) return `in ${minutes} minutes`;
  return when(Math.ceil((now + waitMs) / MINUTE_MS) * MINUTE_MS, now);
}

/** What the person reads, as plain characters. */
export function userMessage(error: BotError): string {
  return plainText(error.userText);
}

/** A name at the start of a sentence: "The World Health Organization". An address stays as it is: "disease.sh". */
export function sentenceStart(name: string): string {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name) ? name : name.charAt(0).toUpperCase() + name.slice(1);
}
