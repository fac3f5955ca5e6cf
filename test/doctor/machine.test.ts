import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { createHttpServer } from "../../src/http/server.ts";
import { simulatedDiscord } from "../support/discord.ts";
import { simulatedSlack, slackConfig } from "../support/slack.ts";
import { closes, doctor, listening, nowhere, serving } from "./doctor.ts";

const aServer = () => createHttpServer({ adapters: () => [], isDraining: () => false });

async function listenOnFree(http: ReturnType<typeof aServer>): Promise<number> {
  return Number(new URL(await http.listen({ port: 0, host: "127.0.0.1" })).port);
}

async function aBot(): Promise<number> {
  const http = aServer();
  closes(() => http.close());
  return await listenOnFree(http);
}

describe("the port", () => {
  test("a bot is running there", async () => {
    const port = await aBot();
    expect((await doctor({ PORT: String(port) }))["PORT"]).toBe(`good: A bot is running on ${port}.`);
  });

  test("another program has it, be it a web server or not", async () => {
    for (const port of [
      await serving((_, response) => response.end("hello")),
      await listening(createServer((socket) => socket.destroy())),
    ]) {
      expect((await doctor({ PORT: String(port) }))["PORT"]).toBe(
        `bad: ${port} is in use by another program. → Stop that one, or set PORT to a free port.`,
      );
    }
  });

  test("it is free, and stays so", async () => {
    const bot = aServer();
    const port = await listenOnFree(bot);
    await bot.close();
    for (const _ of [1, 2]) {
      expect((await doctor({ PORT: String(port) }))["PORT"]).toBe(`good: ${port} is free; no bot is running here.`);
    }
  });

  test("no address of this machine", async () => {
    expect((await doctor({ PORT: "3000", HOST: "192.0.2.1" }))["PORT"]).toMatch(
      /^bad: I can't listen on 3000 \(EADDRNOTAVAIL\)/,
    );
  });
});

describe("the public address", () => {
  const at = async (publicUrl: string, more = {}) => (await doctor({ PUBLIC_URL: publicUrl, ...more }))["PUBLIC_URL"];

  test("leads to a bot", async () => {
    expect(await at(`http://127.0.0.1:${await aBot()}`)).toBe("good: It leads to a running bot.");
  });

  test("leads to something else", async () => {
    const port = await serving((_, response) => response.end("<h1>Welcome</h1>"));
    expect(await at(`http://127.0.0.1:${port}`)).toMatch(/^bad: Something answers there that is not this bot/);
  });

  test("leads to a proxy without a bot behind it", async () => {
    const port = await serving((_, response) => response.writeHead(502).end());
    expect(await at(`http://127.0.0.1:${port}`)).toMatch(/^bad: A proxy answers, but it does not reach the bot/);
  });

  test("leads nowhere", async () => {
    expect(await at(await nowhere())).toMatch(/^bad: It can't be reached: nothing listens there\. → Start the bot/);
    expect(await at("https://bot.invalid")).toMatch(/^bad: It can't be reached: its name /);
    const port = await listening(createServer());
    expect((await doctor({ PUBLIC_URL: `http://127.0.0.1:${port}` }, 300))["PUBLIC_URL"]).toMatch(
      /^bad: It can't be reached: no answer in time/,
    );
  });

  test("is this machine, where Slack can't come", async () => {
    const slack = { SLACK_BOT_TOKEN: "xoxp", SLACK_SIGNING_SECRET: "8f742231b10e8888abcd99yyyzzz85a5" };
    expect(
      await at("http://localhost:3000", {
        ...slack,
        SLACK_BOT_TOKEN: "xoxb-1",
        SLACK_API_URL: "https://slack.invalid",
      }),
    ).toMatch(/^bad: It is an address of this very machine/);
  });
});

describe("the clock", () => {
  const shifted = (aheadMs: number) => ({ date: new Date(Date.now() + aheadMs).toUTCString() });

  test.each([
    [0, "good: It goes with that of Slack."],
    [20_000, "good: It goes with that of Slack."],
    [45_000, "bad: It is 45 seconds behind that of Slack; at five minutes signed requests are refused."],
    [-360_000, "bad: It is 6 minutes ahead of that of Slack: every signed request is refused."],
  ])("Slack's is %d ms ahead", async (aheadMs, line) => {
    const slack = await simulatedSlack();
    closes(() => slack.close());
    slack.api.plays("api.test", { headers: shifted(aheadMs) });
    const { botToken, appToken = "" } = slackConfig(slack, ["socket"]);
    const says = await doctor({ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl });
    // Whole seconds, cut off
    expect(says["Clock"]?.replace(/4[4-6] seconds/, "45 seconds").split(" → ")[0]).toBe(line);
  });

  test("Discord's counts as well", async () => {
    const discord = await simulatedDiscord();
    closes(() => discord.close());
    discord.breaks("GET gateway url", { status: 200, headers: shifted(-3 * 3_600_000) });
    const { token, applicationId, apiUrl } = discord.config("gateway");
    const says = await doctor({ DISCORD_TOKEN: token, DISCORD_APPLICATION_ID: applicationId, DISCORD_API_URL: apiUrl });
    expect(says["Clock"]).toMatch(/^bad: It is 3 hours ahead of that of Discord/);
    expect(says["Bot token"]).toMatch(/^good/);
    expect(discord.violations).toEqual([]);
  });

  test("nobody tells the time", async () => {
    const says = await doctor({
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      SLACK_API_URL: "http://127.0.0.1:1/api",
    });
    expect(says["Clock"]).toMatch(/^unsure/);
  });
});
