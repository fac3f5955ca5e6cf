import type { Client } from "discord.js";
import type { DiscordConfig } from "../../config.ts";
import type { AdapterState } from "../../core/adapter.ts";
import type { Logger } from "../../core/log.ts";
import type { Shared } from "../../core/shared.ts";
import { BackOff, inTime, MINUTE_MS, SECOND_MS, type Waits } from "../../core/time.ts";
import type { Watch } from "../../core/watch.ts";
import { DISCORD_APPS } from "../../setup/consoles.ts";
import { parseDelivery, parseUnreadable } from "./parse.ts";
import type { Router } from "./route.ts";
import { KeptSessions } from "./sessions.ts";
import type { GuardedShards } from "./shards.ts";

export interface GatewayParts {
  readonly config: DiscordConfig;
  readonly log: Logger;
  readonly router: Router;
  readonly watch?: Watch | undefined;
  /** What other processes have their sessions and their turns to identify in. */
  readonly shared?: Pick<Shared, "locks" | "values"> | undefined;
  /** Called when an open connection was ended for good: with a sentence for the operator. */
  readonly onFatal: (sentence: string) => void;
}

/** Before another attempt to connect. Our choice. */
const WAITS: Waits = { firstMs: SECOND_MS, longestMs: MINUTE_MS };

/** Longest time for the closing handshake, in milliseconds; our choice. */
const HANG_UP_MS = 500;

const BAD_TOKEN = `Discord does not accept DISCORD_TOKEN. Reset it on ${DISCORD_APPS}, under Bot, and set the new one.`;

/**
 * Close codes after which connecting again is forbidden.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway (2026-11-22)
 */
const FATAL_CLOSES: Readonly<Record<number, string>> = {
  4004: BAD_TOKEN,
  4010: "Discord refused a shard of this bot (close code 4010). Start it again, and look at DISCORD_SHARDS.",
  4011: "Discord wants this bot in more shards (close code 4011). With DISCORD_SHARDS=auto, start it again: it asks Discord for them at each start. Else give a higher number after the slash, to all processes.",
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
  readonly #sessions: KeptSessions | undefined;
  #hasBeenReady = false;
  readonly #fail: (error: Error) => void;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#sessions = parts.shared && new KeptSessions(parts.shared);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#fail = reject;
    // Whoever waits for it sees the rejection; nobody has to
    this.ready.catch(() => {});
    this.#connect().then(resolve, reject);
  }

  state(): AdapterState {
    const { shards } = this.#parts.config;
    const states = this.#shards?.states() ?? new Map<number, string>();
    const wanted = states.size === 0 ? (shards?.ids ?? []) : [...states.keys()];
    const own = Object.fromEntries(wanted.map((id) => [id, states.get(id) ?? "connecting"]));
    const away = Object.entries(own).filter(([, state]) => state !== "connected");
    const connected = wanted.length - away.length;
    const which = wanted.length < 2 || away.length === 0 ? "" : ` (not ${away.map(([id]) => id).join(", ")})`;
    return {
      isConnected: this.#hasBeenReady && connected > 0 && away.length === 0,
      detail: `gateway: ${connected} of ${wanted.length || 1} shards connected${which}`,
      shards: { of: shards?.of ?? this.#shards?.count ?? 0, own },
    };
  }

  async close(): Promise<void> {
    this.#backOff.stop();
    this.#shards?.end();
    await this.#sessions?.end();
    // The library's own way out never ends while it waits for Discord's hello
    await inTime(this.#client?.destroy() ?? Promise.resolve(), HANG_UP_MS, () => {}).catch(() => {});
    this.#shards?.cutOff();
    // Nobody may go on with a session that is still ours
    await this.#sessions?.release();
  }

  /** Tries until it succeeds: a Discord that can't be reached now may be later. */
  async #connect(): Promise<void> {
    const logIn = async () => {
      const client = await this.#open();
      this.#client = client;
      // Ends when each shard has a session, a new one or one that it goes on with
      await client.login(this.#parts.config.token);
      this.#hasBeenReady = true;
      const { user, application } = client;
      this.#parts.log.info(
        { platform: "discord", bot: user?.tag, application: application?.id },
        "connected to Discord",
      );
    };
    await this.#backOff.until(logIn, (error, waitMs) => {
      if (isInvalidToken(error)) throw new Error(BAD_TOKEN);
      this.#parts.log.warn({ err: error, waitMs }, "Discord's Gateway can't be reached");
    });
  }

  async #open(): Promise<Client> {
    const [{ Client, Events, GatewayDispatchEvents, Options }, { GuardedShards }, { SharedIdentifies }] =
      await Promise.all([import("discord.js"), import("./shards.ts"), import("./identify.ts")]);
    const { config, log, watch, shared } = this.#parts;

    const onMalformed = () => {
      log.debug({ platform: "discord" }, "a frame that makes no sense was dropped");
      watch?.({ type: "malformed", platform: "discord" });
    };
    const onDouble = (shard: number) =>
      log.info(
        { shard },
        "another process is connected for this shard, too: each interaction is answered by one of them",
      );
    const client = new Client({
      // Interactions come without any intent
      intents: 0,
      ...(config.shards ? { shards: config.shards.ids, shardCount: config.shards.of } : { shards: "auto" }),
      rest: { api: config.apiUrl },
      ws: {
        buildStrategy: (manager) => {
          this.#shards = new GuardedShards(manager, { onMalformed, onDouble, sessions: this.#sessions });
          // A stop while Discord was asked for the address
          if (this.#backOff.isStopped) this.#shards.end();
          return this.#shards;
        },
        ...(shared && {
          buildIdentifyThrottler: async (manager) => {
            const { session_start_limit } = await manager.fetchGatewayInformation();
            return new SharedIdentifies(session_start_limit.max_concurrency, shared.locks);
          },
        }),
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
      // Where it keeps them until all shards have new sessions, which those that go on with theirs never have
      client.ws["packetQueue"].length = 0;
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
