import { expect, test } from "vitest";
import type { SimulatedDiscord } from "../../support/discord.ts";
import { discordBot } from "../../support/discord-bot.ts";
import { BEAGLE_CARD, dog, gated } from "../../support/sample-commands.ts";

const via = "gateway";

test.each([
  ["dropped without a word", undefined],
  ["closed with 4000", 4000],
  ["closed with 4009", 4009],
])("the connection is %s: the session goes on, and what came between is answered", async (_, code) => {
  await using bot = await discordBot({ commands: [dog], via });
  const { discord } = bot;
  const ann = discord.person("ann");
  discord.gateway.drop(code);
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
  expect(discord.gateway.events).toEqual(["identify", "resume"]);
  expect(bot.adapter.state()).toEqual({
    isConnected: true,
    detail: "gateway: 1 of 1 shards connected",
    shards: { of: 1, own: { 0: "connected" } },
  });
});

test("the connection drops while a command is under way", async () => {
  const { command, open } = gated(dog);
  await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
  const ann = bot.discord.person("ann");
  const { interaction } = await ann.sends("dog", {}, { via });
  await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
  bot.discord.gateway.drop();
  open();
  await bot.discord.until(() => interaction.isFollowed, "the reply");
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
});

test("a resume repeats what was answered already", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  const { discord } = bot;
  const ann = discord.person("ann");
  const { interaction, payload } = await ann.sends("dog", {}, { via });
  await discord.until(() => interaction.answeredWith !== undefined, "the reply");
  discord.gateway.drop();
  discord.gateway.dispatch("INTERACTION_CREATE", payload);
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD, BEAGLE_CARD]);
  expect(discord.calls.filter((call) => call.startsWith("POST callback"))).toHaveLength(2);
});

test("Discord asks to connect again", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  const ann = bot.discord.person("ann");
  bot.discord.gateway.askToReconnect();
  await bot.discord.until(() => bot.discord.gateway.events.includes("resume"), "a resume");
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
});

test("the session is over: a new one is opened", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  const { discord } = bot;
  const ann = discord.person("ann");
  discord.gateway.invalidateSession(false);
  await discord.until(() => discord.gateway.events.length === 2 && discord.gateway.isConnected, "a second identify");
  await ann.types("dog", {}, { via });
  expect(discord.gateway.events).toEqual(["identify", "identify"]);
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
});

test("the bot heartbeats, and a silent connection is given up", async () => {
  await using bot = await discordBot({
    commands: [dog],
    via,
    before: (discord) => {
      discord.gateway.heartbeatIntervalMs = 40;
      discord.gateway.answersHeartbeats = false;
    },
  });
  const { gateway } = bot.discord;
  await bot.discord.until(() => gateway.heartbeats > 0, "a heartbeat");
  await bot.discord.until(() => gateway.events.includes("resume"), "a resume");
});

test("an interaction of a shape nobody knows", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  const ann = bot.discord.person("ann");
  for (const payload of [null, {}, { type: 2 }, { type: 3, id: "1", message: {} }, { type: 99, id: "1", token: "t" }]) {
    bot.discord.gateway.dispatch("INTERACTION_CREATE", payload);
  }
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
  expect(bot.log.lines.filter(({ level }) => level === "warn")).toHaveLength(5);
});

test("a wrong token", async () => {
  await using bot = await discordBot({ commands: [dog], via, config: { token: "wrong" }, isUnready: true });
  await expect(bot.adapter.ready).rejects.toThrow(
    "Discord does not accept DISCORD_TOKEN. Reset it on https://discord.com/developers/applications, under Bot, and set the new one.",
  );
  expect(bot.adapter.state().isConnected).toBe(false);
  expect(bot.fatal).toEqual([]);
});

test.each([
  [4004, /DISCORD_TOKEN/],
  [4014, /intents/],
])("the first connection is closed with %s for good", async (code, sentence) => {
  const before = (discord: SimulatedDiscord) => {
    discord.gateway.refuseIdentifyWith = code;
  };
  await using bot = await discordBot({ commands: [dog], via, before, isUnready: true });
  await expect(bot.adapter.ready).rejects.toThrow(sentence);
});

test("an open connection is closed for good", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  bot.discord.gateway.drop(4004);
  await expect.poll(() => bot.fatal).toEqual([expect.stringContaining("DISCORD_TOKEN")]);
  expect(bot.adapter.state().isConnected).toBe(false);
  expect(bot.discord.gateway.events).toEqual(["identify"]);
});

test("Discord can't be reached at first", async () => {
  await using bot = await discordBot({
    commands: [dog],
    via,
    before: (discord) => discord.breaks("GET gateway", { status: 403, body: { message: "not now", code: 0 } }),
  });
  expect(bot.adapter.state().isConnected).toBe(true);
  expect(bot.log.lines.map(({ message }) => message)).toEqual([
    "Discord's Gateway can't be reached",
    "connected to Discord",
  ]);
});
