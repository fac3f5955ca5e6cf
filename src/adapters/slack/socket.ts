import { setTimeout as delay } from "node:timers/promises";
import type { App, Receiver } from "@slack/bolt";
import { SocketModeClient, type SocketModeOptions } from "@slack/socket-mode";
import type { Logger } from "../../core/dispatch.ts";
import { refusalOfAppToken } from "./tokens.ts";

/** Slack recycles each connection every few hours; the other one takes its commands meanwhile. Up to 10 are allowed. */
const CONNECTIONS = 2;

/** Longest time from asking for a connection to Slack's hello, in milliseconds; our choice. */
const OPEN_TIMEOUT_MS = 10_000;

/** A warned connection serves on until its acks are out and its successor is there, at most this long, in milliseconds. */
const RETIRE_MS = 5_000;

/** Waits between failed connections double from the first to the longest, in milliseconds. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

/** Longer frames carry work, not `{"type":"disconnect"}`. */
const MAX_DISCONNECT_CHARACTERS = 1_000;

interface SocketEvent {
  readonly ack: (payload?: unknown) => Promise<void>;
  readonly body: Record<string, unknown>;
  readonly accepts_response_payload?: boolean;
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

/**
 * One connection. The library's own way at a recycle is to hang up at once, with acks still to send, and to come back after
 * a pause; this one retires: it serves until nothing is unacknowledged and `successor` is there.
 */
class Connection extends SocketModeClient {
  /** Resolves when the connection is lost or about to be; call the value when its successor is there. */
  readonly retired: Promise<() => void>;
  readonly #retire: (letGo: () => void) => void;
  readonly #unacked = new Set<Promise<void>>();
  #isHello = false;

  constructor(options: SocketModeOptions) {
    super({ ...options, autoReconnectEnabled: false });
    const { promise, resolve } = Promise.withResolvers<() => void>();
    this.retired = promise;
    this.#retire = resolve;
    this.on("connected", () => {
      this.#isHello = true;
    });
    this.on("disconnected", () => {
      this.#isHello = false;
      resolve(() => {});
    });
  }

  get isOpen(): boolean {
    return this.#isHello;
  }

  /** Counts a delivery as unacknowledged until the promise settles. */
  track(acked: Promise<void>): void {
    this.#unacked.add(acked);
    void acked.finally(() => this.#unacked.delete(acked));
  }

  /** Resolves when every delivery so far is acknowledged, or after a while. */
  async settle(): Promise<void> {
    await inTime(Promise.allSettled(this.#unacked));
  }

  /** Hangs up at once, without the closing handshake that an unreachable peer never finishes. */
  hangUp(): void {
    // The library closes on the first call and lets go on the second
    void this.disconnect();
    void this.disconnect();
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    if (isDisconnect(data)) {
      const { promise: successor, resolve: letGo } = Promise.withResolvers<void>();
      this.#retire(letGo);
      await inTime(successor);
      await this.settle();
    }
    await super.onWebSocketMessage(data, isBinary);
  }
}

export interface SocketReceiverParts {
  readonly appToken: string;
  readonly options: Pick<SocketModeOptions, "logger" | "clientOptions">;
  readonly log: Logger;
  /** Called with a sentence for the operator when Slack refuses the token after the start. */
  readonly onFatal: (sentence: string) => void;
}

/** Slack over Socket Mode, as a receiver for Bolt: two connections that are renewed before they go. */
export class SocketReceiver implements Receiver {
  readonly #parts: SocketReceiverParts;
  readonly #connections = new Set<Connection>();
  readonly #stopping = new AbortController();
  #app: App | undefined;

  constructor(parts: SocketReceiverParts) {
    this.#parts = parts;
  }

  init(app: App): void {
    this.#app = app;
  }

  /** How many connections are open, of how many there should be. */
  get openCount(): { readonly open: number; readonly of: number } {
    return { open: [...this.#connections].filter((connection) => connection.isOpen).length, of: CONNECTIONS };
  }

  /** Resolves when all connections are open; rejects with a sentence for the operator when Slack refuses the token. */
  async start(): Promise<void> {
    const slots = Array.from({ length: CONNECTIONS }, () => {
      const { promise: firstHello, resolve } = Promise.withResolvers<void>();
      return { firstHello, kept: this.#keepOpen(resolve) };
    });
    let isStarted = false;
    const areOpen = Promise.all(slots.map(({ firstHello }) => firstHello)).then(() => {
      isStarted = true;
    });
    const refused = Promise.race(slots.map(({ kept }) => kept));
    refused.catch((error: unknown) => {
      this.#stopping.abort();
      if (isStarted) this.#parts.onFatal(error instanceof Error ? error.message : String(error));
    });
    await Promise.race([areOpen, refused]);
  }

  /** Takes nothing new once what is under way is acknowledged. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(
      [...this.#connections].map(async (connection) => {
        await connection.settle();
        await inTime(connection.disconnect(), 500);
      }),
    );
  }

  close(): void {
    this.#stopping.abort();
    for (const connection of this.#connections) connection.hangUp();
  }

  /** One place among the connections, filled until the stop. Rejects when Slack will never fill it. */
  async #keepOpen(onFirstHello: () => void): Promise<void> {
    let letPredecessorGo = () => {};
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const connection = new Connection({ appToken: this.#parts.appToken, ...this.#parts.options });
      try {
        await this.#open(connection);
      } catch (error) {
        const refusal = refusalOfAppToken(error);
        if (refusal !== undefined) throw new Error(refusal);
        failures += 1;
        const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
        this.#parts.log.warn({ err: error, failures, waitMs, platform: "slack" }, "no Socket Mode connection yet");
        await delay(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
        continue;
      } finally {
        letPredecessorGo();
      }
      failures = 0;
      onFirstHello();
      letPredecessorGo = await connection.retired;
    }
    letPredecessorGo();
  }

  async #open(connection: Connection): Promise<void> {
    this.#connections.add(connection);
    connection.on("slack_event", (event: SocketEvent) => this.#receive(connection, event));
    connection.on("disconnected", () => this.#connections.delete(connection));
    const started = connection.start();
    const isOpen = await inTime(
      started.then(() => true),
      OPEN_TIMEOUT_MS,
    ).catch((error: unknown) => {
      this.#connections.delete(connection);
      throw error ?? new Error("the connection closed before Slack's hello");
    });
    if (isOpen !== true) {
      started.catch(() => {});
      connection.hangUp();
      this.#connections.delete(connection);
      throw new Error("Slack's hello did not come");
    }
    if (this.#stopping.signal.aborted) connection.hangUp();
  }

  #receive(connection: Connection, event: SocketEvent): void {
    const { promise: acked, resolve } = Promise.withResolvers<void>();
    connection.track(acked);
    let isAcked = false;
    const ack = async (payload?: unknown) => {
      if (isAcked) return;
      isAcked = true;
      await event.ack(payload).finally(resolve);
    };
    const takesPayload = event.accepts_response_payload === true;
    this.#app
      ?.processEvent({ body: event.body, ack, customProperties: { takesPayload } })
      .catch((error: unknown) => {
        this.#parts.log.error({ err: error, platform: "slack" }, "a delivery could not be handled");
      })
      .finally(resolve);
  }
}

/** Resolves to undefined when the work is not done in time. */
async function inTime<T>(work: Promise<T>, ms: number = RETIRE_MS): Promise<T | undefined> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

function isDisconnect(data: string | ArrayBuffer): boolean {
  if (typeof data !== "string" || data.length > MAX_DISCONNECT_CHARACTERS) return false;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === "object" && frame !== null && "type" in frame && frame.type === "disconnect";
  } catch {
    return false;
  }
}
