import { describe, expect, test } from "vitest";
import { discordBot } from "../../support/discord-bot.ts";
import { dog, gated } from "../../support/sample-commands.ts";

const via = "http";
const PING = JSON.stringify({ type: 1, id: "1", token: "t", application_id: "1" });
const now = () => Math.floor(Date.now() / 1_000);

describe("signatures", () => {
  test("a ping", async () => {
    await using bot = await discordBot({ commands: [dog], via });
    const response = await bot.discord.post(PING);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ type: 1 });
  });

  test("of another body", async () => {
    await using bot = await discordBot({ commands: [dog], via });
    expect((await bot.discord.post(PING, { signedBody: `${PING} ` })).status).toBe(401);
  });

  test.each([
    ["four minutes old", -240, 200],
    ["six minutes old", -360, 401],
    ["four minutes ahead", 240, 200],
    ["six minutes ahead", 360, 401],
  ])("%s", async (_, seconds, status) => {
    await using bot = await discordBot({ commands: [dog], via });
    expect((await bot.discord.post(PING, { timestamp: now() + seconds })).status).toBe(status);
  });

  test.each<[string, Record<string, string>]>([
    ["missing", {}],
    ["of nonsense", { "x-signature-ed25519": "zz".repeat(64), "x-signature-timestamp": String(now()) }],
    ["too short", { "x-signature-ed25519": "00", "x-signature-timestamp": String(now()) }],
    ["with a timestamp of words", { "x-signature-ed25519": "00".repeat(64), "x-signature-timestamp": "now" }],
  ])("%s", async (_, headers) => {
    await using bot = await discordBot({ commands: [dog], via });
    const response = await fetch(bot.discord.interactionsUrl, { method: "POST", body: PING, headers });
    expect(response.status).toBe(401);
  });

  test("without a body", async () => {
    await using bot = await discordBot({ commands: [dog], via });
    expect((await fetch(bot.discord.interactionsUrl, { method: "POST" })).status).toBe(401);
  });
});

test.each(["{", "null", "[]", '"text"', '{"type":2}', '{"type":99}', ""])(
  "signed, but no interaction: %s",
  async (body) => {
    await using bot = await discordBot({ commands: [dog], via });
    expect((await bot.discord.post(body)).status).toBe(400);
  },
);

test("someone hangs up before the answer", async () => {
  const { command, open } = gated(dog);
  await using bot = await discordBot({ commands: [command], via });
  const ann = bot.discord.person("ann");
  bot.discord.hangsUpAfterMs = 30;
  await expect(ann.sends("dog", {}, { via })).rejects.toThrow();
  open();
  expect(await bot.dispatcher.drain(30_000)).toBe(0);
  bot.discord.hangsUpAfterMs = undefined;
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toHaveLength(1);
});

test("pings are answered while stopping", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  await bot.adapter.stop();
  expect((await bot.discord.post(PING)).status).toBe(200);
});

test("both transports at once", async () => {
  await using bot = await discordBot({ commands: [dog], via: "both" });
  const ann = bot.discord.person("ann");
  await ann.types("dog", {}, { via: "http" });
  await ann.types("dog", {}, { via: "gateway" });
  expect(ann.seesAll()).toHaveLength(2);
  expect(bot.adapter.state()).toEqual({
    isConnected: true,
    detail: "gateway: 1 of 1 shards connected; http: waiting for interactions",
    shards: { of: 1, own: { 0: "connected" } },
  });
});
