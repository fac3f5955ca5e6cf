import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedDiscord, simulatedDiscord } from "./support/discord.ts";
import type { Transport as DiscordTransport } from "./support/discord-person.ts";
import { measured } from "./support/pictures.ts";
import { type Program, startProgram } from "./support/program.ts";
import { type SimulatedSlack, type Transport as SlackTransport, simulatedSlack, slackConfig } from "./support/slack.ts";

let slack: SimulatedSlack;
let discord: SimulatedDiscord;
let program: Program;

/** As an operator tries it out: the recorded upstreams, and both platforms. */
beforeAll(async () => {
  [slack, discord] = await Promise.all([simulatedSlack(), simulatedDiscord()]);
  const { botToken, apiUrl, signingSecret = "", appToken = "" } = slackConfig(slack, ["http", "socket"]);
  const { token, applicationId, publicKey = "", apiUrl: discordUrl } = discord.config("both");
  program = startProgram(["--recorded"], {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: apiUrl,
    DISCORD_TOKEN: token,
    DISCORD_APPLICATION_ID: applicationId,
    DISCORD_PUBLIC_KEY: publicKey,
    DISCORD_GATEWAY: "on",
    DISCORD_API_URL: discordUrl,
  });
  const ready = JSON.parse(await program.says(/"msg":"ready"/)) as { address: { port: number } };
  const root = `http://127.0.0.1:${ready.address.port}`;
  slack.deliversTo(`${root}/slack/events`);
  discord.interactionsUrl = `${root}/discord/interactions`;
});

afterAll(async () => {
  program.kill("SIGKILL");
  await Promise.all([program.ended, slack.close(), discord.close()]);
});

test.each<SlackTransport>(["http", "socket"])("a goat in Slack over %s", async (via) => {
  const ann = slack.person("ann", { via, channel: `C-${via}` });
  await ann.types("/goat 400 300");
  await ann.reads(/\[picture: A goat, titled “Example .*recorded sample\n\[Another\]$/s);
  const file = slack.api.files.all.at(-1);
  expect(await measured(file?.bytes ?? Buffer.alloc(0))).toBe("400×300 jpeg");
  expect(file?.altText).toContain("A goat, titled “Example ");
  expect([ann.failures, slack.problems()]).toEqual([[], []]);
});

test.each<DiscordTransport>(["http", "gateway"])("a goat in Discord over %s", async (via) => {
  const bob = discord.person(`bob-${via}`);
  await bob.types("goat", { width: 400, height: 300 }, { via });
  expect(bob.sees()).toContain("recorded sample");
  const [file] = bob.latest()?.files ?? [];
  expect(file?.name).toBe("0-goat-400x300.jpg");
  expect(await measured(file?.bytes ?? Buffer.alloc(0))).toBe("400×300 jpeg");
  expect(bob.latest()?.body.attachments?.[0]).toMatchObject({ description: expect.stringContaining("A goat, titled") });
  expect(discord.violations).toEqual([]);
});
