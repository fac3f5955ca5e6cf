import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PlatformProgram, recordedProgram } from "./support/connected-program.ts";
import type { SimulatedDiscord } from "./support/discord.ts";
import type { Transport as DiscordTransport } from "./support/discord-person.ts";
import { measured } from "./support/pictures.ts";
import type { SimulatedSlack, Transport as SlackTransport } from "./support/slack.ts";
import { picturesOf } from "./support/slack-rules.ts";

const ALT = "Confirmed cases in Germany rose from 1 on 27 January to 137,698 on 16 April 2020";
const PUBLIC_URL = "https://magpie.example";

let connected: PlatformProgram;
let slack: SimulatedSlack;
let discord: SimulatedDiscord;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  connected = await recordedProgram(env);
  ({ slack, discord } = connected);
}

describe("a bot that nobody can reach", () => {
  beforeAll(() => start());
  afterAll(() => connected.close());

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
  afterAll(() => connected.close());

  test.each<SlackTransport>(["http", "socket"])("a chart in Slack over %s is fetched, not uploaded", async (via) => {
    const ann = slack.person("ann", { via, channel: `C-${via}` });
    await ann.types("/covid germany");
    await ann.reads(`[picture: ${ALT}]`);
    const message = ann.messages().at(-1);
    const [link = ""] = message === undefined ? [] : picturesOf(message.payload);
    const fetched = await fetch(connected.root + link.slice(PUBLIC_URL.length));
    expect(await measured(new Uint8Array(await fetched.arrayBuffer()))).toBe("960×720 png");
    expect([slack.api.files.all, ann.failures, slack.problems()]).toEqual([[], [], []]);
  });
});
