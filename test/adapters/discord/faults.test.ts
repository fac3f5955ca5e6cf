import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { defineCommand } from "../../../src/core/command.ts";
import { card, reply } from "../../../src/core/reply.ts";
import type { SimulatedDiscord } from "../../support/discord.ts";
import { discordBot } from "../../support/discord-bot.ts";
import { BEAGLE_CARD, dog, gated, gif } from "../../support/sample-commands.ts";

const slowDown = (seconds: number) =>
  ({
    status: 429,
    headers: { "retry-after": String(seconds) },
    body: { retry_after: seconds, global: false },
  }) as const;

/** One command over the Gateway, so that the first answer is a call; what then went out. */
async function callsOf(prepare: (discord: SimulatedDiscord) => void) {
  await using bot = await discordBot({ commands: [dog], via: "gateway" });
  prepare(bot.discord);
  const ann = bot.discord.person("ann");
  await ann.types("dog", {}, { via: "gateway" });
  await bot.dispatcher.drain(30_000);
  expect(bot.discord.violations).toEqual([]);
  return { calls: bot.discord.calls.slice(1), sees: ann.seesAll() };
}

test("Discord asks to slow down", async () => {
  const { calls, sees } = await callsOf((discord) => discord.breaks("POST callback", slowDown(0.2)));
  expect(calls).toEqual(["POST callback 429", "POST callback 204"]);
  expect(sees).toEqual([BEAGLE_CARD]);
});

test("Discord asks to slow down for longer than there is time", async () => {
  await using bot = await discordBot({ commands: [dog], via: "gateway" });
  bot.discord.breaks("POST callback", slowDown(60));
  await bot.discord.person("ann").sends("dog", {}, { via: "gateway" });
  await bot.discord.until(() => bot.discord.calls.length === 2, "the callback");
  expect(await bot.dispatcher.drain(30_000)).toBe(0);
  expect(bot.discord.calls.slice(1)).toEqual(["POST callback 429"]);
});

test("Discord fails twice", async () => {
  const { calls } = await callsOf((discord) => discord.breaks("POST callback", { status: 503 }, 2));
  expect(calls).toEqual(["POST callback 503", "POST callback 503", "POST callback 204"]);
});

test("Discord hangs", async () => {
  const { calls, sees } = await callsOf((discord) => discord.breaks("POST callback", "hang"));
  expect(calls).toEqual(["POST callback 204"]);
  expect(sees).toEqual([BEAGLE_CARD]);
});

test("the connection is reset", async () => {
  const { calls } = await callsOf((discord) => discord.breaks("POST callback", "reset"));
  expect(calls).toEqual(["POST callback 204"]);
});

test("the answer got through, but Discord's word on it was lost", async () => {
  const { calls, sees } = await callsOf((discord) => discord.breaks("POST callback", "lose"));
  expect(calls).toEqual(["POST callback 204", "POST callback 400"]);
  expect(sees).toEqual([BEAGLE_CARD]);
});

test("Discord refuses a message, and its words go alone", async () => {
  const refused = { status: 400, body: { code: 50_035, message: "Invalid Form Body" } };
  const { calls, sees } = await callsOf((discord) => discord.breaks("POST callback", refused));
  expect(calls).toEqual(["POST callback 400", "POST callback 204"]);
  expect(sees).toEqual(["Beagle\nAmiable, even tempered.\nGroup: Hound\nPicture: A beagle\nThe Dog API"]);
});

test("the interaction is unknown: nothing more is tried", async () => {
  const { command, open } = gated(dog);
  await using bot = await discordBot({ commands: [command], via: "gateway", inlineBudgetMs: 5 });
  bot.discord.breaks("POST callback", { status: 404, body: { code: 10_062, message: "Unknown interaction" } });
  await bot.discord.person("ann").sends("dog", {}, { via: "gateway" });
  await bot.discord.until(() => bot.discord.calls.length === 2, "the deferral");
  open();
  await bot.dispatcher.drain(30_000);
  expect(bot.discord.calls.slice(1)).toEqual(["POST callback 404"]);
});

test("the deferral was lost, and the answer is still in time", async () => {
  const { command, open } = gated(dog);
  await using bot = await discordBot({ commands: [command], via: "gateway", inlineBudgetMs: 5 });
  const ann = bot.discord.person("ann");
  bot.discord.breaks("POST callback", { status: 500 }, 4);
  const { interaction } = await ann.sends("dog", {}, { via: "gateway" });
  await bot.discord.until(() => bot.discord.calls.length === 5, "four tries");
  open();
  await bot.discord.until(() => interaction.answeredWith === 4, "the answer");
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
});

test("edits fail for a while", async () => {
  const { command, open } = gated(dog);
  await using bot = await discordBot({ commands: [command], via: "http", inlineBudgetMs: 5 });
  const ann = bot.discord.person("ann");
  bot.discord.breaks("PATCH @original", { status: 502 }, 2);
  bot.discord.breaks("PATCH @original", slowDown(0.2));
  const { interaction } = await ann.sends("dog", {}, { via: "http" });
  open();
  await bot.discord.until(() => interaction.isFollowed, "the edit");
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
  expect(bot.discord.calls.slice(-4).map((call) => call.slice(-3))).toEqual(["502", "502", "429", "200"]);
});

test("the edit overtakes the deferral in the HTTP response", async () => {
  const { command, open } = gated(dog);
  await using bot = await discordBot({ commands: [command], via: "http", inlineBudgetMs: 5 });
  const ann = bot.discord.person("ann");
  bot.discord.breaks("PATCH @original", { status: 404, body: { code: 10_015, message: "Unknown Webhook" } });
  const { interaction } = await ann.sends("dog", {}, { via: "http" });
  open();
  await bot.discord.until(() => interaction.isFollowed, "the edit");
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
});

test("somebody deletes the message while the bot is thinking", async () => {
  const { command, open } = gated(dog);
  await using bot = await discordBot({ commands: [command], via: "gateway", inlineBudgetMs: 5 });
  const { interaction } = await bot.discord.person("ann").sends("dog", {}, { via: "gateway" });
  await bot.discord.until(() => interaction.original !== undefined, "a deferral");
  if (interaction.original) interaction.original.isDeleted = true;
  open();
  await bot.dispatcher.drain(30_000);
  expect(bot.discord.calls.filter((call) => call.startsWith("PATCH"))).toEqual(["PATCH @original 404"]);
  expect(bot.log.lines.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
  expect(bot.log.lines).toContainEqual(expect.objectContaining({ level: "debug" }));
});

const goat = defineCommand({
  name: "goat",
  description: "A goat",
  options: {},
  run: async () =>
    reply(
      card({
        accent: 1,
        title: "A goat",
        images: [
          { file: { name: "goat.jpg", mediaType: "image/jpeg", bytes: Buffer.from([0xff, 0xd8]) }, alt: "A goat" },
        ],
      }),
    ),
});

test("a picture that Discord fails at, in the first answer: two tries, then the words alone", async () => {
  await using bot = await discordBot({ commands: [goat], via: "gateway" });
  bot.discord.breaks("POST callback", { status: 503 }, 2);
  const ann = bot.discord.person("ann");
  await ann.types("goat", {}, { via: "gateway" });
  expect(bot.discord.calls.slice(1)).toEqual(["POST callback 503", "POST callback 503", "POST callback 204"]);
  expect(ann.seesAll()).toEqual(["A goat\nPicture: A goat"]);
});

test("a picture that Discord fails at after a deferral: two tries, then the words alone", async () => {
  const { command, open } = gated(goat);
  await using bot = await discordBot({ commands: [command], via: "http", inlineBudgetMs: 5 });
  bot.discord.breaks("PATCH @original", { status: 500 }, 2);
  const ann = bot.discord.person("ann");
  const { interaction } = await ann.sends("goat", {}, { via: "http" });
  open();
  await bot.discord.until(() => interaction.isFollowed, "the edit");
  expect(bot.discord.calls.filter((call) => call.startsWith("PATCH")).map((call) => call.slice(-3))).toEqual([
    "500",
    "500",
    "200",
  ]);
  expect(ann.seesAll()).toEqual(["A goat\nPicture: A goat"]);
});

describe("a picture that gets nowhere: two tries, then the words alone", () => {
  const sendTimes = { callbackTryMs: 200, messageTryMs: 5_000, uploadTryMs: 200, patienceMs: 5_000 };
  const WORDS = "A goat\nPicture: A goat";

  test.each(["hang", "reset"] as const)("in the first answer over the Gateway: %s", async (how) => {
    await using bot = await discordBot({ commands: [goat], via: "gateway", sendTimes });
    bot.discord.breaks("POST callback", how, 2);
    const ann = bot.discord.person("ann");
    await ann.types("goat", {}, { via: "gateway" });
    const tries = bot.discord.tries.filter((name) => name.startsWith("POST callback"));
    expect(tries).toEqual(["POST callback with files", "POST callback with files", "POST callback"]);
    expect(ann.seesAll()).toEqual([WORDS]);
  });

  test("Discord took it, and only its word on it was lost: the picture stays", async () => {
    await using bot = await discordBot({ commands: [goat], via: "gateway", sendTimes });
    bot.discord.breaks("POST callback", "lose");
    bot.discord.breaks("POST callback", "hang");
    const ann = bot.discord.person("ann");
    await ann.types("goat", {}, { via: "gateway" });
    await bot.dispatcher.drain(5_000);
    expect(ann.seesAll()).toEqual(["A goat\n[picture: A goat]"]);
    expect(bot.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test.each([
    ["http", "hang"],
    ["http", "reset"],
    ["gateway", "hang"],
    ["gateway", "reset"],
  ] as const)("after a deferral, over %s: %s", async (via, how) => {
    const { command, open } = gated(goat);
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5, sendTimes });
    bot.discord.breaks("PATCH @original", how, 2);
    const ann = bot.discord.person("ann");
    const { interaction } = await ann.sends("goat", {}, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    open();
    await bot.discord.until(() => interaction.isFollowed, "the edit");
    const tries = bot.discord.tries.filter((name) => name.startsWith("PATCH"));
    expect(tries).toEqual(["PATCH @original with files", "PATCH @original with files", "PATCH @original"]);
    expect(ann.seesAll()).toEqual([WORDS]);
  });

  test("in the response to Discord's own request: cut off", async () => {
    const hangUp = new AbortController();
    const { command, open } = gated(goat, () => {
      hangUp.abort();
      return true;
    });
    await using bot = await discordBot({ commands: [command], via: "http", inlineBudgetMs: 5_000, sendTimes });
    const ann = bot.discord.person("ann");
    bot.discord.hangsUpOn = hangUp.signal;
    await expect(ann.sends("goat", {}, { via: "http" })).rejects.toThrow();
    // Nothing tells when the bot's side of the connection has heard of it
    await setTimeout(200);
    open();
    await bot.discord.until(() => bot.discord.interactions.latest?.answeredWith === 4, "the words");
    expect(bot.discord.tries.filter((name) => name.startsWith("POST"))).toEqual(["POST callback"]);
    expect(ann.seesAll()).toEqual([WORDS]);
  });
});

test("the token has run out", async () => {
  const { command, open } = gated(dog);
  await using bot = await discordBot({ commands: [command], via: "gateway", inlineBudgetMs: 5, tokenLifeMs: -1 });
  const { interaction } = await bot.discord.person("ann").sends("dog", { breed: "beegle" }, { via: "gateway" });
  await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
  open();
  await bot.dispatcher.drain(30_000);
  expect(bot.discord.calls.slice(2)).toEqual(["DELETE @original 401"]);
});

test.each([
  ["ahead of ours", 3_600_000],
  ["behind ours", -3_600_000],
])("Discord's clock is an hour %s", async (_, clockAheadMs) => {
  await using bot = await discordBot({ commands: [dog], via: "gateway", clockAheadMs });
  const ann = bot.discord.person("ann");
  await ann.types("dog", {}, { via: "gateway" });
  expect(ann.sees()).toBe(BEAGLE_CARD);
});

test("the store of button states fails", async () => {
  const buttonStore = {
    put: () => Promise.reject(new Error("disk full")),
    get: () => Promise.reject(new Error("disk full")),
  };
  await using bot = await discordBot({ commands: [gif], via: "http", buttonStore });
  const ann = bot.discord.person("ann");
  await ann.types("gif", { search: "long ".repeat(20).trim() }, { via: "http" });
  expect(ann.sees()).toMatch(/^Preview of “long/);
  await ann.pressesRaw("0@key", ann.latest(), { via: "http" });
  expect(ann.sees()).toMatch(/has had its time/);
});
