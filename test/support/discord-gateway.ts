import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";

/** Between two identifies of one bucket: shards whose ids leave the same remainder. */
const IDENTIFY_EVERY_MS = 5_000;

/**
 * Discord's Gateway: hello, heartbeats, identify, resume, dispatches, and everything that can go wrong between. A shard may have
 * several sessions, and each gets all that is the shard's.
 */
export class SimulatedGateway {
  /** What happened, in few words: `identify`, `resume`, `close 4004`; in several shards `identify 1/4`. */
  readonly events: string[] = [];
  /** What it recommends. */
  shardCount = 1;
  maxConcurrency = 1;
  /** Whether an identify that comes too soon after another is refused. */
  boundsIdentifies = false;
  readonly #identifiedAt = new Map<number, number>();
  heartbeatIntervalMs = 45_000;
  answersHeartbeats = true;
  heartbeats = 0;
  /** Whether it says hello; a Gateway in an outage takes the connection and says nothing. */
  greets = true;
  /** Frames that it sends before its hello, as they are. */
  readonly oddGreetings: (string | Buffer)[] = [];
  /** Closes the connection with this code instead of READY. */
  refuseIdentifyWith: number | undefined;
  #answerResumeWithInvalidSession = false;
  readonly #server: WebSocketServer;
  readonly #sessions = new Map<string, Session>();
  readonly #url: () => string;
  readonly #token: string;
  readonly #applicationId: string;
  readonly #changed: () => void;

  constructor(http: Server, parts: { url: () => string; token: string; applicationId: string; changed: () => void }) {
    this.#url = parts.url;
    this.#token = parts.token;
    this.#applicationId = parts.applicationId;
    this.#changed = parts.changed;
    this.#server = new WebSocketServer({ server: http, path: "/gateway" });
    this.#server.on("connection", (socket) => this.#connected(socket));
  }

  get isConnected(): boolean {
    return [...this.#sessions.values()].some((session) => session.socket !== undefined);
  }

  /** The shards that somebody is connected for, each as often as that: `1/4`. */
  get connectedShards(): readonly string[] {
    const connected = [...this.#sessions.values()].filter(({ socket }) => socket !== undefined);
    return connected.map(({ shard }) => shard.join("/")).toSorted();
  }

  /** Sends an event to all sessions of its server's shard; for those without a connection it is kept for the resume. */
  dispatch(event: string, data: unknown): void {
    const guildId = (data as { guild_id?: string } | null)?.guild_id;
    const sessions = [...this.#sessions.values()].filter(({ shard: [id, count] }) => id === shardOf(guildId, count));
    if (sessions.length === 0) throw new Error("nobody is connected to the simulated Gateway");
    for (const session of sessions) {
      session.sequence += 1;
      const packet = { op: 0, t: event, s: session.sequence, d: data };
      session.sent.push(packet);
      session.socket?.send(JSON.stringify(packet));
    }
  }

  /** How many connections are open, greeted or not. */
  get openCount(): number {
    return this.#server.clients.size;
  }

  /** Sends a frame as it is. */
  sends(frame: string | Buffer): void {
    for (const { socket } of this.#sessions.values()) socket?.send(frame);
  }

  /** Reads nothing more, not even a goodbye. */
  freezes(): void {
    for (const socket of this.#server.clients) socket.pause();
  }

  /** Cuts the connections, or those of one shard, without a word or with a close code. */
  drop(code?: number, shard?: number): void {
    for (const session of this.#sessions.values()) {
      if (shard !== undefined && session.shard[0] !== shard) continue;
      const { socket } = session;
      session.socket = undefined;
      if (code === undefined) socket?.terminate();
      else socket?.close(code);
      if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
    }
  }

  /** Op 7: please connect again and resume. */
  askToReconnect(): void {
    for (const { socket } of this.#sessions.values()) socket?.send(JSON.stringify({ op: 7, d: null }));
  }

  /** Op 9: the session is over; `isResumable` says whether it may be taken up again. */
  invalidateSession(isResumable: boolean): void {
    for (const session of this.#sessions.values()) {
      session.socket?.send(JSON.stringify({ op: 9, d: isResumable }));
      session.socket = undefined;
      if (!isResumable) this.#sessions.delete(session.id);
    }
  }

  /** The next attempt to resume is answered with op 9. */
  refuseNextResume(): void {
    this.#answerResumeWithInvalidSession = true;
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connected(socket: WebSocket): void {
    let session: Session | undefined;
    const say = (packet: unknown) => socket.send(JSON.stringify(packet));
    for (const frame of this.oddGreetings) socket.send(frame);
    if (this.greets) say({ op: 10, d: { heartbeat_interval: this.heartbeatIntervalMs } });
    this.#changed();
    socket.on("message", (data: Buffer) => {
      const { op, d } = JSON.parse(data.toString()) as Packet;
      if (data.byteLength > 4_096) socket.close(4002);
      else if (op === 1) {
        if (this.answersHeartbeats) say({ op: 11 });
        this.heartbeats += 1;
        this.#changed();
      }
      if (op === 2) session = this.#identify(socket, d);
      else if (op === 6) session = this.#resume(socket, d);
    });
    socket.on("close", (code) => {
      if (session?.socket === socket) {
        session.socket = undefined;
        // Such a goodbye of the bot's is for good
        if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
      }
      this.#changed();
    });
  }

  #identify(socket: WebSocket, d: Packet["d"]): Session | undefined {
    const shard = d?.shard ?? [0, 1];
    this.#note(`identify${suffix(shard)}`);
    if (this.boundsIdentifies && !this.#mayIdentify(shard[0])) {
      this.#note(`identify${suffix(shard)} came too soon`);
      socket.send(JSON.stringify({ op: 9, d: false }));
      return undefined;
    }
    const refusal = d?.token === this.#token ? this.refuseIdentifyWith : 4004;
    if (refusal !== undefined) {
      this.#note(`close ${refusal}`);
      socket.close(refusal);
      return undefined;
    }
    if (d?.intents !== 0) throw new Error(`the bot asks for intents: ${d?.intents}`);
    const session: Session = { id: randomUUID(), shard, sequence: 1, sent: [], socket };
    this.#sessions.set(session.id, session);
    const ready = {
      v: 10,
      user: {
        id: this.#applicationId,
        username: "Magpie",
        discriminator: "0",
        global_name: null,
        avatar: null,
        bot: true,
      },
      guilds: [{ id: "41771983423143937", unavailable: true }],
      session_id: session.id,
      resume_gateway_url: this.#url(),
      shard,
      application: { id: this.#applicationId, flags: 0 },
    };
    socket.send(JSON.stringify({ op: 0, t: "READY", s: 1, d: ready }));
    this.#changed();
    return session;
  }

  #resume(socket: WebSocket, d: Packet["d"]): Session | undefined {
    const session = this.#sessions.get(d?.session_id ?? "");
    const isRefused = this.#answerResumeWithInvalidSession || session === undefined || d?.token !== this.#token;
    this.#answerResumeWithInvalidSession = false;
    this.#note(`${isRefused ? "resume refused" : "resume"}${session === undefined ? "" : suffix(session.shard)}`);
    if (isRefused) {
      if (session !== undefined) this.#sessions.delete(session.id);
      socket.send(JSON.stringify({ op: 9, d: false }));
      return undefined;
    }
    session.socket?.terminate();
    session.socket = socket;
    for (const packet of session.sent) if (packet.s > (d?.seq ?? 0)) socket.send(JSON.stringify(packet));
    session.sequence += 1;
    socket.send(JSON.stringify({ op: 0, t: "RESUMED", s: session.sequence, d: {} }));
    this.#changed();
    return session;
  }

  #mayIdentify(id: number): boolean {
    const bucket = id % this.maxConcurrency;
    const now = performance.now();
    const isSoon = now - (this.#identifiedAt.get(bucket) ?? -Infinity) < IDENTIFY_EVERY_MS;
    this.#identifiedAt.set(bucket, now);
    return !isSoon;
  }

  #note(event: string): void {
    this.events.push(event);
    this.#changed();
  }
}

/** The shard of a server; direct messages are the first one's. */
function shardOf(guildId: string | undefined, count: number): number {
  return guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count));
}

function suffix([id, count]: Shard): string {
  return count === 1 ? "" : ` ${id}/${count}`;
}

type Shard = readonly [id: number, count: number];

interface Packet {
  readonly op: number;
  readonly d: {
    readonly token?: string;
    readonly intents?: number;
    readonly shard?: Shard;
    readonly session_id?: string;
    readonly seq?: number;
  } | null;
}

interface Session {
  readonly id: string;
  readonly shard: Shard;
  sequence: number;
  readonly sent: { readonly s: number }[];
  socket: WebSocket | undefined;
}
