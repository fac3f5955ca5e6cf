import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

/** How long an ack is waited for, in milliseconds: Slack waits 3 s, and a busy machine with two cores may take longer. */
export const ACK_MS = 30_000;

/** Up to ten connections an app; the eleventh is turned away. */
const MAX_CONNECTIONS = 10;

interface Connection {
  readonly socket: WebSocket;
  /** Slack sends nothing more on a connection it has warned. */
  isRetiring: boolean;
}

interface Envelope {
  readonly connection: Connection;
  readonly takesPayload: boolean;
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The Socket Mode side: one-time links, hello, envelopes to a random connection, acks, recycling. */
export class SlackSockets {
  /** Broken rules: acks of nothing, second acks, payloads where none is taken. */
  readonly problems: string[] = [];
  /** Whether connections get their hello. */
  greets = true;
  /** Frames that each connection gets before its hello, as they are. */
  readonly oddGreetings: (string | Buffer)[] = [];
  /** How many connections have said hello so far. */
  opened = 0;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #connections = new Set<Connection>();
  readonly #envelopes = new Map<string, Envelope>();
  readonly #changed: () => void;
  #count = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Path and query of a link that works once. */
  link(): string {
    this.#count += 1;
    const ticket = `ticket-${this.#count}`;
    this.#tickets.add(ticket);
    return `/link/?ticket=${ticket}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? "/", "http://slack.test").searchParams.get("ticket") ?? "";
    if (!this.#tickets.delete(ticket)) {
      socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket));
  }

  /** Connections that Slack would send on. */
  get open(): number {
    return [...this.#connections].filter(({ isRetiring }) => !isRetiring).length;
  }

  /** Sends one envelope on a connection picked at random; resolves with the payload of its ack, or undefined. */
  deliver(type: string, payload: object, takesPayload: boolean, onConnection?: number): Promise<unknown> {
    const open = [...this.#connections].filter(({ isRetiring }) => !isRetiring);
    const connection = open[onConnection ?? Math.floor(Math.random() * open.length)];
    if (connection === undefined) return Promise.reject(new Error("nobody is connected"));
    this.#count += 1;
    const envelope_id = `envelope-${this.#count}`;
    const acked = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("not acknowledged in time")), ACK_MS);
      const done = (finish: () => void) => {
        clearTimeout(timer);
        finish();
      };
      this.#envelopes.set(envelope_id, {
        connection,
        takesPayload,
        resolve: (value) => done(() => resolve(value)),
        reject: (error) => done(() => reject(error)),
      });
    });
    connection.socket.send(JSON.stringify({ envelope_id, type, accepts_response_payload: takesPayload, payload }));
    return acked;
  }

  /** Sends a frame as it is, on every connection. */
  sends(frame: string | Buffer): void {
    for (const { socket } of this.#connections) socket.send(frame);
  }

  /** How many connections are open, greeted or not. */
  get connected(): number {
    return this.#connections.size;
  }

  /** Reads nothing more, not even a goodbye. */
  freezes(): void {
    for (const { socket } of this.#connections) socket.pause();
  }

  /** Warns connections as Slack does when it recycles them, and closes them when they stay. */
  recycle(which: readonly number[], graceMs = 2_000): void {
    const all = [...this.#connections];
    for (const connection of which.map((index) => all[index]).filter((one) => one !== undefined)) {
      connection.isRetiring = true;
      connection.socket.send(
        JSON.stringify({ type: "disconnect", reason: "warning", debug_info: { host: "applink-2" } }),
      );
      const timer = setTimeout(() => connection.socket.close(), graceMs);
      connection.socket.once("close", () => clearTimeout(timer));
    }
    this.#changed();
  }

  /** Cuts connections off without a word. */
  drop(which: readonly number[]): void {
    const all = [...this.#connections];
    for (const index of which) all[index]?.socket.terminate();
  }

  close(): void {
    for (const { socket } of this.#connections) socket.terminate();
    this.#server.close();
  }

  #open(socket: WebSocket): void {
    if (this.#connections.size >= MAX_CONNECTIONS) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      socket.close();
      return;
    }
    const connection = { socket, isRetiring: false };
    this.#connections.add(connection);
    socket.on("message", (data) => this.#ack(connection, String(data)));
    socket.on("close", () => {
      this.#connections.delete(connection);
      for (const envelope of this.#envelopes.values()) {
        if (envelope.connection === connection) envelope.reject(new Error("the connection closed before the ack"));
      }
      this.#changed();
    });
    for (const frame of this.oddGreetings) socket.send(frame);
    this.#changed();
    if (!this.greets) return;
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: this.#connections.size,
        debug_info: { host: "applink-1", build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: "A111" },
      }),
    );
    this.opened += 1;
    this.#changed();
  }

  #ack(connection: Connection, text: string): void {
    const { envelope_id = "", payload } = JSON.parse(text) as { envelope_id?: string; payload?: object };
    const envelope = this.#envelopes.get(envelope_id);
    if (envelope === undefined) {
      this.problems.push(`ack of nothing, or a second one: ${envelope_id}`);
      return;
    }
    this.#envelopes.delete(envelope_id);
    if (envelope.connection !== connection) this.problems.push("acknowledged on another connection");
    const isEmpty = payload === undefined || Object.keys(payload).length === 0;
    if (!isEmpty && !envelope.takesPayload) this.problems.push("a payload where none is taken");
    envelope.resolve(isEmpty ? undefined : payload);
  }
}
