import { vi } from "vitest";
import type { SendTimes } from "../../src/adapters/discord/send.ts";
import { startDiscord } from "../../src/adapters/discord/start.ts";
import type { DiscordConfig } from "../../src/config.ts";
import type { Adapter } from "../../src/core/adapter.ts";
import type { ListedCommand, Services } from "../../src/core/command.ts";
import { Dispatcher } from "../../src/core/dispatch.ts";
import { FairShare } from "../../src/core/fair-share.ts";
import type { ButtonStore } from "../../src/core/press.ts";
import type { Shared } from "../../src/core/shared.ts";
import type { WatchEvent } from "../../src/core/watch.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { type SimulatedDiscord, type SimulationOptions, simulatedDiscord } from "./discord.ts";
import type { Transport } from "./discord-person.ts";
import { READY_MS } from "./sample-commands.ts";

/** A log that remembers. */
interface RememberedLog {
  readonly lines: { readonly level: string; readonly fields: object; readonly message: string }[];
}

export interface DiscordBot extends AsyncDisposable {
  readonly discord: SimulatedDiscord;
  readonly adapter: Adapter;
  readonly dispatcher: Dispatcher;
  readonly log: RememberedLog;
  /** Sentences for the operator that ended the bot. */
  readonly fatal: string[];
  /** What the adapter itself told its watch. */
  readonly watched: readonly WatchEvent[];
}

export interface DiscordBotOptions extends SimulationOptions {
  readonly commands: readonly ListedCommand[];
  readonly via: Transport | "both";
  /** Longer than anything takes here by default: what is ready is answered at once, however busy the machine. */
  readonly inlineBudgetMs?: number;
  readonly config?: Partial<DiscordConfig>;
  readonly buttonStore?: ButtonStore;
  readonly sendTimes?: SendTimes;
  /** A Discord that others are connected to, too; it stays open. */
  readonly at?: SimulatedDiscord;
  /** What it has in common with other processes. */
  readonly shared?: Shared;
  /** Called before the bot connects. */
  readonly before?: (discord: SimulatedDiscord) => void;
  /** Does not wait until the bot is connected. */
  readonly isUnready?: boolean;
}

/**
 * The Discord adapter with these commands, connected to a Discord of its own. Dispose of it at the end. Until then the date stands
 * still: of the 3 s that a first answer has, a busy machine would need too many.
 */
export async function discordBot(options: DiscordBotOptions): Promise<DiscordBot> {
  const {
    commands,
    via,
    inlineBudgetMs = READY_MS,
    config,
    buttonStore = memoryStore(),
    before,
    isUnready,
    at,
    shared,
    sendTimes,
    ...rules
  } = options;
  vi.useFakeTimers({ toFake: ["Date"] });
  const discord = at ?? (await simulatedDiscord(rules));
  // The bot asks at its start, beside everything else
  discord.unlisted.add("GET commands");
  before?.(discord);
  const lines: RememberedLog["lines"][number][] = [];
  const remember = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  const log = { debug: remember("debug"), info: remember("info"), warn: remember("warn"), error: remember("error") };
  const dispatcher = new Dispatcher({
    commands,
    // These commands ask no service
    servicesFor: () => ({}) as Services,
    fairShare: new FairShare("off"),
    claims: shared?.claims,
    log,
    inlineBudgetMs,
  });
  const adapters: Adapter[] = [];
  const http = createHttpServer({ adapters: () => adapters, isDraining: () => false });
  const fatal: string[] = [];
  const watched: WatchEvent[] = [];
  const watch = (event: WatchEvent) => void watched.push(event);
  const parts = {
    dispatcher,
    buttonStore,
    log,
    watch,
    http,
    sendTimes,
    shared,
    onFatal: (sentence: string) => void fatal.push(sentence),
  };
  const adapter = await startDiscord({ ...discord.config(via), ...config }, parts);
  adapters.push(adapter);
  discord.interactionsUrl = `${await http.listen({ port: 0, host: "127.0.0.1" })}/discord/interactions`;
  if (!isUnready) await adapter.ready;
  return {
    discord,
    adapter,
    dispatcher,
    log: { lines },
    fatal,
    watched,
    [Symbol.asyncDispose]: async () => {
      await adapter.stop();
      await dispatcher.drain(30_000);
      await adapter.close();
      await http.close();
      if (at === undefined) await discord.close();
      vi.useRealTimers();
    },
  };
}

/** Button states in memory. */
function memoryStore(): ButtonStore {
  const states = new Map<string, string>();
  return {
    put: async (state) => {
      const key = `key${states.size}`;
      states.set(key, state);
      return key;
    },
    get: async (key) => states.get(key),
  };
}
