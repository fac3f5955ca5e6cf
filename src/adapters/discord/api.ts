import type { IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import manifest from "../../../package.json" with { type: "json" };
import { MINUTE_MS, SECOND_MS, steadyNow } from "../../core/time.ts";
import { type CallAnswer, CallError, Connections, call, jsonOf } from "../../net/call.ts";
import type { EncodedBody } from "./multipart.ts";

/** The version of Discord's API that this adapter speaks. */
const API_VERSION = "v10";

/** The REST root with the version. `apiUrl` is the one without, and without a slash at its end. */
export function versionedRoot(apiUrl: string): string {
  return `${apiUrl}/${API_VERSION}`;
}

/** Discord wants this form, with a page and a version. https://docs.discord.com/developers/reference#user-agent (2026-11-22) */
export const USER_AGENT = `DiscordBot (https://github.com/magpie-bot/magpie, ${manifest.version})`;

/** Connections to Discord at once. Our choice: beyond it, calls wait for one another. */
const MAX_CONNECTIONS = 100;

const CONNECT_TIMEOUT_MS = 3_000;

/** The message is not there any more. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json (2026-11-22) */
export const UNKNOWN_MESSAGE = 10_008;

/** The first wait between tries of one call, in milliseconds; it doubles. Our choice. */
const FIRST_WAIT_MS = 150;

/** Most of an answer that is read, in bytes: a message and an error are far smaller. */
const MAX_ANSWER_BYTES = 262_144;

/** Discord did not take a call. `message` is `discord PATCH @original: 404 (10015) after 1 try`: no token, no content. */
export class DiscordApiError extends Error {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** Discord's own code, such as 10062, where it gave one. */
  readonly code: number | undefined;
  readonly tries: number;
  /** What else Discord said: which field of a list of commands it did not take. */
  readonly answer: unknown;

  constructor(call: string, details: DiscordApiErrorDetails) {
    const { status, code, reason, tries, answer, cause } = details;
    const what = status === undefined ? (reason ?? "failed") : code === undefined ? status : `${status} (${code})`;
    super(
      `discord ${call}: ${what} after ${tries} ${tries === 1 ? "try" : "tries"}`,
      cause === undefined ? {} : { cause },
    );
    this.name = "DiscordApiError";
    this.status = status;
    this.code = code;
    this.tries = tries;
    this.answer = answer;
  }
}

interface DiscordApiErrorDetails {
  readonly status?: number;
  readonly code?: number | undefined;
  /** Why there was no answer. */
  readonly reason?: string;
  readonly tries: number;
  readonly answer?: unknown;
  readonly cause?: unknown;
}

/** One call with a time of its own. */
export interface ApiCall {
  readonly method: "POST" | "PATCH" | "DELETE";
  /** Below the version. Holds the interaction's token, so it is never logged. */
  readonly path: string;
  /** For messages: `PATCH @original`. */
  readonly name: string;
  readonly body?: EncodedBody;
  /** The bot's own, where the route needs it: those of webhooks don't. */
  readonly token?: string;
  /** Told of each answer's headers. */
  readonly heard?: (headers: IncomingHttpHeaders) => void;
  /** When the answer is no longer wanted, on the steady clock. */
  readonly deadline: number;
  /** Bounds one try, in milliseconds. */
  readonly tryTimeoutMs: number;
  /** Tries in all, the first included. */
  readonly maxTries: number;
  /** False where a call that timed out may have been carried out, and a second one would show. */
  readonly isRepeatable: boolean;
  /** Until then Discord may not know the interaction yet, and a 404 is tried again. */
  readonly unknownUntil?: number;
}

/** The calls that answer interactions: bounded in time, repeated where that can help, outside any queue. */
export class DiscordApi {
  readonly #connections = new Connections({ connectMs: CONNECT_TIMEOUT_MS, perHost: MAX_CONNECTIONS });
  readonly #root: string;

  /** `apiUrl` is the REST root without version. */
  constructor(apiUrl: string) {
    this.#root = versionedRoot(apiUrl);
  }

  /** What Discord said when it took the call. Throws DiscordApiError. */
  async send(call: ApiCall): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      const failure = await this.#try(call, tries);
      if ("said" in failure) return failure.said;
      const waitMs = waitBeforeNextTry(call, failure, tries);
      if (waitMs === undefined || steadyNow() + waitMs >= call.deadline) throw failure.error;
      await sleep(waitMs);
    }
  }

  /** Closes the connections; calls under way are finished first. */
  close(): Promise<void> {
    return this.#connections.close();
  }

  async #try(wanted: ApiCall, tries: number): Promise<Failure | { readonly said: unknown }> {
    let answer: CallAnswer;
    try {
      answer = await call(this.#root + wanted.path, {
        method: wanted.method,
        headers: headersFor(wanted),
        body: wanted.body?.bytes,
        timeoutMs: Math.max(1, Math.min(wanted.tryTimeoutMs, wanted.deadline - steadyNow())),
        maxBytes: MAX_ANSWER_BYTES,
        over: this.#connections,
      });
    } catch (error) {
      const isTimeout = error instanceof CallError && error.isTimeout;
      const reason = isTimeout ? "timed out" : networkReason(error);
      return { error: new DiscordApiError(wanted.name, { reason, tries }), retryAfterMs: 0, isTimeout };
    }
    const { status, headers } = answer;
    wanted.heard?.(headers);
    // Nobody asks what a webhook says
    if (status < 300) return { said: wanted.token === undefined ? undefined : jsonOf(answer) };
    const error = new DiscordApiError(wanted.name, { status, code: errorCode(jsonOf(answer)), tries });
    return { error, retryAfterMs: Number(headers["retry-after"]) * SECOND_MS || 0, isTimeout: false };
  }
}

interface Failure {
  readonly error: DiscordApiError;
  readonly retryAfterMs: number;
  readonly isTimeout: boolean;
}

/** In milliseconds; undefined when another try can't succeed or might do something twice. */
function waitBeforeNextTry(
  call: ApiCall,
  { error, retryAfterMs, isTimeout }: Failure,
  tries: number,
): number | undefined {
  if (tries >= call.maxTries) return undefined;
  const backoffMs = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.75 + Math.random() / 2);
  if (error.status === undefined) return isTimeout && !call.isRepeatable ? undefined : backoffMs;
  if (error.status === 429) return Math.max(retryAfterMs, FIRST_WAIT_MS);
  if (error.status >= 500) return backoffMs;
  if (error.status === 404 && error.code !== UNKNOWN_MESSAGE && steadyNow() < (call.unknownUntil ?? 0))
    return backoffMs;
  return undefined;
}

function headersFor({ body, token }: ApiCall): Record<string, string> {
  return {
    "user-agent": USER_AGENT,
    ...(body === undefined ? {} : { "content-type": body.contentType }),
    ...(token === undefined ? {} : { authorization: `Bot ${token}` }),
  };
}

/**
 * Invalid form body, empty message, request too large.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json (2026-11-22)
 */
const REFUSALS: ReadonlySet<number | undefined> = new Set([50_035, 50_006, 40_005]);

/** Whether Discord did not take a message for what it holds. */
export function isRefusal(error: unknown): boolean {
  return error instanceof DiscordApiError && (error.status === 413 || REFUSALS.has(error.code));
}

function errorCode(answer: unknown): number | undefined {
  const code = typeof answer === "object" && answer !== null && "code" in answer ? answer.code : undefined;
  return typeof code === "number" && code !== 0 ? code : undefined;
}

function networkReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "no connection";
}

/** One call of the routes that need the bot's own token. */
export interface BotCall {
  readonly method: "GET" | "PUT";
  /** Below the version. */
  readonly path: string;
  readonly token: string;
  readonly json?: string;
  /** Ends the call when somebody waits no longer. */
  readonly signal?: AbortSignal | undefined;
}

/** Longest wait that a 429 is waited out for, tries in all, and the wait for an answer, in milliseconds. Our choice. */
const LONGEST_WAIT_MS = MINUTE_MS;
const MAX_BOT_TRIES = 5;
const BOT_CALL_MS = 15_000;

/** Most of an answer that is read, in bytes: a hundred commands of 8,000 characters. */
const MAX_LIST_BYTES = 4_194_304;

/** Calls Discord as the bot, patient where it asks to slow down. Gives what it answered; throws DiscordApiError. */
export async function callAsBot(apiUrl: string, { method, path, token, json, signal }: BotCall): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    const sent = call(versionedRoot(apiUrl) + path, {
      method,
      headers: {
        authorization: `Bot ${token}`,
        "user-agent": USER_AGENT,
        ...(json === undefined ? {} : { "content-type": "application/json" }),
      },
      body: json,
      timeoutMs: BOT_CALL_MS,
      maxBytes: MAX_LIST_BYTES,
      signal,
    });
    const received = await sent.catch((cause: unknown) => {
      throw new DiscordApiError(`${method} ${path}`, { reason: networkReason(cause), tries, cause });
    });
    const { status } = received;
    const answer = jsonOf(received);
    if (status < 300) return answer;
    const waitMs = Number(received.headers["retry-after"]) * SECOND_MS || 0;
    if (status !== 429 || tries >= MAX_BOT_TRIES || waitMs > LONGEST_WAIT_MS) {
      throw new DiscordApiError(`${method} ${path}`, { status, code: errorCode(answer), tries, answer });
    }
    await sleep(waitMs, undefined, { signal });
  }
}
