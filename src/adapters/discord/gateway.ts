import { once } from "node:events";
import type { Client } from "discord.js";
import type { DiscordConfig } from "../../config.ts";
import type { Logger } from "../../core/log.ts";
import { BackOff, inTime, MINUTE_MS, SECOND_MS, type Waits } from "../../core/time.ts";
import type { Watch } from "../../core/watch.ts";
import { DISCORD_APPS } from "../../setup/consoles.ts";
import { parseDelivery, parseUnreadable } from "./parse.ts";
import type { Router } from "./route.ts";
import type { GuardedShards } from "./shards.ts";

export interface GatewayParts {
  readonly config: DiscordConfig;
  readonly log: Logger;
  readonly router: Router;
  readonly watch?: Watch | undefined;
  /** Called when an open connection was ended for good: with a sentence for the operator. */
  readonly onFatal: (sentence: string) => void;
}

/** Before another attempt to connect. Our choice. */
const WAITS: Waits = { firstMs: SECOND_MS, longestMs: MINUTE_MS };

/** Longest time for the closing handshake, in milliseconds; our choice. */
const HANG_UP_MS = 500;

/** `Status.Ready` of discord.js, which is loaded only when the Gateway is used. */
const SHARD_READY = 0;

const BAD_TOKEN = `Discord does not accept DISCORD_TOKEN. Reset it on ${DISCORD_APPS}, under Bot, and set the new one.`;

/**
 * Close codes after which connecting again is forbidden.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway (2026-11-22)
 */
const FATAL_CLOSES: Readonly<Record<number, string>> = {
  4004: BAD_TOKEN,
  4010: "Discord refused a shard of this bot (close code 4010). Start it again: it asks Discord for the shards at each start.",
  4011: "Discord wants this bot in more shards (close code 4011). Start it again: it asks Discord for the shards at each start.",
  4012: "Discord no longer speaks this version of the Gateway (close code 4012). Update Magpie.",
  4013: "Discord does not know the intents this bot asks for (close code 4013). Update Magpie.",
  4014: "Discord does not allow the intents this bot asks for (close code 4014). Magpie needs none: update it.",
};

/** Interactions over the Gateway, by discord.js: it connects, beats, resumes and shards. Answering them is not its part. */
export class DiscordGateway {
  /** Resolves when all shards are connected; rejects with a sentence for the operator when they never will be. */
  readonly ready: Promise<void>;
  readonly #parts: GatewayParts;
  readonly #backOff = new BackOff(WAITS);
  #client: Client | undefined;
  #shards: GuardedShards | undefined;
  #hasBeenReady = false;
  readonly #fail: (error: Error) => void;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#fail = reject;
    // Whoever waits for it sees the rejection; nobody has to
    this.ready.catch(() => {});
    this.#connect().then(resolve, reject);
  }

  state(): { readonly isConnected: boolean; readonly detail: string } {
    const shards = [...(this.#client?.ws.shards.values() ?? [])];
    const connected = shards.filter(({ status }) => status === SHARD_READY).length;
    const isConnected = this.#hasBeenReady && connected === shards.length;
    return { isConnected, detail: `gateway: ${connected} of ${shards.length || 1} shards connected` };
  }

  async close(): Promise<void> {
    this.#backOff.stop();
    this.#shards?.end();
    // The library's own way out never ends while it waits for Discord's hello
    await inTime(this.#client?.destroy() ?? Promise.resolve(), HANG_UP_MS, () => {}).catch(() => {});
    this.#shards?.cutOff();
  }

  /** Tries until it succeeds: a Discord that can't be reached now may be later. */
  async #connect(): Promise<void> {
    const logIn = async (signal: AbortSignal) => {
      const client = await this.#open();
      this.#client = client;
      await client.login(this.#parts.config.token);
      if (!client.isReady()) await once(client, "clientReady", { signal });
      this.#hasBeenReady = true;
    };
    await this.#backOff.until(logIn, (error, waitMs) => {
      if (isInvalidToken(error)) throw new Error(BAD_TOKEN);
      this.#parts.log.warn({ err: error, waitMs }, "Discord's Gateway can't be reached");
    });
  }

  async #open(): Promise<Client> {
    const [{ Client, Events, GatewayDispatchEvents, Options }, { GuardedShards }] = await Promise.all([
      import("discord.js"),
      import("./shards.ts"),
    ]);
    const { config, log, watch } = this.#parts;
    const onMalformed = () => {
      log.debug({ platform: "discord" }, "a frame that makes no sense was dropped");
      watch?.({ type: "malformed", platform: "discord" });
    };
    const client = new Client({
      // Interactions come without any intent
      intents: 0,
      rest: { api: config.apiUrl },
      ws: {
        buildStrategy: (manager) => {
          this.#shards = new GuardedShards(manager, onMalformed);
          // A stop while Discord was asked for the address
          if (this.#backOff.isStopped) this.#shards.end();
          return this.#shards;
        },
      },
      makeCache: Options.cacheWithLimits({
        ...Options.DefaultMakeCacheSettings,
        ApplicationCommandManager: 0,
        GuildMemberManager: 0,
        MessageManager: 0,
        ThreadManager: 0,
        UserManager: 0,
      }),
    });
    client.on(Events.Raw, (packet: { t: string; readonly d: unknown }) => {
      if (packet.t !== GatewayDispatchEvents.InteractionCreate) return;
      this.#receive(packet.d);
      // Otherwise discord.js would build objects that nobody uses, and throw over a field that it does not expect
      packet.t = "TAKEN";
    });
    client.on(Events.ShardReconnecting, (shard) => log.warn({ shard }, "connection to Discord lost, connecting again"));
    client.on(Events.ShardResume, (shard) => log.info({ shard }, "connected to Discord again, nothing was missed"));
    client.on(Events.ShardError, (error, shard) => log.warn({ err: error, shard }, "connection to Discord failed"));
    client.on(Events.Error, (error) => log.warn({ err: error }, "discord.js reports an error"));
    client.on(Events.ShardDisconnect, ({ code }) => this.#ended(FATAL_CLOSES[code]));
    return client;
  }

  #receive(payload: unknown): void {
    const now = Date.now();
    const { router } = this.#parts;
    const delivery = parseDelivery(payload, now);
    if (delivery === undefined) void router.refuse(parseUnreadable(payload, now), undefined);
    // Pings come over HTTP alone
    else if (delivery.type !== "ping") void router.receive(delivery, undefined);
  }

  #ended(sentence: string | undefined): void {
    if (sentence === undefined) return;
    const { onFatal } = this.#parts;
    this.#fail(new Error(sentence));
    if (this.#hasBeenReady) onFatal(sentence);
    void this.close();
  }
}

function isInvalidToken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "TokenInvalid";
}
