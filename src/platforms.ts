import type { FastifyInstance } from "fastify";
import type { Bot } from "./bot.ts";
import type { Config } from "./config.ts";
import type { Adapter } from "./core/adapter.ts";
import type { Logger } from "./core/log.ts";
import type { Watch } from "./core/watch.ts";

export interface PlatformParts {
  readonly bot: Pick<Bot, "dispatcher" | "buttonStore" | "slackInstalls"> & Partial<Pick<Bot, "shared">>;
  readonly log: Logger;
  readonly watch?: Watch | undefined;
  /** The one web server, while it does not listen yet; without it only connections that we open ourselves. */
  readonly http?: FastifyInstance;
  /** Called with a sentence for the operator when a platform lets the bot in no more. */
  readonly onFatal: (sentence: string) => void;
}

/** Connects the platforms that are configured. One that is not is not even loaded. */
export async function startPlatforms(
  {
    slack,
    discord,
    publicUrl,
    databaseUrl,
    mcpTokens = [],
  }: Pick<Config, "slack" | "discord" | "publicUrl"> & Partial<Pick<Config, "databaseUrl" | "mcpTokens">>,
  { bot, log, watch, http, onFatal }: PlatformParts,
): Promise<readonly Adapter[]> {
  const { dispatcher, buttonStore, slackInstalls } = bot;
  const parts = { dispatcher, buttonStore, log, watch, onFatal, ...(http === undefined ? {} : { http }) };
  const adapters: Adapter[] = [];
  if (slack !== undefined) {
    const { startSlack } = await import("./adapters/slack/start.ts");
    const secret = slack.signingSecret ?? slack.botToken ?? slack.oauth?.clientSecret;
    const canLink = http !== undefined && secret !== undefined;
    const links = canLink
      ? await servePictures(http, secret, { publicUrl, databaseUrl, shared: bot.shared })
      : undefined;
    adapters.push(await startSlack(slack, { ...parts, installs: slackInstalls, publicUrl, links }));
  }
  if (discord !== undefined) {
    const { startDiscord } = await import("./adapters/discord/start.ts");
    adapters.push(await startDiscord(discord, { ...parts, shared: bot.shared }));
  }
  if (http !== undefined && mcpTokens.length > 0) {
    const { serveAgents } = await import("./adapters/mcp/http.ts");
    adapters.push(serveAgents({ http, dispatcher, tokens: mcpTokens, publicUrl, log }));
  }
  return adapters;
}

interface Where {
  readonly publicUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly shared: Bot["shared"];
}

/**
 * Links to the bot's own pictures, where Slack can follow them. With a database that replicas share, Slack may ask another one than
 * has made the picture: where they share nothing else, pictures are uploaded instead.
 */
async function servePictures(http: FastifyInstance, secret: string, { publicUrl, databaseUrl, shared }: Where) {
  const isFound = shared !== undefined || databaseUrl?.startsWith("sqlite:") === true;
  if (publicUrl?.startsWith("https:") !== true || !isFound) return undefined;
  const { MediaLinks } = await import("./http/media.ts");
  const links = new MediaLinks({ publicUrl, secret, shared });
  links.serve(http);
  return links;
}
