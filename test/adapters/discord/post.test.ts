import { expect, test } from "vitest";
import { PostRefusedError } from "../../../src/core/posting.ts";
import { card, paragraph, reply } from "../../../src/core/reply.ts";
import { code, plainText, t } from "../../../src/core/text.ts";
import { discordBot } from "../../support/discord-bot.ts";
import { CHANNEL_ID } from "../../support/discord-person.ts";
import { commandId } from "../../support/discord-rest.ts";
import { dog } from "../../support/sample-commands.ts";

const HELLO = reply(card({ accent: 0, title: "Hello", lines: [t`there`] }));

async function start(options: Partial<Parameters<typeof discordBot>[0]> = {}) {
  const bot = await discordBot({ commands: [], via: "http", ...options });
  const { poster } = bot.adapter;
  if (poster === undefined) throw new Error("nobody posts");
  const post = (channelId: string, key: string, what = HELLO) =>
    poster.post({ place: { workspaceId: "1", to: { channelId } }, reply: what, key, for: { id: "5", name: "ann" } });
  return { bot, discord: bot.discord, post, poster };
}

test("many in one channel wait for the room that Discord tells of: nobody is told to slow down", async () => {
  const { bot, discord, post } = await start();
  await Promise.all(Array.from({ length: 22 }, (_, n) => post(CHANNEL_ID, `k${n}`)));
  expect([discord.interactions.messages.length, discord.slowedDown, discord.violations]).toEqual([22, 0, []]);
  await bot[Symbol.asyncDispose]();
});

test("many in as many channels stay below the 50 a second of all", async () => {
  const { bot, discord, post } = await start();
  await Promise.all(Array.from({ length: 120 }, (_, n) => post(String(1_000 + n), `k${n}`)));
  expect([discord.interactions.messages.length, discord.slowedDown, discord.violations]).toEqual([120, 0, []]);
  await bot[Symbol.asyncDispose]();
});

test("an answer that is lost: the message is sent again under its number, and shown once", async () => {
  const { bot, discord, post } = await start();
  discord.breaks("POST channel message", "lose");
  await post(CHANNEL_ID, "once");
  expect(discord.tries.filter((each) => each === "POST channel message")).toHaveLength(2);
  expect(discord.interactions.messages).toHaveLength(1);
  await post(CHANNEL_ID, "once");
  expect(discord.interactions.messages).toHaveLength(1);
  await bot[Symbol.asyncDispose]();
});

test("told to slow down all the same, it waits and goes on", async () => {
  const { bot, discord, post } = await start();
  discord.breaks("POST channel message", { status: 429, headers: { "retry-after": "0.05" }, body: {} });
  await post(CHANNEL_ID, "k");
  expect(discord.interactions.messages).toHaveLength(1);
  await bot[Symbol.asyncDispose]();
});

test.each([
  [50_001, /Edit Channel/, false],
  [50_013, /Edit Channel/, false],
  [10_003, /gone/, true],
])("refused with %s", async (code, words, isGone) => {
  const { bot, discord, post } = await start();
  discord.closes(code);
  const error = await post(CHANNEL_ID, "k").catch((failure: unknown) => failure);
  if (!(error instanceof PostRefusedError)) throw error;
  expect([words.test(plainText(error.userText)), error.isGone]).toEqual([true, isGone]);
  await bot[Symbol.asyncDispose]();
});

test("to one person alone, in their direct messages", async () => {
  const { bot, discord, poster } = await start();
  const ann = discord.person("ann");
  await poster.post({
    place: { workspaceId: "1", to: { personId: ann.id } },
    reply: reply(paragraph(t`For you`)),
    key: "k",
    for: ann,
  });
  expect([ann.sees(), ann.seesAlone(), discord.person("bob").sees()]).toEqual(["For you", true, undefined]);
  await bot[Symbol.asyncDispose]();
});

test("a server's own commands are named by their ids there, and not in direct messages", async () => {
  const { bot, discord, poster } = await start({ commands: [dog] });
  const ann = discord.person("ann");
  await ann.types("dog", {}, { via: "http", isGuildCommand: true, guildId: "41" });
  const what = reply(paragraph(t`Type ${code("/dog")}.`));
  for (const to of [{ channelId: CHANNEL_ID }, { personId: ann.id }]) {
    await poster.post({ place: { workspaceId: "41", to }, reply: what, key: JSON.stringify(to), for: ann });
  }
  const [there, alone] = discord.interactions.messages.slice(-2).map(({ body }) => body.content);
  expect([there, alone]).toEqual([`Type </dog:${commandId("dog")}>.`, "Type `/dog`."]);
  await bot[Symbol.asyncDispose]();
});

test("a message that Discord does not take as it is goes as words", async () => {
  const { bot, discord, post } = await start();
  discord.breaks("POST channel message", { status: 400, body: { code: 50_035, message: "Invalid Form Body" } });
  await post(CHANNEL_ID, "k");
  expect(discord.interactions.messages[0]?.body.embeds ?? []).toEqual([]);
  expect(discord.interactions.messages[0]?.body.content).toContain("Hello");
  await bot[Symbol.asyncDispose]();
});
