import { SimpleShardingStrategy } from "discord.js";
import { type GatewayFrame, isSocketAddress, readFrame } from "./frames.ts";

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

/** What a shard has inside, as far as it is watched over here. */
interface Shard {
  connection: { onerror: unknown; terminate(): void } | null;
  unpackMessage(data: unknown): Promise<GatewayFrame | null>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  internalConnect(): Promise<void>;
}

/**
 * The connections of discord.js, each with a guard before it: frames that make no sense are dropped, and after the end none
 * connects again. The library itself ends the process over the first and forgets the second while it waits for Discord's hello.
 */
export class GuardedShards extends SimpleShardingStrategy {
  readonly #manager: Manager;
  readonly #onMalformed: () => void;
  readonly #shards: Shard[] = [];
  #isOver = false;

  /** `onMalformed` hears of each frame that was dropped. */
  constructor(manager: Manager, onMalformed: () => void) {
    super(manager);
    this.#manager = manager;
    this.#onMalformed = onMalformed;
  }

  override async spawn(ids: number[]): Promise<void> {
    if (this.#isOver) throw new Error("the connection was closed");
    const { url } = await this.#manager.fetchGatewayInformation();
    if (!isSocketAddress(url)) throw new Error("Discord names an address of its Gateway that is none");
    await super.spawn(ids);
    // Private to the library's types: it has no other place for a check
    const shards = [...this["shards"].values()] as unknown as Shard[];
    for (const shard of shards) this.#guard(shard);
    this.#shards.push(...shards);
  }

  /** After this, no shard connects again. */
  end(): void {
    this.#isOver = true;
  }

  /** Drops what is still connected, without the closing handshake. */
  cutOff(): void {
    for (const { connection } of this.#shards) {
      if (connection === null) continue;
      // One that is still being opened tells that it was not, and somebody has to hear it
      connection.onerror = () => {};
      connection.terminate();
    }
  }

  #guard(shard: Shard): void {
    const { onMessage, internalConnect } = shard;
    shard.unpackMessage = async (data) => {
      const frame = readFrame(data);
      if (frame === undefined) this.#onMalformed();
      return frame ?? null;
    };
    shard.onMessage = async (data, isBinary) => {
      // What makes sense by itself may make none now: the end of a resume that nobody asked for
      await onMessage.call(shard, data, isBinary).catch(this.#onMalformed);
    };
    shard.internalConnect = async () => {
      if (!this.#isOver) await internalConnect.call(shard);
    };
  }
}
