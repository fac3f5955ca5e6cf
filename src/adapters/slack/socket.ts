import { SocketModeClient, type SocketModeOptions } from "@slack/socket-mode";
import type { Logger } from "../../core/log.ts";
import { BackOff, inTime, SECOND_MS, type Waits } from "../../core/time.ts";
import type { Watch } from "../../core/watch.ts";
import type { Bolt, DeliveryReceiver } from "./bolt.ts";
import { type Envelope, readFrame } from "./frames.ts";
import { refusalOfAppToken } from "./tokens.ts";

/** Slack recycles each connection every few hours; the other one takes its commands meanwhile. Up to 10 are allowed. */
const CONNECTIONS = 2;

/** Longest time from asking for a connection to Slack's hello, in milliseconds; our choice. */
const OPEN_TIMEOUT_MS = 10_000;

/** A warned connection serves on until its acks are out and its successor is there, at most this long, in milliseconds. */
const RETIRE_MS = 5_000;

/** Longest time for the closing handshake at a stop, in milliseconds; our choice. */
const HANG_UP_MS = 500;

/** Between failed connections; our choice. */
const WAITS: Waits = { firstMs: 500, longestMs: 30 * SECOND_MS };

interface ConnectionParts {
  readonly options: SocketModeOptions;
  readonly onEnvelope: (envelope: Envelope, connection: Connection) => void;
  /** Hears of each frame that was dropped. */
  readonly onMalformed: () => void;
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
  readonly #parts: ConnectionParts;
  #isHello = false;

  constructor(parts: ConnectionParts) {
    super({ ...parts.options, autoReconnectEnabled: false });
    this.#parts = parts;
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
    await inTime(Promise.allSettled(this.#unacked), RETIRE_MS, () => {});
  }

  /** Hangs up at once, without the closing handshake that an unreachable peer never finishes. */
  hangUp(): void {
    // The library closes on the first call and lets go on the second
    void this.disconnect();
    void this.disconnect();
  }

  /** Acknowledges a delivery. */
  async acknowledge(id: string, payload: unknown): Promise<void> {
    // Private to the library's types: its own way there makes an event of what Slack sent, named as Slack named it
    await this["send"](id, payload as Record<string, unknown> | undefined);
  }

  /** Never rejects, or the process would end: frames that make no sense are dropped. */
  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const frame = isBinary ? undefined : readFrame(data);
    switch (frame?.type) {
      case undefined:
        return this.#parts.onMalformed();
      case "envelope":
        return this.#parts.onEnvelope(frame.envelope, this);
      case "disconnect":
        await this.#succeeded();
        await super.onWebSocketMessage(JSON.stringify(frame), false);
        return;
      case "hello":
        await super.onWebSocketMessage(JSON.stringify(frame), false);
    }
  }

  /** Asks for a successor and serves on until it is there. */
  async #succeeded(): Promise<void> {
    const { promise: successor, resolve: letGo } = Promise.withResolvers<void>();
    this.#retire(letGo);
    await inTime(successor, RETIRE_MS, () => {});
    await this.settle();
  }
}

export interface SocketReceiverParts {
  readonly appToken: string;
  readonly options: Pick<SocketModeOptions, "logger" | "clientOptions">;
  readonly log: Logger;
  readonly watch?: Watch | undefined;
  /** Called with a sentence for the operator when Slack refuses the token after the start. */
  readonly onFatal: (sentence: string) => void;
}

/** Slack over Socket Mode, as a receiver for Bolt: two connections that are renewed before they go. */
export class SocketReceiver implements DeliveryReceiver {
  readonly #parts: SocketReceiverParts;
  readonly #connections = new Set<Connection>();
  readonly #backOff = new BackOff(WAITS);
  #bolt: Bolt | undefined;

  constructor(parts: SocketReceiverParts) {
    this.#parts = parts;
  }

  init(bolt: Bolt): void {
    this.#bolt = bolt;
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
    const { promise: started, resolve, reject } = Promise.withResolvers<void>();
    let isStarted = false;
    void Promise.all(slots.map(({ firstHello }) => firstHello)).then(() => {
      isStarted = true;
      resolve();
    });
    // They end at a stop, or at the first refusal
    Promise.all(slots.map(({ kept }) => kept)).then(
      () => resolve(),
      (error: unknown) => {
        this.#backOff.stop();
        reject(error);
        if (isStarted) this.#parts.onFatal(error instanceof Error ? error.message : String(error));
      },
    );
    await started;
  }

  /** Takes nothing new once what is under way is acknowledged. */
  async stop(): Promise<void> {
    this.#backOff.stop();
    await Promise.all(
      [...this.#connections].map(async (connection) => {
        await connection.settle();
        await inTime(connection.disconnect(), HANG_UP_MS, () => {});
      }),
    );
  }

  close(): void {
    this.#backOff.stop();
    for (const connection of this.#connections) connection.hangUp();
  }

  /** One place among the connections, filled until the stop. Rejects when Slack will never fill it. */
  async #keepOpen(onFirstHello: () => void): Promise<void> {
    const failed = (error: unknown, waitMs: number) => {
      const refusal = refusalOfAppToken(error);
      if (refusal !== undefined) throw new Error(refusal);
      this.#parts.log.warn({ err: error, waitMs, platform: "slack" }, "no Socket Mode connection yet");
    };
    let connection = await this.#backOff.until(() => this.#open(), failed);
    while (connection !== undefined) {
      onFirstHello();
      const letGo = await connection.retired;
      connection = await this.#backOff.until(() => this.#open().finally(letGo), failed);
      letGo();
    }
  }

  async #open(): Promise<Connection> {
    const { appToken, options, log, watch } = this.#parts;
    const connection = new Connection({
      options: { appToken, ...options },
      onEnvelope: (envelope, from) => this.#receive(from, envelope),
      onMalformed: () => {
        log.debug({ platform: "slack" }, "a frame that makes no sense was dropped");
        watch?.({ type: "malformed", platform: "slack" });
      },
    });
    this.#connections.add(connection);
    connection.on("disconnected", () => this.#connections.delete(connection));
    const started = connection.start();
    const late = () => {
      connection.hangUp();
      throw new Error("Slack's hello did not come");
    };
    await inTime(started, OPEN_TIMEOUT_MS, late).catch((error: unknown) => {
      this.#connections.delete(connection);
      throw error ?? new Error("the connection closed before Slack's hello");
    });
    if (this.#backOff.isStopped) connection.hangUp();
    return connection;
  }

  #receive(connection: Connection, { id, payload: body, takesPayload }: Envelope): void {
    const { promise: acked, resolve } = Promise.withResolvers<void>();
    connection.track(acked);
    let isAcked = false;
    const ack = async (payload?: unknown) => {
      if (isAcked) return;
      isAcked = true;
      await connection.acknowledge(id, payload).finally(resolve);
    };
    this.#bolt
      ?.processEvent({ body, ack, customProperties: { takesPayload } })
      .catch((error: unknown) => {
        this.#parts.log.error({ err: error, platform: "slack" }, "a delivery could not be handled");
      })
      // What is none of ours would come again and again
      .then(() => ack())
      .catch(() => {})
      .finally(resolve);
  }
}
