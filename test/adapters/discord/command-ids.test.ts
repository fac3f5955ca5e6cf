import { expect, onTestFinished, test } from "vitest";
import { CommandIds } from "../../../src/adapters/discord/command-ids.ts";
import { registerCommands } from "../../../src/adapters/discord/register.ts";
import { defineCommand, defineGroup } from "../../../src/core/command.ts";
import { KeptReplies } from "../../../src/core/kept-replies.ts";
import { paragraph, reply } from "../../../src/core/reply.ts";
import { code, t } from "../../../src/core/text.ts";
import { simulatedDiscord } from "../../support/discord.ts";
import { discordBot } from "../../support/discord-bot.ts";
import type { Place } from "../../support/discord-person.ts";
import { commandId } from "../../support/discord-rest.ts";
import { dog, echo } from "../../support/sample-commands.ts";

const run = async () => reply(paragraph(t`Done.`));
const leaf = (name: string) => defineCommand({ name, description: "Does it", options: {}, run });
const shelf = defineGroup({ name: "shelf", description: "A shelf", subcommands: [leaf("add"), leaf("list")] });
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function lookedUp(prepare?: "fails") {
  const discord = await simulatedDiscord();
  onTestFinished(() => discord.close());
  const config = discord.config("http");
  await registerCommands({ config, commands: [dog, shelf] });
  if (prepare === "fails") discord.breaks("GET commands", { status: 500 });
  const ids = new CommandIds([dog, shelf]);
  await ids.lookUp(config, quiet, AbortSignal.timeout(30_000));
  return ids;
}

test("Discord's list tells the ids: a command with what follows it, one of a group, and nothing else", async () => {
  const mention = (await lookedUp()).mentionsIn(undefined);
  const lines = [
    "/dog",
    "/dog `be\na`gle` <@1>",
    "/shelf add moby dick",
    "/shelf",
    "/shelf burn",
    "/cat",
    "dog",
    "/dog-x",
    "/",
  ];
  expect(lines.map(mention)).toEqual([
    `</dog:${commandId("dog")}>`,
    `</dog:${commandId("dog")}> \`ˋbe aˋgleˋ <@1>\``,
    `</shelf add:${commandId("shelf")}> \`moby dick\``,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("a Discord that does not tell them: commands are words until somebody uses one", async () => {
  const ids = await lookedUp("fails");
  expect(ids.mentionsIn(undefined)("/dog")).toBeUndefined();
  ids.learn({ name: "dog", id: "12", guildId: undefined });
  ids.learn({ name: "other", id: "13", guildId: undefined });
  expect([ids.mentionsIn(undefined)("/dog"), ids.mentionsIn("41")("/dog")]).toEqual(["</dog:12>", "</dog:12>"]);
});

test("a server's own commands are named so there alone", () => {
  const ids = new CommandIds([dog]);
  ids.learn({ name: "dog", id: "12", guildId: "41" });
  expect([ids.mentionsIn("41")("/dog"), ids.mentionsIn("42")("/dog"), ids.mentionsIn(undefined)("/dog")]).toEqual([
    "</dog:12>",
    undefined,
    undefined,
  ]);
});

test.each(["http", "gateway"] as const)("over %s, what people use is what replies name", async (via) => {
  await using bot = await discordBot({ commands: [dog, echo], via });
  const ann = bot.discord.person("ann");
  await ann.types("dgo", {}, { via });
  expect(ann.sees()).toBe("I know no command `/dgo`. Did you mean `/dog`?\n[/dog]");
  await ann.types("dog", {}, { via, isGuildCommand: true });
  await ann.types("dgo", {}, { via });
  expect(ann.sees()).toBe(`I know no command \`/dgo\`. Did you mean </dog:${commandId("dog")}>?\n[/dog]`);
  await ann.types("dgo", {}, { via, context: 1 });
  expect(ann.sees()).toBe("I know no command `/dgo`. Did you mean `/dog`?\n[/dog]");
});

test("a reply that everybody gets alike names commands as soon as their ids are known, and in each server by its own", async () => {
  const kept = new KeptReplies();
  const words = () => reply(paragraph(t`Type ${code("/dog")}.`));
  const told = defineCommand({
    name: "told",
    description: "Tells",
    options: {},
    run: async () => kept.of("told", [], words),
  });
  await using bot = await discordBot({ commands: [dog, told], via: "gateway" });
  const ann = bot.discord.person("ann");
  const tells = async (place: Partial<Place> = {}) => {
    await ann.types("told", {}, { via: "gateway", ...place });
    return ann.sees();
  };
  expect(await tells()).toBe("Type `/dog`.");
  await ann.types("dog", {}, { via: "gateway", isGuildCommand: true });
  expect(await tells()).toBe(`Type </dog:${commandId("dog")}>.`);
  expect(await tells({ context: 1 })).toBe("Type `/dog`.");
});

test("at the start Discord is asked for all of them", async () => {
  await using bot = await discordBot({
    commands: [dog, echo],
    via: "gateway",
    before: (discord) => void discord.breaks("GET commands", { status: 200, body: [{ id: "77", name: "dog" }] }),
  });
  const ann = bot.discord.person("ann");
  const asks = async () => {
    await ann.types("dgo", {}, { via: "gateway" });
    return ann.sees();
  };
  await expect.poll(asks).toBe("I know no command `/dgo`. Did you mean </dog:77>?\n[/dog]");
});
