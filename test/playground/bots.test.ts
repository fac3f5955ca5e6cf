import pino from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import { commands } from "../../commands/index.ts";
import { replyToDiscord } from "../../src/adapters/discord/render.ts";
import { replyToSlack } from "../../src/adapters/slack/render.ts";
import { createBot } from "../../src/bot.ts";
import { readConfig } from "../../src/config.ts";
import { paragraph, type Reply, reply } from "../../src/core/reply.ts";
import { t } from "../../src/core/text.ts";
import { type BotId, Bots } from "../../src/playground/bots.ts";

const log = pino({ level: "silent" });

/** Bots beside a bot whose live upstreams nobody may ask. */
async function bots() {
  const config = readConfig({ DATABASE_URL: "sqlite::memory:" });
  const bot = await createBot(config, commands, log);
  const all = new Bots(config, { id: "live", bot }, commands, log);
  onTestFinished(async () => {
    await all.close();
    await bot.close();
  });
  return { all, bot };
}

/** What a line brings by one of them, and whether it was deferred. */
async function ask(all: Bots, id: BotId, line: string): Promise<{ reply: Reply; isDeferred: boolean }> {
  let shown = reply(paragraph(t`nothing`));
  let isDeferred = false;
  const show = async (answer: Reply) => {
    shown = answer;
  };
  const [, command = "", rest = ""] = /^\/(\S+)\s*(.*)$/.exec(line) ?? [];
  const { dispatcher } = await all.of(id);
  await dispatcher.dispatch(
    {
      deliveryId: crypto.randomUUID(),
      platform: "playground",
      command,
      input: { line: rest },
      source: "command",
      user: { id: "ann", key: "playground:ann", name: "ann", locale: "en" },
    },
    {
      answer: show,
      complete: show,
      defer: async () => {
        isDeferred = true;
      },
      ignore: async () => {},
    },
  );
  return { reply: shown, isDeferred };
}

describe("what people would see when the web APIs are", () => {
  test("recorded: an answer at once, marked as a sample", async () => {
    const { reply, isDeferred } = await ask((await bots()).all, "recorded", "/dog beagle");
    expect(reply.text).toContain("The Dog API · recorded sample");
    expect(isDeferred).toBe(false);
  });

  test("slow: a deferral, and then the answer", async () => {
    const { reply, isDeferred } = await ask((await bots()).all, "slow", "/gif shrug");
    expect(isDeferred).toBe(true);
    expect(reply.text).toContain("Powered By GIPHY");
  });

  test("down: a sentence", async () => {
    const { reply } = await ask((await bots()).all, "down", "/mars 2020-06-10");
    expect(reply.text).toMatch(/is not answering right now/);
    expect(reply.isAside).toBe(true);
  });

  test("out of quota: when there is room again", async () => {
    const { reply } = await ask((await bots()).all, "out-of-quota", "/gif shrug");
    expect(reply.text).toMatch(/There is room again (?:tomorrow )?at \d\d:\d\d/);
  });

  test("hostile: the words as they are, and neither mentions nor links nor markup", async () => {
    const { reply } = await ask((await bots()).all, "hostile-text", "/dog beagle");
    expect(reply.text).toContain("@everyone <!channel>");
    const { message } = replyToDiscord(reply, new Map());
    expect(message.allowed_mentions).toEqual({ parse: [] });
    expect(message.embeds?.[0]?.description).toContain("\\*\\*bold\\*\\*");
    expect(message.embeds?.[0]?.description).not.toContain("](javascript:");
    expect(JSON.stringify(replyToSlack(reply, new Map()).attachments)).toContain("&lt;!channel&gt;");
  });
});

test("each bot is made once, has nothing of the others, and the bot that runs already is one of them", async () => {
  const { all, bot } = await bots();
  expect(await all.of("live")).toBe(bot);
  expect(await all.of("down")).toBe(await all.of("down"));
  await ask(all, "down", "/dog beagle");
  expect((await ask(all, "recorded", "/dog beagle")).reply.text).toMatch(/^Beagle/);
});
