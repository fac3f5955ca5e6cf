import { expect, onTestFinished, test } from "vitest";
import { commands } from "../commands/index.ts";
import { commandsToDiscord, registerCommands } from "../src/adapters/discord/register.ts";
import { defineCommand } from "../src/core/command.ts";
import { paragraph, reply } from "../src/core/reply.ts";
import { t } from "../src/core/text.ts";
import { TRANSLATIONS } from "../src/translations/index.ts";
import { simulatedDiscord } from "./support/discord.ts";
import { schemaProblems } from "./support/discord-rules.ts";

/** What Discord counts in one command, in whatever language, with some room for names and choices. */
const MAX_TOTAL = 7_000;

interface Described {
  readonly description: string;
  readonly description_localizations?: Readonly<Record<string, string>>;
}

/** Every description in a list as Discord gets it, with its other languages. */
function described(list: unknown): readonly Described[] {
  if (typeof list !== "object" || list === null) return [];
  const own = "description" in list ? [list as Described] : [];
  return [...own, ...Object.values(list).flatMap(described)];
}

const inDiscord = commandsToDiscord(commands, "global");

test("a description comes in each language, or in none where somebody has just written it, as Discord takes it", () => {
  const locales = Object.keys(TRANSLATIONS).toSorted();
  for (const command of inDiscord) {
    expect(schemaProblems("ApplicationCommandUpdateRequest", command)).toEqual([]);
    let total = 0;
    for (const { description, description_localizations: others = {} } of described(command)) {
      const texts = [description, ...Object.values(others)];
      expect([[], locales], description).toContainEqual(Object.keys(others).toSorted());
      for (const text of texts) expect([text, text.length <= 100 && text.trim() === text]).toEqual([text, true]);
      total += Math.max(...texts.map(({ length }) => length));
    }
    expect(total, command.name).toBeLessThan(MAX_TOTAL);
  }
});

test("every translation is of a description that there is", () => {
  const there = new Set(described(inDiscord).map(({ description }) => description));
  const [words = {}] = Object.values(TRANSLATIONS);
  expect(Object.keys(words).filter((text) => !there.has(text))).toEqual([]);
});

test("they are registered, and taken for the same in whatever order Discord gives them back", async () => {
  const discord = await simulatedDiscord();
  onTestFinished(() => discord.close());
  const config = discord.config("gateway");
  expect(await registerCommands({ config, commands })).toHaveLength(commands.length);
  expect(
    described(discord.registered.get("global")).flatMap((each) => each.description_localizations?.["de"] ?? []),
  ).toContain("Rasse, etwa Beagle");
  expect(await registerCommands({ config, commands, isDryRun: true })).toEqual([]);
});

test("a command that nobody has translated is registered in English", () => {
  const roll = defineCommand({
    name: "roll",
    description: "Rolls dice that nobody has translated",
    options: {},
    run: async () => reply(paragraph(t`6`)),
  });
  const [registered] = commandsToDiscord([roll], "global");
  expect(registered).not.toHaveProperty("description_localizations");
});
