import { APPLICATION_ID, type FakeDiscord } from "./fakes/discord.ts";
import { type FakeSlack, SIGNING_SECRET } from "./fakes/slack.ts";

/** The bot as an operator would configure it, and the fakes in the place of the platforms. */
const COMMON = { HOST: "127.0.0.1", PORT: "0", FAIR_SHARE: "off", DATABASE_URL: "sqlite::memory:" } as const;

export function slackEnvironment(slack: FakeSlack): Record<string, string> {
  return {
    ...COMMON,
    SLACK_BOT_TOKEN: "xoxb-1111-2222-bench",
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.apiUrl,
  };
}

export function discordEnvironment(discord: FakeDiscord, over: "discord-http" | "gateway"): Record<string, string> {
  return {
    ...COMMON,
    DISCORD_TOKEN: "MTEwMDAwMDAwMDAwMDAwMDAwMQ.bench.token",
    DISCORD_APPLICATION_ID: APPLICATION_ID,
    DISCORD_API_URL: discord.apiUrl,
    ...(over === "gateway" ? {} : { DISCORD_PUBLIC_KEY: discord.publicKey }),
  };
}
