import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import type { Logger } from "../../core/log.ts";
import type { Watch } from "../../core/watch.ts";
import {
  BEAT_MS,
  COMMAND_MS,
  CONNECT_MS,
  GONE_AFTER_MS,
  LONGEST_RETRY_MS,
  SILENT_MS,
  UNSURE_BEAT_MS,
} from "./limits.ts";

/** Before every key and channel. */
export const PREFIX = "magpie:";

export interface ConnectionParts {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  readonly log: Logger;
  readonly watch?: Watch | undefined;
  /** A write by which the replica says that it lives; the connection is of use only while it succeeds. */
  readonly beat: (run: Run) => Promise<void>;
  /** Called when it is of use, for the first time or again. */
  readonly onUp: () => void;
}

/** One script, ready to run. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/** A value as scripts give it: numbers, texts, and lists of them. */
export type Answer = string | number | null | readonly Answer[];

/** Runs a script. Rejects with what the server or the way to it has against it. */
export type Run = (script: Script, keys: readonly string[], args?: readonly (string | number)[]) => Promise<Answer>;

export function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

/** The server says that the password, the user or the number of the database is wrong: no waiting mends that. */
const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM)|invalid password|invalid username|DB index|Client sent AUTH/i;

/** The server is there and can't be written to, for now: out of memory, a copy only, loading, failing to save. */
const USELESS = /^(OOM|READONLY|LOADING|MISCONF|MASTERDOWN|NOREPLICAS|BUSY|CLUSTERDOWN|UNKILLABLE)/;

/**
 * The one connection to Redis, made in the background and again whenever it is lost. Whoever asks for something while it is away
 * is told so at once, and nobody waits longer than a command may take.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  #client: Redis | undefined;
  #isUp = false;
  #isClosed = false;
  #isBeating = false;
  #problem = "not connected yet";
  #hasToldGone = false;
  #beatTimer: NodeJS.Timeout | undefined;
  #goneTimer: NodeJS.Timeout | undefined;
  #firstWord = Promise.withResolvers<string | undefined>();

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Begins to connect. Nothing waits for it, and nothing is loaded before. */
  open(): void {
    this.#goneTimer = setTimeout(() => this.#tellGone(), GONE_AFTER_MS).unref();
    this.#connect().catch((error: unknown) => this.#parts.log.error({ err: error }, "Redis can't be connected to"));
  }

  /** Whether commands are answered. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** What is wrong, in a few words; empty while nothing is. */
  get problem(): string {
    return this.#isUp ? "" : this.#problem;
  }

  /**
   * Resolves with the first word of the server: why it refuses us, where no waiting would help; undefined when it doesn't, or
   * could not be reached.
   */
  get refusal(): Promise<string | undefined> {
    return this.#firstWord.promise;
  }

  /** What comes of the work, or undefined when it fails, takes too long or Redis is away. `what` names it in the metrics. Never rejects. */
  async ask<T>(what: string, work: (client: Redis, run: Run) => Promise<T>): Promise<T | undefined> {
    const client = this.#client;
    if (client === undefined || !this.#isUp) {
      this.#parts.watch?.({ type: "shared", what, outcome: "away", ms: 0 });
      return undefined;
    }
    const askedAt = performance.now();
    const tell = (outcome: "ok" | "late" | "failed") =>
      this.#parts.watch?.({ type: "shared", what, outcome, ms: performance.now() - askedAt });
    try {
      const answer = await within(COMMAND_MS, work(client, runOn(client)));
      tell("ok");
      return answer;
    } catch (error) {
      tell(error instanceof LateError ? "late" : "failed");
      this.#failed(error, client);
      return undefined;
    }
  }

  /** Hears what is sent on a channel, from the next connection on, too. */
  async subscribe(channel: string): Promise<void> {
    await this.ask("subscribe", (client) => client.subscribe(channel));
  }

  /** Told of what comes on the channels. Set once. */
  onMessage: (channel: string, text: string) => void = () => {};

  /** Says good-bye with the last work, and drops the connection. Takes no longer than a command, whatever the server does. */
  async close(lastWork: (run: Run) => Promise<unknown>): Promise<void> {
    if (this.#isClosed) return;
    await this.ask("close", (_, run) => lastWork(run));
    this.#isClosed = true;
    this.#isUp = false;
    clearTimeout(this.#beatTimer);
    clearTimeout(this.#goneTimer);
    this.#firstWord.resolve(undefined);
    this.#client?.disconnect();
  }

  async #connect(): Promise<void> {
    const { Redis } = await import("ioredis");
    if (this.#isClosed) return;
    const client = new Redis(this.#parts.url, {
      connectionName: "magpie",
      // We subscribe again ourselves, and hear of what fails; what the library asks by itself rejects where nobody can hear
      autoResubscribe: false,
      connectTimeout: CONNECT_MS,
      // Bounds what the library itself asks while it connects; `ask` is stricter
      commandTimeout: SILENT_MS,
      socketTimeout: SILENT_MS,
      disconnectTimeout: COMMAND_MS,
      // Nothing is kept for later, and nothing is done twice
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), LONGEST_RETRY_MS) * (0.75 + Math.random() / 4),
      // What was the writable server is a copy now: the address leads elsewhere, or will
      reconnectOnError: (error) => error.message.startsWith("READONLY"),
    });
    this.#client = client;
    client.on("error", (error: Error) => this.#refusedOrAway(error));
    client.on("ready", () => void this.#beat());
    client.on("close", () => this.#isUp && this.#down("the connection is lost"));
    client.on("message", (channel: string, text: string) => this.onMessage(channel, text));
  }

  /** Says that we live; what comes of it says whether Redis is of use. */
  async #beat(): Promise<void> {
    const client = this.#client;
    if (this.#isClosed || this.#isBeating || client?.status !== "ready") return;
    clearTimeout(this.#beatTimer);
    this.#isBeating = true;
    try {
      await within(COMMAND_MS, this.#parts.beat(runOn(client)));
      this.#up();
    } catch (error) {
      this.#failed(error, client);
    } finally {
      this.#isBeating = false;
    }
    if (this.#isClosed) return;
    clearTimeout(this.#beatTimer);
    this.#beatTimer = setTimeout(() => void this.#beat(), this.#isUp ? BEAT_MS : UNSURE_BEAT_MS).unref();
  }

  #up(): void {
    if (this.#isUp || this.#isClosed) return;
    this.#isUp = true;
    this.#firstWord.resolve(undefined);
    clearTimeout(this.#goneTimer);
    if (this.#hasToldGone) this.#parts.log.info({}, "Redis is back: the quotas are shared again");
    this.#hasToldGone = false;
    this.#parts.onUp();
  }

  #down(problem: string): void {
    this.#problem = problem;
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#goneTimer = setTimeout(() => this.#tellGone(), GONE_AFTER_MS).unref();
  }

  #tellGone(): void {
    if (this.#isClosed || this.#hasToldGone) return;
    this.#hasToldGone = true;
    const words = "Redis is gone: each replica goes on with its share of the quotas";
    this.#parts.log.warn({ problem: this.#problem }, words);
  }

  #failed(error: unknown, client: Redis): void {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof LateError || /timed out/i.test(message)) this.#down("it does not answer in time");
    else if (USELESS.test(message) || REFUSED.test(message)) this.#down(firstLine(message));
    else if (client.status !== "ready") this.#down("the connection is lost");
    else if (!this.#isClosed) this.#parts.log.error({ err: error }, "Redis does not understand a command");
    if (this.#isUp || this.#isClosed) return;
    clearTimeout(this.#beatTimer);
    this.#beatTimer = setTimeout(() => void this.#beat(), UNSURE_BEAT_MS).unref();
  }

  #refusedOrAway(error: Error): void {
    const code = "code" in error ? String(error.code) : "";
    const isRefused = REFUSED.test(error.message) || /CERT|ERR_TLS|SELF_SIGNED/.test(code);
    this.#problem = isRefused ? firstLine(error.message) : code || "the connection is lost";
    this.#firstWord.resolve(isRefused ? this.#problem : undefined);
  }
}

/** A command took longer than it may. */
class LateError extends Error {}

/** The outcome, unless it takes longer. What has arrived by then counts, also where this process was too busy to look. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => setImmediate(() => reject(new LateError("late")))), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** A script is sent as its name; in full only to a server that does not know it. */
function runOn(client: Redis): Run {
  return async ({ lua, sha }, keys, args = []) => {
    try {
      return (await client.evalsha(sha, keys.length, ...keys, ...args)) as Answer;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return (await client.eval(lua, keys.length, ...keys, ...args)) as Answer;
    }
  };
}

function firstLine(message: string): string {
  return message.split("\n")[0]?.slice(0, 200) ?? "";
}
