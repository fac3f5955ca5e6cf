import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import manifest from "../../../package.json" with { type: "json" };
import type { EncodedBody } from "./multipart.ts";

/** The version of Discord's API that this adapter speaks. */
const API_VERSION = "v10";

/** Discord wants this form, with a page and a version. https://docs.discord.com/developers/reference#user-agent (2026-11-22) */
export const USER_AGENT = `DiscordBot (https://github.com/magpie-bot/magpie, ${manifest.version})`;

/** Connections to Discord at once. Our choice: beyond it, calls wait for one another. */
const MAX_CONNECTIONS = 100;

const CONNECT_TIMEOUT_MS = 3_000;

/** Tries of one call, the first included, and the first wait between them; it doubles. Our choice. */
const MAX_TRIES = 4;
const FIRST_WAIT_MS = 150;

/** Largest error body read, in bytes. */
const MAX_ERROR_BYTES = 65_536;

/** Discord did not take a call. `message` is `discord PATCH @original: 404 (10015) after 1 try`: no token, no content. */
export class DiscordApiError extends Error {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** Discord's own code, such as 10062, where it gave one. */
  readonly code: number | undefined;
  readonly tries: number;

  constructor(call: string, details: { status?: number; code?: number; reason?: string; tries: number }) {
    const { status, code, reason, tries } = details;
    const what = status === undefined ? (reason ?? "failed") : code === undefined ? status : `${status} (${code})`;
    super(`discord ${call}: ${what} after ${tries} ${tries === 1 ? "try" : "tries"}`);
    this.name = "DiscordApiError";
    this.status = status;
    this.code = code;
    this.tries = tries;
  }
}

/** One call of the webhook routes, which need no token of the bot's own. */
export interface ApiCall {
  readonly method: "POST" | "PATCH" | "DELETE";
  /** Below the version. Holds the interaction's token, so it is never logged. */
  readonly path: string;
  /** For messages: `PATCH @original`. */
  readonly name: string;
  readonly body?: EncodedBody;
  /** When the answer is no longer wanted, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Bounds one try, in milliseconds. */
  readonly tryTimeoutMs: number;
  /** False where a call that timed out may have been carried out, and a second one would show. */
  readonly isRepeatable: boolean;
  /** Until then Discord may not know the interaction yet, and a 404 is tried again. */
  readonly unknownUntil?: number;
}

/** The calls that answer interactions: bounded in time, repeated where that can help, outside any queue. */
export class DiscordApi {
  readonly #pool: Pool;
  readonly #root: string;

  /** `apiUrl` is the REST root without version. */
  constructor(apiUrl: string) {
    const url = new URL(apiUrl);
    this.#root = `${url.pathname.replace(/\/$/, "")}/${API_VERSION}`;
    this.#pool = new Pool(url.origin, {
      connections: MAX_CONNECTIONS,
      connect: { timeout: CONNECT_TIMEOUT_MS },
    });
  }

  /** Resolves when Discord took the call. Throws DiscordApiError. */
  async send(call: ApiCall): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const failure = await this.#try(call, tries);
      if (failure === undefined) return;
      const waitMs = waitBeforeNextTry(call, failure, tries);
      if (waitMs === undefined || Date.now() + waitMs >= call.deadline) throw failure.error;
      await sleep(waitMs);
    }
  }

  /** Closes the connections; calls under way are finished first. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #try(call: ApiCall, tries: number): Promise<Failure | undefined> {
    // Undici takes an emitter as well as an AbortSignal, which costs a call several times as much
    const stop = new EventEmitter();
    let isTimeout = false;
    const timeoutMs = Math.max(1, Math.min(call.tryTimeoutMs, call.deadline - Date.now()));
    const timer = setTimeout(() => {
      isTimeout = true;
      stop.emit("abort");
    }, timeoutMs);
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        method: call.method,
        path: this.#root + call.path,
        headers: headersFor(call.body),
        body: call.body?.bytes ?? null,
        signal: stop,
      });
      if (statusCode < 300) {
        await body.dump();
        return undefined;
      }
      const code = errorCode(await readText(body));
      const error = new DiscordApiError(call.name, {
        status: statusCode,
        ...(code === undefined ? {} : { code }),
        tries,
      });
      return { error, retryAfterMs: Number(headers["retry-after"]) * 1_000 || 0, isTimeout: false };
    } catch (error) {
      // Nothing of the error but its kind: it may hold the path, and with it the token
      const reason = isTimeout ? "timed out" : networkReason(error);
      return { error: new DiscordApiError(call.name, { reason, tries }), retryAfterMs: 0, isTimeout };
    } finally {
      clearTimeout(timer);
    }
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
  if (tries >= MAX_TRIES) return undefined;
  const backoffMs = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.75 + Math.random() / 2);
  if (error.status === undefined) return isTimeout && !call.isRepeatable ? undefined : backoffMs;
  if (error.status === 429) return Math.max(retryAfterMs, FIRST_WAIT_MS);
  if (error.status >= 500) return backoffMs;
  if (error.status === 404 && Date.now() < (call.unknownUntil ?? 0)) return backoffMs;
  return undefined;
}

function headersFor(body: EncodedBody | undefined): Record<string, string> {
  return body === undefined
    ? { "user-agent": USER_AGENT }
    : { "user-agent": USER_AGENT, "content-type": body.contentType };
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_ERROR_BYTES) break;
  }
  return Buffer.concat(chunks).toString();
}

function errorCode(text: string): number | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const code = typeof body === "object" && body !== null && "code" in body ? body.code : undefined;
    return typeof code === "number" && code !== 0 ? code : undefined;
  } catch {
    return undefined;
  }
}

function networkReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "no connection";
}
