import type { FastifyInstance } from "fastify";
import type { Bot } from "./bot.ts";
import type { Config } from "./config.ts";
import type { Adapter } from "./core/adapter.ts";
import type { Logger } from "./log.ts";

export interface PlatformParts {
  readonly bot: Pick<Bot, "dispatcher" | "buttonStore" | "slackInstalls">;
  readonly log: Logger;
  /** The one web server, while it does not listen yet; without it only connections that we open ourselves. */
  readonly http?: FastifyInstance;
  /** Called with a sentence for the operator when a platform lets the bot in no more. */
  readonly onFatal: (sentence: string) => void;
}

/** Connects the platforms that are configured. One that is not is not even loaded. */
export async function startPlatforms(
  { slack, discord, publicUrl }: Pick<Config, "slack" | "discord" | "publicUrl">,
  { bot, log, http, onFatal }: PlatformParts,
): Promise<readonly Adapter[]> {
  const { dispatcher, buttonStore, slackInstalls } = bot;
  const parts = { dispatcher, buttonStore, log, onFatal, ...(http === undefined ? {} : { http }) };
  const adapters: Adapter[] = [];
  if (slack !== undefined) {
    const { startSlack } = await import("./adapters/slack/start.ts");
    adapters.push(await startSlack(slack, { ...parts, installs: slackInstalls, publicUrl }));
  }
  if (discord !== undefined) {
    const { startDiscord } = await import("./adapters/discord/start.ts");
    adapters.push(await startDiscord(discord, parts));
  }
  return adapters;
}
