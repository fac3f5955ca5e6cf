import { describe, expect, test } from "vitest";
import { defineCommand, defineGroup, text } from "../../../src/core/command.ts";
import { paragraph, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";
import { discordBot } from "../../support/discord-bot.ts";
import type { Transport } from "../../support/discord-person.ts";
import { BEAGLE_CARD, dog, gated, goat } from "../../support/sample-commands.ts";

const BREEDS = Array.from({ length: 40 }, (_, index) => `Breed ${index}`);

/** Knows more breeds than Discord shows. */
const breed = defineCommand({
  name: "breed",
  description: "A breed",
  options: {
    name: text({
      description: "Which one",
      suggest: async () => BREEDS.map((name) => ({ name, value: name })),
    }),
  },
  run: async () => reply(paragraph(t`A breed.`)),
});

describe.each<Transport>(["http", "gateway"])("over %s", (via) => {
  test("“thinking…” becomes the reply", async () => {
    const { command, open } = gated(dog);
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
    const ann = bot.discord.person("ann");
    const { interaction } = await ann.sends("dog", { breed: "Beagle" }, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    expect(ann.sees()).toBe("thinking…");
    open();
    await bot.discord.until(() => interaction.isFollowed, "the reply");
    expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
    expect(bot.discord.calls.at(-1)).toBe("PATCH @original 200");
    expect(bot.discord.violations).toEqual([]);
  });

  test("“thinking…” that everybody saw goes, and the error is for one person alone", async () => {
    const { command, open } = gated(dog);
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    const { interaction } = await ann.sends("dog", { breed: "beegle" }, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    expect(bob.sees()).toBe("thinking…");
    open();
    await bot.discord.until(() => interaction.followups === 1, "the error");
    expect([ann.seesAlone(), bob.seesAll()]).toEqual([true, []]);
    expect(bot.discord.violations).toEqual([]);
  });

  test("a press is deferred in silence", async () => {
    const { command, open } = gated(dog, (options) => options["breed"] === "Cat");
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 50 });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("dog", {}, { via });
    const pressing = bob.presses("Broken", { via });
    await bot.discord.until(() => bot.discord.interactions.latest?.answeredWith === 6, "a deferral");
    expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
    open();
    await pressing;
    expect(bob.seesAlone()).toBe(true);
    expect(bot.discord.violations).toEqual([]);
  });

  test("more breeds than Discord shows", async () => {
    const pets = defineGroup({ name: "pets", description: "Pets", subcommands: [breed] });
    await using bot = await discordBot({ commands: [breed, pets], via });
    const ann = bot.discord.person("ann");
    for (const command of ["breed", "pets breed"]) {
      const choices = await ann.completes(command, "name", "Breed", { via });
      expect(choices).toHaveLength(25);
      expect(choices[0]).toEqual({ name: "Breed 0", value: "Breed 0" });
    }
    expect(bot.discord.violations).toEqual([]);
  });

  test("a picture by its bytes goes up with the message, however long it takes", async () => {
    const { command, open } = gated({ ...goat, name: "slow" });
    await using bot = await discordBot({ commands: [goat, command], via, inlineBudgetMs: 50 });
    const ann = bot.discord.person("ann");
    const { interaction } = await ann.sends("slow", {}, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    open();
    await bot.discord.until(() => interaction.isFollowed, "the picture");
    expect(ann.latest()?.files).toHaveLength(1);
    await ann.types("goat", {}, { via });
    const { files = [], body } = ann.latest() ?? {};
    expect(files).toEqual([
      { name: "0-goat.png", mediaType: "image/png", bytes: new Uint8Array(Buffer.from("goat bytes")) },
    ]);
    expect(body?.attachments).toEqual([{ id: "0", filename: "0-goat.png", description: "A goat" }]);
    expect(bot.discord.violations).toEqual([]);
  });

  test("the same delivery twice is acknowledged without an answer", async () => {
    await using bot = await discordBot({ commands: [dog], via });
    const ann = bot.discord.person("ann");
    const { interaction, payload } = await ann.sends("dog", {}, { via });
    await bot.discord.until(() => interaction.answeredWith === 4, "the reply");
    expect(await bot.discord.deliver(interaction, payload, via)).toBe(via === "http" ? 202 : 0);
    expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
    expect(bot.discord.violations).toEqual([]);
  });
});
