import { describe, expect, test } from "vitest";
import { defineCommand, defineGroup, text } from "../../src/core/command.ts";
import { card, reply } from "../../src/core/reply.ts";
import { t } from "../../src/core/text.ts";
import { bring, MAX_BYTES, take } from "../support/file-commands.ts";
import { type PlatformBotOptions, platformBot, WAYS } from "../support/platforms.ts";
import {
  BEAGLE_CARD,
  book,
  dog,
  echo,
  farCommand,
  find,
  gate,
  gated,
  gif,
  goat,
  POODLE_CARD,
} from "../support/sample-commands.ts";

const QUESTION = "I know no dog breed called “beegle”. Did you mean Beagle?\n[Beagle]";
const NO_CAT = "I know no dog breed called “Cat”. Did you mean Beagle?\n[Beagle]";
const RESTARTING = "I am restarting. Ask me again in a minute.";
const BUTTONS = "[Send] [Shuffle] [Cancel]";

describe.each(WAYS)("%s", (way) => {
  async function start(options: Partial<PlatformBotOptions> = {}) {
    const bot = await platformBot(way, { commands: [dog, gif, book, echo, goat, bring, take], ...options });
    return { bot, ann: bot.person("ann"), bob: bot.person("bob") };
  }

  test("what is ready is answered at once, for all to see", async () => {
    const { bot, ann, bob } = await start();
    await ann.types("/dog Beagle");
    expect([bob.sees(), ann.seesAlone(), bot.lastAnswer()]).toEqual([BEAGLE_CARD, false, "at once"]);
  });

  test("an option that another makes up for can be left out", async () => {
    const { ann, bob } = await start({ commands: [find] });
    await ann.types("/find isbn:9780063159471");
    expect(bob.sees()).toBe("Found by no words and 9780063159471");
    await ann.types("/find moby dick");
    expect(bob.sees()).toBe("Found by moby dick and no number");
  });

  test("what takes longer comes later, once", async () => {
    const { slow, open } = gate();
    const { bot, ann, bob } = await start({ commands: [slow], inlineBudgetMs: 20 });
    await ann.types("/slow");
    expect(bob.seesAll()).not.toContain(BEAGLE_CARD);
    open();
    await bob.reads("Beagle");
    expect([bob.seesAll(), bot.lastAnswer()]).toEqual([[BEAGLE_CARD], "later"]);
  });

  test("how far long work is stands where the answer will be, for the person alone", async () => {
    const { far, tell, open } = farCommand();
    const { ann, bob } = await start({ commands: [far], inlineBudgetMs: 20 });
    await ann.types("/far");
    await tell("32 of 100 so far.");
    await ann.reads("32 of 100 so far.");
    expect(ann.seesAlone()).toBe(true);
    open();
    await ann.reads("There at last.");
    expect([ann.seesAll(), ann.seesAlone(), bob.seesAll()]).toEqual([["There at last."], true, []]);
  });

  test("an error in the place of how far public work is, is for one person alone", async () => {
    const { far, tell, open } = farCommand("channel");
    const { ann, bob } = await start({ commands: [far], inlineBudgetMs: 20 });
    await ann.types("/far fails:yes");
    await tell("32 of 100 so far.");
    await bob.reads("32 of 100 so far.");
    open();
    await ann.reads("There is nothing there.");
    await ann.isLeftWith(1);
    expect([ann.seesAlone(), bob.seesAll()]).toEqual([true, []]);
  });

  test("how far a press is leaves the message with the button alone", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const turning = {
      ...dog,
      run: async (context: Parameters<typeof dog.run>[0]) => {
        if (context.options["breed"] === "Poodle") {
          context.progress(t`Half way.`);
          told.resolve();
          await promise;
        }
        return await dog.run(context);
      },
    };
    const { ann } = await start({ commands: [turning], inlineBudgetMs: 50 });
    await ann.types("/dog");
    await ann.presses("Another");
    await told.promise;
    expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
    resolve();
    await ann.reads("Poodle");
    expect(ann.seesAll()).toEqual([POODLE_CARD]);
  });

  test("a command of a group", async () => {
    const pets = defineGroup({ name: "pets", description: "Pets", subcommands: [dog] });
    const { ann } = await start({ commands: [pets] });
    await ann.types("/pets dog Poodle");
    expect(ann.sees()).toBe(POODLE_CARD);
  });

  test("in direct messages", async () => {
    const { bot } = await start();
    const carl = bot.person("carl", "direct messages");
    await carl.types("/dog");
    expect(carl.sees()).toBe(BEAGLE_CARD);
  });

  test("a command nobody knows", async () => {
    const { ann } = await start();
    await ann.types("/dgo");
    expect([ann.sees(), ann.seesAlone()]).toEqual(["I know no command /dgo. Did you mean /dog?\n[/dog]", true]);
  });

  test("a breed nobody knows, then the one that was meant, in the place of the question", async () => {
    const { ann, bob } = await start();
    await ann.types("/dog beegle");
    expect([ann.sees(), ann.seesAlone(), bob.seesAll()]).toEqual([QUESTION, true, []]);
    await ann.presses("Beagle");
    await bob.reads("Amiable");
    await ann.isLeftWith(1);
    expect([ann.seesAll(), bob.seesAll()]).toEqual([[BEAGLE_CARD], [BEAGLE_CARD]]);
  });

  test("an error after everybody was told to wait is for one person alone", async () => {
    const { command, open } = gated(dog);
    const { ann, bob } = await start({ commands: [command], inlineBudgetMs: 20 });
    await ann.types("/dog beegle");
    open();
    await ann.reads("I know no dog breed");
    expect([ann.seesAll(), ann.seesAlone(), bob.seesAll()]).toEqual([[QUESTION], true, []]);
  });

  test("a button puts another picture in the place of the first", async () => {
    const { ann, bob } = await start();
    await ann.types("/dog");
    await bob.presses("Another");
    await ann.reads("Poodle");
    expect(ann.seesAll()).toEqual([POODLE_CARD]);
  });

  test("so does one that takes long", async () => {
    const { command, open } = gated(dog, ({ breed }) => breed === "Poodle");
    const { ann } = await start({ commands: [command], inlineBudgetMs: 50 });
    await ann.types("/dog");
    await ann.reads("Amiable");
    await ann.presses("Another");
    open();
    await ann.reads("Poodle");
    expect(ann.seesAll()).toEqual([POODLE_CARD]);
  });

  test("an error after a press leaves what all see alone", async () => {
    const { ann, bob } = await start();
    await ann.types("/dog");
    await bob.presses("Broken");
    await bob.reads("Cat");
    expect([ann.seesAll(), bob.seesAll(), bob.seesAlone()]).toEqual([[BEAGLE_CARD], [BEAGLE_CARD, NO_CAT], true]);
  });

  test("so does an error long after it", async () => {
    const { command, open } = gated(dog, ({ breed }) => breed === "Cat");
    const { ann, bob } = await start({ commands: [command], inlineBudgetMs: 50 });
    await ann.types("/dog");
    await bob.reads("Amiable");
    await bob.presses("Broken");
    open();
    await bob.reads("Cat");
    expect([ann.seesAll(), bob.seesAlone()]).toEqual([[BEAGLE_CARD], true]);
  });

  test("a private preview is shuffled, then sent", async () => {
    const { ann, bob } = await start();
    await ann.types("/gif shrug");
    expect([ann.seesAlone(), bob.seesAll()]).toEqual([true, []]);
    await ann.presses("Shuffle");
    await ann.reads("shrug again");
    expect(ann.seesAll()).toEqual([`Preview of “shrug again”\n${BUTTONS}`]);
    await ann.presses("Send");
    await bob.reads("ann searched for “shrug again”");
    await ann.isLeftWith(1);
    expect([ann.seesAll(), bob.seesAll()]).toEqual([bob.seesAll(), ["ann searched for “shrug again”"]]);
  });

  test("a private preview that can be shuffled no more stays", async () => {
    const { ann } = await start();
    await ann.types("/gif shrug again");
    await ann.presses("Shuffle");
    await ann.reads("No more of those.");
    expect(ann.seesAll()).toEqual([`Preview of “shrug again”\n${BUTTONS}`, "No more of those."]);
  });

  test("a private preview that can't be sent stays", async () => {
    const { ann, bob } = await start();
    await ann.types("/gif nothing");
    await ann.presses("Send");
    await ann.reads("No GIF");
    expect(ann.seesAll()).toEqual([`Preview of “nothing”\n${BUTTONS}`, "No GIF for “nothing”. Try other words."]);
    expect(bob.seesAll()).toEqual([]);
  });

  test("a private preview is cancelled", async () => {
    const { ann } = await start();
    await ann.types("/gif shrug");
    await ann.presses("Cancel");
    await ann.isLeftWith(0);
  });

  test("a reply for one person alone is shared by her, however long its options are", async () => {
    const { ann, bob } = await start();
    const words = "so many words ".repeat(100).trim();
    await ann.types(`/echo ${words} private:yes`);
    expect(ann.sees()).toBe(`You said ${words}\n[Share to channel]`);
    expect([ann.seesAlone(), bob.seesAll()]).toEqual([true, []]);
    await ann.presses("Share to channel");
    await bob.reads(words);
    await ann.isLeftWith(1);
    expect(ann.sees()).toBe(`You said ${words}`);
  });

  test("a button whose state has been forgotten", async () => {
    const { ann } = await start();
    await ann.types("/dog");
    await ann.pressesForgotten();
    await ann.reads("This button has had its time. Ask me again.");
    expect(ann.seesAlone()).toBe(true);
  });

  test.each([
    ["fails", () => Promise.reject(new Error("disk full"))],
    ["hangs", () => new Promise<undefined>(() => {})],
  ])("a store of button states that %s: the button has had its time", async (_, get) => {
    const { ann } = await start({ buttonStore: { put: async () => "key", get } });
    await ann.types("/dog");
    await ann.pressesForgotten();
    await ann.reads("This button has had its time. Ask me again.");
    expect(ann.seesAlone()).toBe(true);
  });

  test("somebody else's private button", async () => {
    const { ann, bob } = await start();
    await ann.types("/gif shrug");
    await bob.pressesOf("ann", "Send");
    await bob.reads("Only ann can press this one. Ask me yourself with /gif shrug.");
    expect(bob.seesAlone()).toBe(true);
  });

  test("what a command offers while one types", async () => {
    const { ann } = await start();
    expect(await ann.isOffered("book", "breed", "")).toEqual(["Beagle", "Bulldog", "Poodle"]);
    expect(await ann.isOffered("book", "breed", "b")).toEqual(["Beagle", "Bulldog"]);
    expect(await ann.isOffered("book", "nonsense", "x")).toEqual([]);
  });

  test("what it offers has no sign that nobody sees, and turns no direction", async () => {
    const odd = [
      { name: "Bea\u202egle\u200b\ufeff", value: "Bea\u202egle" },
      { name: "\u200b", value: "nothing" },
      { name: "Bulldog\u2066", value: "Bull\u200bdog" },
    ];
    const what = text({ description: "Which", required: true, ask: "Which?", suggest: async () => odd });
    const asks = defineCommand({ name: "odd", description: "Asks", options: { what }, run: async () => reply() });
    const { ann } = await start({ commands: [asks] });
    expect(await ann.isOffered("odd", "what", "")).toEqual(["Beagle", "Bulldog"]);
  });

  test("a picture by its bytes", async () => {
    const { ann, bob } = await start();
    await ann.types("/goat");
    await bob.reads("Goat\n[picture: A goat]");
  });

  test("a picture that comes later takes the place of the words", async () => {
    const totals = card({ accent: 0, title: "COVID-19 in Germany", lines: [["137,698 confirmed cases"]] });
    const png = { name: "cases.png", mediaType: "image/png", bytes: Buffer.from("the bytes of a picture") };
    const { promise: later, resolve } = Promise.withResolvers<ReturnType<typeof reply>>();
    const run = async () => ({ ...reply(totals), later });
    const covid = defineCommand({ name: "covid", description: "Says it", options: {}, run });
    const { ann } = await start({ commands: [covid] });
    await ann.types("/covid");
    await ann.reads("137,698 confirmed cases");
    resolve(reply({ ...totals, images: [{ file: png, alt: "Cases rose" }] }));
    await ann.reads("[picture: Cases rose]");
    expect(ann.seesAll()).toHaveLength(1);
  });

  test("a file that somebody brings is read, up to a size", async () => {
    const { ann } = await start();
    await ann.brings("/bring", "hello");
    await ann.reads("books.csv says “hello”.");
    expect(ann.seesAlone()).toBe(true);
    await ann.brings("/bring", "x".repeat(MAX_BYTES));
    await ann.reads("x".repeat(MAX_BYTES));
    await ann.brings("/bring", "x".repeat(MAX_BYTES + 1));
    await ann.reads("too large for me");
  });

  test("a file is given to one person alone, under its name", async () => {
    const { ann, bob } = await start();
    await ann.types("/take");
    await ann.reads("Here it is.");
    expect([ann.file(), bob.seesAll()]).toEqual([["shelf.csv", "Title\nDune\n"], []]);
  });

  test("a delivery that comes twice runs once", async () => {
    const { command, runs } = gated(dog, () => false);
    const { ann } = await start({ commands: [command] });
    await ann.typesOnce("/dog");
    await ann.types("/dog Poodle");
    expect([ann.seesAll(), runs()]).toEqual([[BEAGLE_CARD, POODLE_CARD], 2]);
  });

  test("a hundred people at once", async () => {
    const { bot } = await start();
    const people = Array.from({ length: 100 }, (_, index) => bot.person(`person ${index}`));
    await Promise.all(people.map((person) => person.types(`/gif ${person.name}`)));
    expect(people.map((person) => person.seesAll())).toEqual(
      people.map(({ name }) => [`Preview of “${name}”\n${BUTTONS}`]),
    );
  });

  test("a restart: what is under way is answered, and whoever asks then hears of it", async () => {
    const { slow, open } = gate();
    const { bot, ann, bob } = await start({ commands: [slow, dog, gif, book], inlineBudgetMs: 50 });
    await bob.types("/gif shrug");
    await bob.reads("Preview");
    expect(await bob.isOffered("book", "breed", "b")).toEqual(["Beagle", "Bulldog"]);
    await ann.types("/slow");
    await bot.adapter.stop();
    await bob.presses("Shuffle");
    await bob.reads(RESTARTING);
    expect([bob.seesAlone(), bob.seesAll()[0]]).toEqual([true, `Preview of “shrug”\n${BUTTONS}`]);
    await ann.types("/dog Poodle");
    await ann.reads(RESTARTING);
    expect([ann.sees(), ann.seesAlone()]).toEqual([RESTARTING, true]);
    expect(await bob.isOffered("book", "breed", "b")).toEqual([]);
    open();
    expect(await bot.dispatcher.drain(30_000)).toBe(0);
    await expect.poll(() => ann.seesAll()).toContain(BEAGLE_CARD);
    expect(bob.seesAll()).not.toContain(POODLE_CARD);
  });

  test("nothing typed, no token and no address is logged", async () => {
    const { bot, ann } = await start();
    await ann.types("/gif zebrafinch");
    bot.losesNext();
    await ann.presses("Send");
    await ann.types("/echo secret words");
    await bot.dispatcher.drain(30_000);
    expect(bot.log()).toContain("echo");
    expect(bot.log()).toMatch(/the reply did not get through/);
    expect(bot.log()).not.toMatch(
      /zebrafinch|secret words|xoxb-|xapp-|\/actions\/|8f742231|aW50ZXJhY3Rpb246|simulated\.token/,
    );
  });
});
