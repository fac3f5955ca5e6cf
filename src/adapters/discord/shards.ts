import { CloseCodes, type SessionInfo, SimpleShardingStrategy, WebSocketShardStatus } from "discord.js";
import { type GatewayFrame, isSocketAddress, readFrame } from "./frames.ts";
import type { KeptSessions } from "./sessions.ts";

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

/** What a shard has inside, as far as it is watched over here. */
interface Shard {
  readonly status: WebSocketShardStatus;
  connection: { onerror: unknown; terminate(): void } | null;
  unpackMessage(data: unknown): Promise<GatewayFrame | null>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  internalConnect(): Promise<void>;
}

export interface GuardParts {
  /** Hears of each frame that was dropped. */
  readonly onMalformed: () => void;
  /** Hears of a shard that another process is connected for, too. */
  readonly onDouble: (id: number) => void;
  /** Where sessions are kept for other processes. */
  readonly sessions: KeptSessions | undefined;
}

/** How a shard is doing. */
export type ShardState = "connecting" | "resuming" | "connected";

/**
 * The connections of discord.js, each with a guard before it: frames that make no sense are dropped, and after the end none
 * connects again. The library itself ends the process over the first and forgets the second while it waits for Discord's hello.
 */
export class GuardedShards extends SimpleShardingStrategy {
  readonly #manager: Manager;
  readonly #parts: GuardParts;
  readonly #shards = new Map<number, Shard>();
  #count = 0;
  #isOver = false;

  constructor(manager: Manager, parts: GuardParts) {
    super(manager);
    this.#manager = manager;
    this.#parts = parts;
    const update = manager.options.updateSessionInfo;
    manager.options.updateSessionInfo = (id, session) => {
      // A session that only our own end ends is somebody else's then
      if (!this.#isOver) parts.sessions?.keep(id, this.#count, session);
      return update(id, session);
    };
  }

  override async spawn(ids: number[]): Promise<void> {
    if (this.#isOver) throw new Error("the connection was closed");
    const { url } = await this.#manager.fetchGatewayInformation();
    if (!isSocketAddress(url)) throw new Error("Discord names an address of its Gateway that is none");
    this.#count = await this.#manager.getShardCount();
    await super.spawn(ids);
    // Private to the library's types: it has no other place for a check
    for (const [id, shard] of this["shards"] as unknown as Map<number, Shard>) {
      this.#guard(shard);
      this.#shards.set(id, shard);
    }
    await Promise.all(ids.map((id) => this.#takeOver(id)));
  }

  override async destroy(options: Parameters<SimpleShardingStrategy["destroy"]>[0] = {}): Promise<void> {
    // After any other goodbye, Discord keeps the session for a while
    const isKept = this.#isOver && this.#parts.sessions !== undefined;
    await super.destroy(isKept ? { ...options, code: CloseCodes.Resuming } : options);
  }

  /** How many shards there are in all, over all processes; 0 while nobody knows. */
  get count(): number {
    return this.#count;
  }

  /** Those of this process, by their ids. */
  states(): ReadonlyMap<number, ShardState> {
    return new Map([...this.#shards].map(([id, { status }]) => [id, this.#isOver ? "connecting" : stateOf(status)]));
  }

  /** After this, no shard connects again. */
  end(): void {
    this.#isOver = true;
  }

  /** Drops what is still connected, without the closing handshake. */
  cutOff(): void {
    for (const { connection } of this.#shards.values()) {
      if (connection === null) continue;
      // One that is still being opened tells that it was not, and somebody has to hear it
      connection.onerror = () => {};
      connection.terminate();
    }
  }

  /** Goes on with the session of a process that is gone, where there is one. */
  async #takeOver(id: number): Promise<void> {
    const { sessions, onDouble } = this.#parts;
    if (sessions === undefined) return;
    const go = (session: SessionInfo | null) => this.#manager.options.updateSessionInfo(id, session);
    // The next connection then begins a session of its own
    const { session, isShared } = await sessions.take(id, this.#count, () => go(null));
    if (isShared === true) onDouble(id);
    if (session !== undefined) await go(session);
  }

  #guard(shard: Shard): void {
    const { onMessage, internalConnect } = shard;
    const { onMalformed } = this.#parts;
    shard.unpackMessage = async (data) => {
      const frame = readFrame(data);
      if (frame === undefined) onMalformed();
      return frame ?? null;
    };
    shard.onMessage = async (data, isBinary) => {
      // What makes sense by itself may make none now: the end of a resume that nobody asked for
      await onMessage.call(shard, data, isBinary).catch(onMalformed);
    };
    shard.internalConnect = async () => {
      if (!this.#isOver) await internalConnect.call(shard);
    };
  }
}

function stateOf(status: WebSocketShardStatus): ShardState {
  if (status === WebSocketShardStatus.Ready) return "connected";
  return status === WebSocketShardStatus.Resuming ? "resuming" : "connecting";
}
