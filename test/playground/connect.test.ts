import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import pino from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import { commands } from "../../commands/index.ts";
import { createBot } from "../../src/bot.ts";
import { readConfig } from "../../src/config.ts";
import type { Adapter } from "../../src/core/adapter.ts";
import { PlatformConnector } from "../../src/playground/connect.ts";
import { hiderOf } from "../../src/playground/hidden.ts";
import { startRecordedServer, withUpstreamsAt } from "../../src/recorded/server.ts";
import { simulatedDiscord } from "../support/discord.ts";
import { simulatedSlack, slackConfig } from "../support/slack.ts";

/** A bot with recorded answers and no platform, in an empty folder, beside simulated platforms. */
async function unconnected() {
  const folder = mkdtempSync(join(tmpdir(), "magpie-connect-"));
  const [slack, discord, server] = await Promise.all([simulatedSlack(), simulatedDiscord(), startRecordedServer()]);
  const env = {
    DATABASE_URL: "sqlite::memory:",
    SLACK_API_URL: slack.apiUrl,
    DISCORD_API_URL: discord.config("gateway").apiUrl,
  };
  const log = pino({ level: "silent" });
  const bot = await createBot(withUpstreamsAt(readConfig(env), server), commands, log);
  const adapters: Adapter[] = [];
  const hidden: string[] = [];
  const envFile = join(folder, ".env");
  const parts = {
    env,
    envFile,
    bot,
    log,
    adapters,
    hide: hiderOf(hidden),
  };
  onTestFinished(async () => {
    await Promise.all(adapters.map((adapter) => adapter.stop()));
    await Promise.all(adapters.map((adapter) => adapter.close()));
    await bot.close();
    await Promise.all([slack.close(), discord.close(), server.close()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const { botToken, appToken = "" } = slackConfig(slack, ["socket"]);
  const { token, applicationId } = discord.config("gateway");
  const { publicKey = "" } = discord.config("http");
  return {
    slack,
    discord,
    hidden,
    parts,
    connector: new PlatformConnector(parts),
    slackValues: { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken },
    discordValues: { DISCORD_APPLICATION_ID: applicationId, DISCORD_TOKEN: token, DISCORD_PUBLIC_KEY: publicKey },
  };
}

describe("Slack", () => {
  test("from tokens to a reply: checked, written for the next start, connected, answering", async () => {
    const { connector, slack, slackValues, parts } = await unconnected();
    expect((await connector.check("slack", slackValues)).map(({ state }) => state)).toEqual([
      "good",
      "good",
      "skipped",
      "skipped",
      "good",
    ]);
    const { findings } = await connector.connect("slack", slackValues);
    expect(findings.map(({ subject, state }) => `${subject}: ${state}`)).toEqual([
      "Bot token: good",
      "Scopes: good",
      "chat:write.public: skipped",
      "users:read: skipped",
      "App-level token: good",
      "For the next start: good",
      "Connection: good",
    ]);
    expect(parseEnv(readFileSync(parts.envFile, "utf8"))).toEqual(slackValues);
    expect(statSync(parts.envFile).mode & 0o777).toBe(0o600);
    const ann = slack.person("ann", { via: "socket" });
    await ann.types("/dog beagle");
    await ann.reads("Amiable, even tempered");
    const [again] = (await connector.connect("slack", slackValues)).findings.slice(-1);
    expect(again?.sentence).toContain("was connected already");
  });

  test("a wrong token is named, and nothing is written or connected", async () => {
    const { connector, slackValues, parts } = await unconnected();
    const wrong = { ...slackValues, SLACK_BOT_TOKEN: "xoxb-somebody-elses" };
    const { findings } = await connector.connect("slack", wrong);
    expect(findings[0]).toMatchObject({ subject: "Bot token", state: "bad", sentence: "Slack does not know it." });
    expect(JSON.stringify(findings)).not.toContain("somebody-elses");
    expect(() => readFileSync(parts.envFile)).toThrow("ENOENT");
    expect(parts.adapters).toEqual([]);
  });

  test("fields that are empty or mixed up are named by their variable", async () => {
    const { connector, slackValues } = await unconnected();
    const { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app } = slackValues;
    const swapped = await connector.check("slack", { SLACK_BOT_TOKEN: app, SLACK_APP_TOKEN: bot });
    expect(swapped.map(({ subject, state }) => `${subject}: ${state}`)).toEqual([
      "SLACK_BOT_TOKEN: bad",
      "SLACK_APP_TOKEN: bad",
    ]);
    const empty = await connector.check("slack", { SLACK_BOT_TOKEN: " ", SLACK_APP_TOKEN: "" });
    expect(empty.map(({ state }) => state)).toEqual(["bad"]);
  });

  test("where .env cannot be written it says so, and this run is connected all the same", async () => {
    const { slackValues, slack, parts } = await unconnected();
    // Also for root: a folder is no file
    mkdirSync(parts.envFile);
    chmodSync(parts.envFile, 0o500);
    const { findings } = await new PlatformConnector(parts).connect("slack", slackValues);
    expect(findings.find(({ subject }) => subject === "For the next start")?.state).toBe("bad");
    expect(findings.at(-1)).toMatchObject({ subject: "Connection", state: "good" });
    const ann = slack.person("ann", { via: "socket" });
    await ann.types("/help");
    await ann.reads("What I know");
  });

  test("the page that makes the app has the whole manifest in its address", async () => {
    const { connector } = await unconnected();
    const url = new URL(connector.slackAppUrl());
    const manifest = JSON.parse(url.searchParams.get("manifest_json") ?? "");
    expect(manifest.features.slash_commands).toHaveLength(commands.length);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    // Browsers and proxies take 8,000 characters and more
    expect(url.href.length).toBeLessThan(8_000);
  });
});

test("values beyond measure are neither tried nor kept, and plain words stay in the log", async () => {
  const { connector, hidden, slack } = await unconnected();
  const words = ["connection", "Germany", "2026", "confirmed cases", "ready", "x".repeat(40), "magpie-magpie-magpie"];
  for (const word of words)
    await connector.check("slack", { SLACK_BOT_TOKEN: word, SLACK_APP_TOKEN: word, [word]: word });
  expect(hidden).toEqual([]);
  const values = (n: number) => ({
    SLACK_BOT_TOKEN: `xoxb-guess-${n}-${"x".repeat(400)}`,
    SLACK_APP_TOKEN: "xapp-1-A1-0",
  });
  for (let n = 0; n < 500; n += 1) await connector.check("slack", values(n));
  expect(hidden.length).toBe(100);
  expect(slack.api.calls.filter((method) => method === "auth.test").length).toBeLessThan(120);
  expect(await connector.check("slack", values(900))).toMatchObject([{ state: "bad", subject: "Values" }]);
  // What was tried before can be tried again
  expect((await connector.check("slack", values(7)))[0]).toMatchObject({ subject: "Bot token" });
  expect(hidden.length).toBe(100);
});

test("a wish that the next start would refuse is refused now, and the advice is where it can be followed", async () => {
  const { connector, parts, slackValues } = await unconnected();
  const asked = new PlatformConnector({ ...parts, env: { ...parts.env, PLAYGROUND: "on" } });
  expect((await asked.connect("slack", slackValues)).findings).toEqual([
    expect.objectContaining({
      state: "bad",
      advice: expect.stringContaining(".env"),
      sentence: expect.stringContaining("PLAYGROUND=on"),
    }),
  ]);
  expect(() => readFileSync(parts.envFile)).toThrow("ENOENT");
  expect((await connector.connect("slack", slackValues)).findings.at(-1)?.state).toBe("good");
});

describe("Discord", () => {
  test("from a token to a reply: checked, written, registered, connected, with an invitation", async () => {
    const { connector, discord, discordValues, parts } = await unconnected();
    const { findings, inviteUrl } = await connector.connect("discord", discordValues);
    expect(findings.map(({ subject, state }) => `${subject}: ${state}`)).toEqual([
      "Bot token: good",
      "Application id: good",
      "Public key: good",
      "For the next start: good",
      "Commands: good",
      "Connection: good",
    ]);
    expect(inviteUrl).toContain(`client_id=${discordValues.DISCORD_APPLICATION_ID}`);
    expect(parseEnv(readFileSync(parts.envFile, "utf8"))).toEqual({ ...discordValues, DISCORD_GATEWAY: "on" });
    const bob = discord.person("bob");
    await bob.types("dog", { breed: "beagle" }, { via: "gateway" });
    expect(bob.sees()).toContain("Amiable, even tempered");
  });

  test("a number of another application is put right by its name", async () => {
    const { connector, discordValues, parts } = await unconnected();
    const { findings } = await connector.connect("discord", {
      ...discordValues,
      DISCORD_APPLICATION_ID: "111111111111111111",
    });
    expect(findings.find(({ subject }) => subject === "Application id")).toMatchObject({
      state: "bad",
      advice: expect.stringContaining(discordValues.DISCORD_APPLICATION_ID),
    });
    expect(parts.adapters).toEqual([]);
  });
});
