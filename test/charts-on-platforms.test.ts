import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SimulatedDiscord, simulatedDiscord } from "./support/discord.ts";
import type { Transport as DiscordTransport } from "./support/discord-person.ts";
import { measured } from "./support/pictures.ts";
import { type Program, startProgram } from "./support/program.ts";
import { type SimulatedSlack, type Transport as SlackTransport, simulatedSlack, slackConfig } from "./support/slack.ts";
import { picturesOf } from "./support/slack-rules.ts";

const ALT = "Confirmed cases in Germany rose from 1 on 27 January to 137,698 on 16 April 2020";
const PUBLIC_URL = "https://magpie.example";

let slack: SimulatedSlack;
let discord: SimulatedDiscord;
let program: Program;
let root: string;

/** As an operator tries it out, with the recorded upstreams. */
async function start(variables: Readonly<Record<string, string>> = {}): Promise<void> {
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
    ...variables,
  });
  const ready = JSON.parse(await program.says(/"msg":"ready"/)) as { address: { port: number } };
  root = `http://127.0.0.1:${ready.address.port}`;
  slack.deliversTo(`${root}/slack/events`);
  discord.interactionsUrl = `${root}/discord/interactions`;
}

async function stop(): Promise<void> {
  program.kill("SIGKILL");
  await Promise.all([program.ended, slack.close(), discord.close()]);
}

describe("a bot that nobody can reach", () => {
  beforeAll(() => start());
  afterAll(stop);

  test.each<SlackTransport>(["http", "socket"])("a chart in Slack over %s, in a channel it is not in", async (via) => {
    const ann = slack.person("ann", { via, channel: `C-${via}` });
    await ann.types("/covid germany");
    await ann.reads(`[picture: ${ALT}]`);
    const file = slack.api.files.all.at(-1);
    expect(await measured(file?.bytes ?? Buffer.alloc(0))).toBe("960×720 png");
    expect(file).toMatchObject({ name: "covid-cases.png", altText: ALT });
    expect([ann.failures, slack.problems()]).toEqual([[], []]);
  });

  test.each<DiscordTransport>(["http", "gateway"])("a chart in Discord over %s", async (via) => {
    const bob = discord.person(`bob-${via}`);
    await bob.types("covid", { country: "germany" }, { via });
    await expect.poll(() => bob.latest()?.files.length, { timeout: 5_000 }).toBe(1);
    const message = bob.latest();
    const [file] = message?.files ?? [];
    expect(file?.name).toBe("0-covid-cases.png");
    expect(await measured(file?.bytes ?? Buffer.alloc(0))).toBe("960×720 png");
    expect(message?.body.embeds?.[0]).toMatchObject({ image: { url: "attachment://0-covid-cases.png" } });
    expect(message?.body.attachments?.[0]).toMatchObject({ description: ALT });
    expect(discord.violations).toEqual([]);
  });

  test("a private chart of the quotas in Slack", async () => {
    const ann = slack.person("ann", { via: "http", channel: "C-quota" });
    await ann.types("/quota");
    await ann.reads("[picture: A bar for each quota");
    expect(slack.person("bob", { via: "http", channel: "C-quota" }).messages()).toEqual([]);
  });
});

describe("a bot with an address", () => {
  beforeAll(() => start({ PUBLIC_URL }));
  afterAll(stop);

  test.each<SlackTransport>(["http", "socket"])("a chart in Slack over %s is fetched, not uploaded", async (via) => {
    const ann = slack.person("ann", { via, channel: `C-${via}` });
    await ann.types("/covid germany");
    await ann.reads(`[picture: ${ALT}]`);
    const message = ann.messages().at(-1);
    const [link = ""] = message === undefined ? [] : picturesOf(message.payload);
    const fetched = await fetch(root + link.slice(PUBLIC_URL.length));
    expect(await measured(new Uint8Array(await fetched.arrayBuffer()))).toBe("960×720 png");
    expect([slack.api.files.all, ann.failures, slack.problems()]).toEqual([[], [], []]);
  });
});
