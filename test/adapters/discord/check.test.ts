import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkDiscordApp } from "../../../src/adapters/discord/check.ts";
import { checkDiscord } from "../../../src/adapters/discord/check-delivery.ts";
import { registerCommands } from "../../../src/adapters/discord/register.ts";
import type { DiscordConfig } from "../../../src/config.ts";
import { type SimulatedDiscord, simulatedDiscord } from "../../support/discord.ts";
import { discordBot } from "../../support/discord-bot.ts";
import { dog, gif } from "../../support/sample-commands.ts";

let discord: SimulatedDiscord;

beforeEach(async () => {
  discord = await simulatedDiscord();
});

afterEach(async () => {
  expect(discord.violations).toEqual([]);
  await discord.close();
});

const PUBLIC_URL = "http://127.0.0.1:1";

interface Wrong extends Partial<DiscordConfig> {
  readonly publicUrl?: string;
  readonly guildId?: string;
}

/** The state of each subject, and all that is said about it. */
async function check({ publicUrl, guildId, ...wrong }: Wrong = {}, via: "gateway" | "http" = "gateway") {
  const config = { ...discord.config(via), ...wrong };
  const findings = await checkDiscord({ config, publicUrl, commands: [dog], guildId }, AbortSignal.timeout(1_000));
  return {
    states: Object.fromEntries(findings.map(({ subject, state }) => [subject, state])),
    says: (about: string) => {
      const found = findings.find(({ subject }) => subject === about);
      return [found?.sentence, found?.advice].filter(Boolean).join(" ");
    },
  };
}

const register = (guildId?: string) =>
  registerCommands({ config: discord.config("gateway"), commands: [dog], guildId });

describe("over the Gateway", () => {
  test("all is well", async () => {
    await register();
    const { states, says } = await check();
    expect(states).toEqual({
      "Bot token": "good",
      "Application id": "good",
      "Interactions endpoint": "good",
      Gateway: "good",
      Intents: "good",
      Commands: "good",
    });
    expect(says("Bot token")).toBe("It belongs to the application Magpie.");
    expect(says("Gateway")).toBe("Discord lets the bot in: 999 of 1000 starts are left today.");
  });

  test.each([
    [
      16,
      "0-7/16",
      "good",
      "8 of 16 are this process's, and Discord recommends 16. All 16 have begun after 40 s, 2 at a time.",
    ],
    [
      16,
      "0-7/8",
      "unsure",
      "8 of 8 are this process's, and Discord recommends 16. Give all processes parts of 16, such as",
    ],
    [16, "0-3/4", "bad", "It lets so few in no more. Give all processes parts of 16, such as DISCORD_SHARDS=0-15/16."],
    [1, "0-1499/1500", "bad", "Of its starts, 999 are left today."],
  ] as const)("where Discord recommends %i shards, %s is %s", async (recommended, part, state, words) => {
    Object.assign(discord.gateway, { shardCount: recommended, maxConcurrency: 2 });
    const [first = 0, last = 0, of = 0] = part.split(/[-/]/).map(Number);
    const ids = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const { states, says } = await check({ shards: { ids, of } });
    expect(states["Shards"]).toBe(state);
    expect(says("Shards")).toContain(words);
  });

  test("a token that Discord does not know: nothing else is asked with it", async () => {
    const { states, says } = await check({ token: "hush" });
    expect(states).toEqual({ "Bot token": "bad" });
    expect(says("Bot token")).toMatch(
      /^Discord does not know it\. Reset it at https:\/\/discord\.com\S+ → your app → Bot/,
    );
    expect(discord.calls).toEqual(["GET application 401"]);
  });

  test("a token with a line break is sent nowhere", async () => {
    expect((await check({ token: "a\r\nb" })).states).toEqual({ "Bot token": "bad" });
    expect(discord.calls).toEqual([]);
  });

  test("the number of another application", async () => {
    await register();
    const { states, says } = await check({ applicationId: "999999999999999999" });
    expect(states).toMatchObject({ "Bot token": "good", "Application id": "bad", Commands: "good" });
    expect(says("Application id")).toContain(`set DISCORD_APPLICATION_ID=${discord.config("http").applicationId}`);
  });

  test("interactions that go to an address instead", async () => {
    discord.endpoint("https://old.example/discord/interactions");
    const { states, says } = await check();
    expect(states["Interactions endpoint"]).toBe("bad");
    expect(says("Interactions endpoint")).toContain("none come through the Gateway. Empty it");
  });

  test("no starts left", async () => {
    const session_start_limit = { total: 1_000, remaining: 0, reset_after: 3 * 3_600_000 - 5, max_concurrency: 1 };
    discord.breaks("GET gateway", { status: 200, body: { url: "wss://x", shards: 1, session_start_limit } });
    const { states, says } = await check();
    expect(states["Gateway"]).toBe("bad");
    expect(says("Gateway")).toBe(
      "All 1000 starts of the day are used up. Wait 3 h, and see in the log why the bot starts so often.",
    );
  });

  test.each([
    ["is slow", "hang", "bad", "Discord can't be reached: no answer in time."],
    ["breaks off", "reset", "bad", "Discord can't be reached: the connection breaks off."],
    ["is ill", { status: 500 }, "unsure", "Discord is ill right now."],
    ["has enough", { status: 429 }, "unsure", "Discord asks to slow down."],
    ["is another server", { status: 200, body: { hello: 1 } }, "bad", "What answers is not Discord."],
  ] as const)("Discord %s", async (_, how, state, sentence) => {
    discord.breaks("GET application", how);
    const { states, says } = await check();
    expect(states).toEqual({ "Bot token": state });
    expect(says("Bot token")).toContain(sentence);
  });
});

describe("the list of commands", () => {
  test("was never registered", async () => {
    const { states, says } = await check();
    expect(states["Commands"]).toBe("bad");
    expect(says("Commands")).toBe(
      "Discord knows none of them. Run npm run register. Where you registered them in one server only, look with npm run doctor -- --guild ID.",
    );
  });

  test("is registered in one server", async () => {
    await register("41");
    expect((await check({ guildId: "41" })).states["Commands"]).toBe("good");
    expect((await check({ guildId: "42" })).says("Commands")).toContain("Run npm run register -- --guild 42.");
  });

  test("is an older one", async () => {
    await registerCommands({
      config: discord.config("gateway"),
      commands: [{ ...dog, description: "Old" }, gif],
    });
    const { says } = await check();
    expect(says("Commands")).toMatch(
      /^Discord knows another list: \/dog is changed, \/gif is removed\. Run npm run register\.$/,
    );
  });

  test("can't be asked for in time", async () => {
    discord.breaks("GET commands", "hang");
    const { states, says } = await check();
    expect(states["Commands"]).toBe("unsure");
    expect(says("Commands")).toBe("Discord did not tell in time which it knows.");
  });
});

describe("over HTTP", () => {
  test("all is well", async () => {
    await using bot = await discordBot({ commands: [dog], via: "http" });
    const publicUrl = bot.discord.interactionsUrl.replace(/\/discord\/interactions$/, "");
    bot.discord.endpoint(bot.discord.interactionsUrl);
    const config = bot.discord.config("http");
    await registerCommands({ config, commands: [dog] });
    const findings = await checkDiscord({ config, publicUrl, commands: [dog] });
    expect(findings.map(({ subject, state }) => `${state} ${subject}`)).toEqual([
      "good Bot token",
      "good Application id",
      "good Public key",
      "good Interactions endpoint",
      "good Unsigned requests",
      "skipped Gateway",
      "good Intents",
      "good Commands",
    ]);
  });

  test("the public key of another application", async () => {
    const { states, says } = await check({ publicKey: "ab".repeat(32) }, "http");
    expect(states["Public key"]).toBe("bad");
    expect(says("Public key")).toContain(`set DISCORD_PUBLIC_KEY=${discord.config("http").publicKey}`);
  });

  test.each([
    ["none", null, "Discord has none, so nothing comes over HTTP."],
    ["another", "https://old.example/discord/interactions", "Discord sends interactions to another address."],
  ])("%s is entered as endpoint", async (_, url, sentence) => {
    discord.endpoint(url);
    const { states, says } = await check({ publicUrl: PUBLIC_URL }, "http");
    expect(states).toMatchObject({ "Interactions endpoint": "bad", "Unsigned requests": "unsure" });
    expect(says("Interactions endpoint")).toContain(
      `${sentence} Start the bot, then enter ${PUBLIC_URL}/discord/interactions`,
    );
  });

  test("without PUBLIC_URL one can't tell whose endpoint it is", async () => {
    discord.endpoint("https://bot.example/discord/interactions");
    expect((await check({}, "http")).states["Interactions endpoint"]).toBe("unsure");
    discord.endpoint(null);
    expect((await check({}, "http")).states["Interactions endpoint"]).toBe("bad");
  });

  test("a bot that does not take it", async () => {
    await using bot = await discordBot({ commands: [dog], via: "http" });
    const publicUrl = `${bot.discord.interactionsUrl.replace(/\/discord\/interactions$/, "")}/elsewhere`;
    expect((await check({ publicUrl }, "http")).states["Unsigned requests"]).toBe("bad");
  });
});

test("what somebody has just typed is checked with one call", async () => {
  const { token, applicationId, publicKey, apiUrl } = discord.config("http");
  const findings = await checkDiscordApp({ token, applicationId, publicKey, apiUrl });
  expect(findings.map(({ subject, state }) => `${state} ${subject}`)).toEqual([
    "good Bot token",
    "good Application id",
    "good Public key",
  ]);
  expect(discord.calls).toEqual(["GET application 200"]);
});
