import { describe, expect, test } from "vitest";
import { type Command, defineCommand, integer, yesNo } from "../../../src/core/command.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import { buttons, card, paragraph, privateReply, type Reply, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";
import { discordBot } from "../../support/discord-bot.ts";
import type { Transport } from "../../support/discord-person.ts";
import { farCommand, gated } from "../../support/sample-commands.ts";

const ROW = "[1] [2] [None]";

/** As many pictures as asked for, one of which is an embed, more a gallery. */
const photos = defineCommand({
  name: "photos",
  description: "Photos",
  options: {
    count: integer({ description: "How many", min: 0, max: 4 }),
    alone: yesNo({ description: "For the person alone" }),
  },
  visibility: ({ alone }) => (alone ? "ephemeral" : "channel"),
  run: async ({ options: { count = 2, alone } }) => {
    if (count === 0) throw new NotFoundError(t`There are none.`);
    const images = Array.from({ length: count }, (_, index) => ({
      url: `https://photos.example/${index}.jpg`,
      alt: `Photo ${index + 1}`,
    }));
    const turn = (label: string, options: { count: number }) =>
      ({ label, press: { do: "run", command: "photos", options: { ...options, alone }, into: "update" } }) as const;
    const parts = [
      card({ accent: 1, title: `${count} in all`, images }),
      buttons(turn("1", { count: 1 }), turn("2", { count: 2 }), turn("None", { count: 0 })),
    ];
    return alone ? privateReply(...parts) : reply(...parts);
  },
});

const ONE = `1 in all\n[picture: Photo 1]\n${ROW}`;
const TWO = `2 in all\n[picture: Photo 1]\n[picture: Photo 2]\n${ROW}`;
const REFUSED = { status: 400, body: { code: 50_035, message: "Invalid Form Body" } } as const;

describe.each<Transport>(["http", "gateway"])("over %s", (via) => {
  async function start(command: Command, inlineBudgetMs?: number) {
    const bot = await discordBot({ commands: [command], via, ...(inlineBudgetMs ? { inlineBudgetMs } : {}) });
    return { bot, ann: bot.discord.person("ann"), bob: bot.discord.person("bob") };
  }

  test("embeds become components, and components stay so", async () => {
    const { bot, ann } = await start(photos);
    await using _ = bot;
    await ann.types("photos", { count: 1 }, { via });
    expect([ann.sees(), ann.latest()?.body.embeds?.length]).toEqual([ONE, 1]);
    await ann.presses("2", { via });
    expect([ann.seesAll(), ann.latest()?.body.embeds]).toEqual([[TWO], null]);
    await ann.presses("1", { via });
    expect([ann.seesAll(), ann.latest()?.body.embeds]).toEqual([[ONE], null]);
    expect(bot.discord.violations).toEqual([]);
  });

  test("so does a press that takes long", async () => {
    const { command, open } = gated(photos, ({ count }) => count === 1);
    const { bot, ann } = await start(command, 50);
    await using _ = bot;
    await ann.types("photos", {}, { via });
    await bot.discord.until(() => ann.sees() === TWO, "the gallery");
    const pressing = ann.presses("1", { via });
    await bot.discord.until(() => bot.discord.interactions.latest?.answeredWith === 6, "a deferral");
    open();
    await pressing;
    expect(ann.seesAll()).toEqual([ONE]);
    expect(bot.discord.violations).toEqual([]);
  });

  test("“thinking…” becomes components", async () => {
    const { command, open } = gated(photos);
    const { bot, ann } = await start(command, 5);
    await using _ = bot;
    const { interaction } = await ann.sends("photos", {}, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    open();
    await bot.discord.until(() => interaction.isFollowed, "the reply");
    expect(ann.seesAll()).toEqual([TWO]);
    expect(bot.discord.violations).toEqual([]);
  });

  test("so do words of progress", async () => {
    const { far, tell, open } = farCommand("channel");
    const gallery: Command = { ...far, run: (context) => far.run(context).then(() => bothPhotos()) };
    const { bot, ann } = await start(gallery, 5);
    await using _ = bot;
    const { interaction } = await ann.sends("far", {}, { via });
    await tell("Half way.");
    await bot.discord.until(() => ann.sees() === "Half way.", "words of progress");
    open();
    await bot.discord.until(() => interaction.original?.edits === 2, "the reply");
    expect(ann.seesAll()).toEqual(["Both\n[picture: 1]\n[picture: 2]"]);
    expect(bot.discord.violations).toEqual([]);
  });

  test("a later reply takes the place of components", async () => {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    const run = async () => ({ ...bothPhotos(), later: promise });
    const both = defineCommand({ name: "both", description: "Both", options: {}, run });
    const { bot, ann } = await start(both);
    await using _ = bot;
    await ann.types("both", {}, { via });
    resolve(reply(paragraph(["Here they were."])));
    await bot.discord.until(() => ann.sees() === "Here they were.", "the later reply");
    expect([ann.seesAll().length, bot.discord.violations]).toEqual([1, []]);
  });

  test("for one person alone", async () => {
    const { bot, ann, bob } = await start(photos);
    await using _ = bot;
    await ann.types("photos", { alone: true }, { via });
    await ann.presses("1", { via });
    await ann.presses("2", { via });
    expect([ann.sees(), ann.seesAlone(), bob.seesAll(), bot.discord.violations]).toEqual([TWO, true, [], []]);
  });

  test("an error leaves components alone", async () => {
    const { bot, ann } = await start(photos);
    await using _ = bot;
    await ann.types("photos", {}, { via });
    await ann.presses("None", { via });
    await bot.discord.until(() => ann.seesAll().length === 2, "the error");
    expect([ann.seesAll(), bot.discord.violations]).toEqual([[TWO, "There are none."], []]);
  });
});

function bothPhotos(): Reply {
  const images = ["1", "2"].map((alt) => ({ url: `https://photos.example/${alt}.jpg`, alt }));
  return reply(card({ accent: 1, title: "Both", images }));
}

describe("Discord refuses components", () => {
  test("they go as embeds", async () => {
    await using bot = await discordBot({ commands: [photos], via: "gateway" });
    const ann = bot.discord.person("ann");
    bot.discord.breaks("POST callback", REFUSED);
    await ann.types("photos", {}, { via: "gateway" });
    expect([ann.sees(), ann.latest()?.body.embeds?.length]).toEqual([TWO, 2]);
  });

  test("and those, too: the words alone", async () => {
    await using bot = await discordBot({ commands: [photos], via: "gateway" });
    const ann = bot.discord.person("ann");
    bot.discord.breaks("POST callback", REFUSED, 2);
    await ann.types("photos", {}, { via: "gateway" });
    expect(ann.sees()).toBe("2 in all\nPicture: Photo 1\nPicture: Photo 2");
  });

  test("where there are components already: the words alone, as such", async () => {
    const { command, open } = gated(photos, ({ count }) => count === 1);
    await using bot = await discordBot({ commands: [command], via: "gateway", inlineBudgetMs: 50 });
    const ann = bot.discord.person("ann");
    await ann.types("photos", {}, { via: "gateway" });
    bot.discord.breaks("PATCH @original", REFUSED);
    const pressing = ann.presses("1", { via: "gateway" });
    await bot.discord.until(() => bot.discord.interactions.latest?.answeredWith === 6, "a deferral");
    open();
    await pressing;
    expect([ann.seesAll(), bot.discord.violations]).toEqual([["1 in all\nPicture: Photo 1"], []]);
  });
});
