import { onTestFinished, vi } from "vitest";
import { commands } from "../../commands/index.ts";
import { startDiscord } from "../../src/adapters/discord/start.ts";
import { startSlack } from "../../src/adapters/slack/start.ts";
import { Pace } from "../../src/core/pace.ts";
import type { Poster } from "../../src/core/posting.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { type Conversation, talk } from "./conversation.ts";
import { type SimulatedDiscord, simulatedDiscord } from "./discord.ts";
import { type Platform, platformsAt, type Way } from "./platforms.ts";
import { READY_MS } from "./sample-commands.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig } from "./slack.ts";

/** The whole bot on all four transports, at whatever time the test says. */
export interface Subscribers extends Conversation {
  readonly slack: SimulatedSlack;
  readonly discord: SimulatedDiscord;
  readonly platforms: Readonly<Record<Way, Platform>>;
  /** It is that moment now, and whatever is due has been seen to. */
  isAt(iso: string): Promise<void>;
  /** Milliseconds of the waits that Slack's and Discord's paces asked for: nobody waits for them here. */
  readonly waits: { readonly slack: number[]; readonly discord: number[] };
}

/** Starts it. It ends with the test, which must have broken no rule of a platform's. */
export async function subscribers(
  now: string,
  options: Parameters<typeof talk>[0] & {
    /** A clock that others share. */
    readonly clock?: { at: number };
    readonly slack?: SimulatedSlack;
    readonly discord?: SimulatedDiscord;
  } = {},
): Promise<Subscribers> {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { clock = { at: 0 }, slack: ownSlack, discord: ownDiscord, ...rest } = options;
  clock.at = Date.parse(now);
  const talking = await talk({ inlineBudgetMs: READY_MS, scheduleNow: () => clock.at, ...rest });
  const { bot } = talking;
  const slack = ownSlack ?? (await simulatedSlack());
  const discord = ownDiscord ?? (await simulatedDiscord());
  const http = createHttpServer({ adapters: () => [], isDraining: () => false });
  const { dispatcher, buttonStore } = bot;
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const parts = { dispatcher, buttonStore, log, http, onFatal: () => {} };
  const waits = { slack: [] as number[], discord: [] as number[] };
  const adapters = [
    await startSlack(slackConfig(slack, ["http", "socket"]), { ...parts, postPace: counted(1_100, waits.slack) }),
    await startDiscord(discord.config("both"), { ...parts, postPace: counted(25, waits.discord) }),
  ];
  const root = await http.listen({ port: 0, host: "127.0.0.1" });
  slack.deliversTo(`${root}/slack/events`);
  discord.interactionsUrl = `${root}/discord/interactions`;
  await Promise.all(adapters.map(({ ready }) => ready));
  const posters = adapters.map(({ poster }) => poster).filter((poster): poster is Poster => poster !== undefined);
  bot.schedule.start(() => posters);
  onTestFinished(async () => {
    await Promise.all(adapters.map((adapter) => adapter.stop()));
    await bot.schedule.drain(30_000);
    await bot.dispatcher.drain(30_000);
    await Promise.all(adapters.map((adapter) => adapter.close()));
    await http.close();
    if (ownSlack === undefined) await slack.close();
    if (ownDiscord === undefined) await discord.close();
    vi.useRealTimers();
    const broken = [...slack.problems(), ...discord.violations];
    if (broken.length > 0) throw new Error(`rules were broken: ${broken.join("; ")}`);
  });
  return {
    ...talking,
    slack,
    discord,
    platforms: platformsAt({ slack, discord }, commands),
    waits,
    isAt: async (iso) => {
      // One that is under way has looked at the old time
      await bot.schedule.tick();
      clock.at = Date.parse(iso);
      await bot.schedule.tick();
    },
  };
}

/** A pace that writes down how long it would wait. */
function counted(everyMs: number, waits: number[]): Pace {
  let now = 0;
  return new Pace(everyMs, {
    now: () => now,
    wait: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  });
}
