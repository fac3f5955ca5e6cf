import { describe, expect, test } from "vitest";
import { defineGroup } from "../../../src/core/command.ts";
import { type DiscordBot, discordBot } from "../../support/discord-bot.ts";
import type { Transport } from "../../support/discord-person.ts";
import { dog, gated, gif, goat } from "./commands.ts";

const commands = [dog, gif, goat];

const BEAGLE = "Beagle\nPicture 1.\n(A Beagle)\nDogs\n[Another] [Broken]";

/** Every case leaves a Discord without complaints. */
function fine({ discord }: DiscordBot): void {
  expect(discord.violations).toEqual([]);
}

describe.each<Transport>(["http", "gateway"])("over %s", (via) => {
  test("a reply that is ready", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("dog", { breed: "Beagle" }, { via });
    expect(ann.sees()).toBe(BEAGLE);
    expect(ann.seesAlone()).toBe(false);
    expect(bot.discord.calls.slice(-1)).toEqual([via === "http" ? "HTTP response 204" : "POST callback 204"]);
    fine(bot);
  });

  test("a command under another's name", async () => {
    const pets = defineGroup({ name: "pets", description: "Pets", subcommands: [dog] });
    await using bot = await discordBot({ commands: [pets], via });
    const ann = bot.discord.person("ann");
    await ann.types("pets dog", { breed: "Beagle" }, { via });
    expect(ann.sees()).toContain("Picture 1.");
    expect((await ann.completes("pets dog", "breed", "Breed", { via })).length).toBeGreaterThan(0);
    fine(bot);
  });

  test("in a direct message", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("dog", {}, { via, context: 1 });
    expect(ann.sees()).toBe(BEAGLE);
    fine(bot);
  });

  test("a reply for one person alone", async () => {
    await using bot = await discordBot({ commands, via });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("dog", { private: true }, { via });
    expect(ann.seesAlone()).toBe(true);
    expect(bob.seesAll()).toEqual([]);
    fine(bot);
  });

  test("a reply that takes long", async () => {
    const { command, open } = gated(dog);
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
    const ann = bot.discord.person("ann");
    const { interaction } = await ann.sends("dog", { breed: "Beagle" }, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    expect(ann.sees()).toBe("thinking…");
    open();
    await bot.discord.until(() => interaction.isFollowed, "the reply");
    expect(ann.seesAll()).toEqual([BEAGLE]);
    expect(bot.discord.calls.at(-1)).toBe("PATCH @original 200");
    fine(bot);
  });

  test("an error after everybody saw “thinking…”", async () => {
    const { command, open } = gated(dog);
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    const { interaction } = await ann.sends("dog", { breed: "beegle" }, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    expect(bob.sees()).toBe("thinking…");
    open();
    await bot.discord.until(() => interaction.followups === 1, "the error");
    expect(ann.seesAll()).toEqual(["I know no dog breed called “beegle”.\n[Beagle]"]);
    expect(ann.seesAlone()).toBe(true);
    expect(bob.seesAll()).toEqual([]);
    fine(bot);
  });

  test("the offered breed is pressed", async () => {
    await using bot = await discordBot({ commands, via });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("dog", { breed: "beegle" }, { via });
    expect(ann.seesAlone()).toBe(true);
    await ann.presses("Beagle", { via });
    expect(bob.seesAll()).toEqual([BEAGLE]);
    await bot.discord.until(() => ann.seesAll().length === 1, "the offer goes away");
    expect(ann.seesAll()).toEqual([BEAGLE]);
    fine(bot);
  });

  test("another picture in the place of the first", async () => {
    await using bot = await discordBot({ commands, via });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("dog", {}, { via });
    await bob.presses("Another", { via });
    expect(ann.seesAll()).toEqual([BEAGLE.replace("1.", "2.")]);
    fine(bot);
  });

  test("another picture that takes long", async () => {
    const { command, open } = gated(dog);
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
    const ann = bot.discord.person("ann");
    open();
    await ann.types("dog", {}, { via });
    await ann.presses("Another", { via });
    expect(ann.seesAll()).toEqual([BEAGLE.replace("1.", "2.")]);
    fine(bot);
  });

  test("an error after a press leaves the public card alone", async () => {
    await using bot = await discordBot({ commands, via });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("dog", {}, { via });
    await bob.presses("Broken", { via });
    expect(ann.seesAll()).toEqual([BEAGLE]);
    expect(bob.seesAll()).toEqual([BEAGLE, "I know no dog breed called “beegle”.\n[Beagle]"]);
    fine(bot);
  });

  test("an error long after a press leaves the public card alone", async () => {
    const { command, open } = gated(dog, ({ breed }) => breed === "beegle");
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 50 });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("dog", {}, { via });
    const pressing = bob.presses("Broken", { via });
    await bot.discord.until(() => bot.discord.interactions.latest?.answeredWith === 6, "a deferral");
    open();
    await pressing;
    expect(ann.seesAll()).toEqual([BEAGLE]);
    expect(bob.seesAlone()).toBe(true);
    fine(bot);
  });

  test("a preview is shuffled, then sent", async () => {
    await using bot = await discordBot({ commands, via });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("gif", { search: "shrug" }, { via });
    expect(bob.seesAll()).toEqual([]);
    await ann.presses("Shuffle", { via });
    expect(ann.seesAll()).toEqual(["Preview of more shrug\n[Send] [Shuffle] [Cancel]"]);
    await ann.presses("Send", { via });
    expect(bob.seesAll()).toEqual(["ann searched for “more shrug”"]);
    await bot.discord.until(() => ann.seesAll().length === 1, "the preview goes away");
    fine(bot);
  });

  test("a preview whose picture is gone stays", async () => {
    await using bot = await discordBot({ commands, via });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("gif", { search: "nothing" }, { via });
    await ann.presses("Send", { via });
    expect(bob.seesAll()).toEqual([]);
    expect(ann.seesAll()).toEqual([
      "Preview of nothing\n[Send] [Shuffle] [Cancel]",
      "No GIF for “nothing”. Try other words.",
    ]);
    fine(bot);
  });

  test("a preview is cancelled", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("gif", { search: "shrug" }, { via });
    await ann.presses("Cancel", { via });
    expect(ann.seesAll()).toEqual([]);
    fine(bot);
  });

  test("a button nobody remembers", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("dog", {}, { via });
    await ann.pressesRaw("0@forgotten", ann.latest(), { via });
    expect(ann.sees()).toBe("This button has had its time. Ask me again.");
    expect(ann.seesAlone()).toBe(true);
    fine(bot);
  });

  test("someone else's private button", async () => {
    await using bot = await discordBot({ commands, via });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("gif", { search: "shrug" }, { via });
    const customId = ann.latest()?.body.components?.[0]?.components[0]?.custom_id ?? "";
    await bob.pressesRaw(customId, ann.latest(), { via });
    expect(bob.sees()).toBe("Only **ann** can press this one. Ask me yourself with `/gif shrug`.");
    fine(bot);
  });

  test("more breeds than Discord shows", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    const choices = await ann.completes("dog", "breed", "Breed", { via });
    expect(choices).toHaveLength(25);
    expect(choices[0]).toEqual({ name: "Breed 0", value: "Breed 0" });
    expect(await ann.completes("dog", "colour", "", { via })).toEqual([]);
    fine(bot);
  });

  test("a picture by its bytes", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("goat", {}, { via });
    const { files = [], body } = ann.latest() ?? {};
    expect(files).toEqual([
      { name: "0-goat.png", mediaType: "image/png", bytes: new Uint8Array(Buffer.from("goat bytes")) },
    ]);
    expect(body?.attachments).toEqual([{ id: "0", filename: "0-goat.png", description: "A goat" }]);
    fine(bot);
  });

  test("a picture by its bytes that takes long", async () => {
    const { command, open } = gated(goat);
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
    const ann = bot.discord.person("ann");
    const { interaction } = await ann.sends("goat", {}, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    open();
    await bot.discord.until(() => interaction.isFollowed, "the picture");
    expect(ann.latest()?.files).toHaveLength(1);
    fine(bot);
  });

  test("a command that is not there any more", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("dogs", {}, { via });
    expect(ann.sees()).toBe("I know no command `/dogs`. Did you mean `/dog`?");
    fine(bot);
  });

  test("the same delivery twice", async () => {
    let runs = 0;
    const counted = {
      ...dog,
      run: (context: Parameters<typeof dog.run>[0]) => {
        runs += 1;
        return dog.run(context);
      },
    };
    await using bot = await discordBot({ commands: [counted], via });
    const ann = bot.discord.person("ann");
    const { interaction, payload } = await ann.sends("dog", {}, { via });
    await bot.discord.until(() => interaction.answeredWith === 4, "the reply");
    const status = await bot.discord.deliver(interaction, payload, via);
    await ann.types("dog", {}, { via });
    expect(runs).toBe(2);
    expect(status).toBe(via === "http" ? 202 : 0);
    expect(ann.seesAll()).toEqual([BEAGLE, BEAGLE]);
    fine(bot);
  });

  test("a hundred people at once", async () => {
    await using bot = await discordBot({ commands, via });
    const people = Array.from({ length: 100 }, (_, index) => bot.discord.person(`person ${index}`));
    await Promise.all(people.map((person) => person.types("gif", { search: person.name }, { via })));
    expect(people.map((person) => person.seesAll())).toEqual(
      people.map(({ name }) => [`Preview of ${name}\n[Send] [Shuffle] [Cancel]`]),
    );
    fine(bot);
  });

  test("stopping while somebody waits", async () => {
    const { command, open } = gated(dog);
    await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
    const ann = bot.discord.person("ann");
    const { interaction } = await ann.sends("dog", {}, { via });
    await bot.discord.until(() => interaction.answeredWith === 5, "a deferral");
    await bot.adapter.stop();
    open();
    expect(await bot.dispatcher.drain(5_000)).toBe(0);
    expect(ann.sees()).toBe(BEAGLE);
    fine(bot);
  });

  test("nothing of a token or of what was typed is logged", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("gif", { search: "my secret" }, { via });
    const customId = ann.latest()?.body.components?.[0]?.components[0]?.custom_id ?? "";
    bot.discord.breaks("POST followup", { status: 500 }, 4);
    await ann.pressesRaw(customId, ann.latest(), { via, isUnanswered: true });
    await bot.dispatcher.drain(10_000);
    const log = JSON.stringify(
      bot.log.lines.map(({ fields, message }) => [message, ...Object.values(fields).map(String)]),
    );
    expect(log).toContain("discord POST followup: 500 after 4 tries");
    expect(log).not.toContain("secret");
    expect(log).not.toContain("aW50ZXJhY3Rpb246");
    fine(bot);
  });
});
