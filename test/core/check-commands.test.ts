import { describe, expect, test } from "vitest";
import { commandsFor } from "../../commands/index.ts";
import { checkCommands } from "../../src/core/check-commands.ts";
import {
  type Command,
  choice,
  defineCommand,
  defineGroup,
  integer,
  type ListedCommand,
  type Options,
  text,
  yesNo,
} from "../../src/core/command.ts";
import { DeclarationError } from "../../src/core/errors.ts";
import { paragraph, reply } from "../../src/core/reply.ts";
import { UPSTREAMS } from "../../src/upstream/limits.ts";
import { talk } from "../support/conversation.ts";

const run = async () => reply(paragraph(["hi"]));

const simple = (name: string, description = "d") => defineCommand({ name, description, options: {}, run });

const having = (options: Options) => defineCommand({ name: "roll", description: "d", options, run });

const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

/** The sentences about these commands. */
function saidOf(...listed: readonly ListedCommand[]): readonly string[] {
  try {
    checkCommands(listed, ["dogApi", "dogCeo"]);
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    return error.problems;
  }
}

test.each(["g", "pg", "pg-13"] as const)(
  "the bot's own commands, with GIFs up to %s, are as they should be",
  (gifRating) => {
    expect(() => checkCommands(commandsFor({ gifRating }), Object.keys(UPSTREAMS))).not.toThrow();
  },
);

describe("just within a limit, and over it", () => {
  const withChoices = (count: number) => having({ kind: choice({ description: "d", choices: many(count, String) }) });
  const withOptions = (count: number) =>
    having(Object.fromEntries(many(count, (index) => [`o${index}`, yesNo({ description: "d" })])));
  const group = (count: number) =>
    defineGroup({ name: "trip", description: "d", subcommands: many(count, (index) => simple(`s${index}`)) });
  /** Ten options of 25 choices that fill the sum up to the characters wanted. */
  const ofLength = (total: number) => {
    const fixed = "roll".length + "d".length + "private".length + "Show the reply to you alone".length;
    const rest = total - fixed - 10 * ("o0".length + 1 + 25 * 2 * 15);
    const choices = many(25, (index) => String(index).padStart(15, "x"));
    return having(
      Object.fromEntries(
        many(10, (index) => {
          const extra = Math.max(0, Math.min(99, rest - index * 99));
          return [`o${index}`, choice({ description: "d".repeat(1 + extra), choices })];
        }),
      ),
    );
  };

  test.each<[string, ListedCommand, ListedCommand, string]>([
    ["a name", simple("a".repeat(31)), simple("a".repeat(32)), "the name has 32 characters, and 31 are the most"],
    [
      "a description",
      simple("roll", "d".repeat(100)),
      simple("roll", "d".repeat(101)),
      "/roll: the description has 101 characters, and Discord takes 100: make it shorter.",
    ],
    ["options", withOptions(24), withOptions(25), "/roll has 26 options, and Discord takes 25, private among them"],
    ["choices", withChoices(25), withChoices(26), "/roll kind has 26 choices, and Discord takes 25"],
    ["subcommands", group(25), group(26), "/trip has 26 subcommands, and Discord takes 1 to 25."],
    [
      "all words",
      ofLength(8_000),
      ofLength(8_001),
      "/roll has 8001 characters in its names, descriptions and choices, and Discord takes 8000",
    ],
  ])("%s", (_, fine, over, sentence) => {
    expect(saidOf(fine)).toEqual([]);
    expect(saidOf(over)).toEqual([expect.stringContaining(sentence)]);
  });

  test("commands", () => {
    expect(saidOf(...many(50, (index) => simple(`c${index}`)))).toEqual([]);
    expect(saidOf(...many(51, (index) => simple(`c${index}`)))).toEqual([
      "There are 51 commands, and Slack takes 50: put some of them under one name (defineGroup).",
    ]);
  });
});

describe("what would be refused, or of no use", () => {
  const asking = (...upstreams: readonly string[]): Command => {
    // As somebody who lets no compiler look would write it
    return { ...simple("tea"), upstreams } as Command;
  };
  const own = { private: yesNo({ description: "Mine" }) } as Options;

  test.each<[ListedCommand, string]>([
    [having(own), "/roll private: every command has the option private already: give yours another name."],
    [
      simple("Größe"),
      "/Größe: a name is one word of lower-case letters, digits, - and _, on Discord as in Slack: change it.",
    ],
    [simple("two words"), "/two words: a name is one word of lower-case letters"],
    [having({ Sides: integer({ description: "d", min: 1, max: 2 }) }), "/roll Sides: a name is one word"],
    [simple("roll", ""), "/roll: the description is empty"],
    [simple("roll", "Rolls a die."), "/roll: the description ends with a full stop"],
    [
      having({ sides: integer({ description: "d".repeat(101), min: 1, max: 2 }) }),
      "/roll sides: the description has 101",
    ],
    [
      having({ sides: integer({ description: "d", min: 7, max: 6 }) }),
      "/roll sides: its least value 7 is over its greatest, 6: swap them.",
    ],
    [having({ kind: choice({ description: "d", choices: [] }) }), "/roll kind has no choices"],
    [
      having({ kind: choice({ description: "d", choices: ["a", "A"] }) }),
      "/roll kind has the choice A twice: take one out.",
    ],
    [
      having({ kind: choice({ description: "d", choices: ["a".repeat(101)] }) }),
      "/roll kind: a choice has 101 characters",
    ],
    [
      having({ page: integer({ description: "d", min: 1, max: 2, hidden: true, required: true }) }),
      "/roll page is hidden and required",
    ],
    [
      having({ words: text({ description: "d", requiredUnless: ["isbm"] }), isbn: text({ description: "d" }) }),
      "/roll words: requiredUnless names isbm, which is no option of it. Did you mean isbn?",
    ],
    [
      having({ a: text({ description: "d", takesRest: true }), b: text({ description: "d", takesRest: true }) }),
      "/roll: a and b both take the rest of the line",
    ],
    [defineGroup({ name: "trip", description: "d", subcommands: [] }), "/trip has 0 subcommands"],
    [defineGroup({ name: "trip", description: "d", subcommands: [simple("Plan")] }), "/trip Plan: a name is one word"],
    [
      asking("dogApi", "dogCe"),
      "/tea asks the web API dogCe, which has no row in src/upstream/limits.ts. Did you mean dogCeo?",
    ],
  ])("%#: %j", (listed, sentence) => {
    expect(saidOf(listed)).toEqual([expect.stringContaining(sentence)]);
  });

  test("two of one name, in the list and within a group", () => {
    expect(saidOf(simple("dog"), simple("cat"), simple("dog"))).toEqual([
      "/dog is declared twice: give one of them another name.",
    ]);
    const trip = defineGroup({ name: "trip", description: "d", subcommands: [simple("plan"), simple("plan")] });
    expect(saidOf(trip)).toEqual(["/trip plan is declared twice: give one of them another name."]);
  });

  test("hidden options are for buttons alone, and bound by none of it", () => {
    expect(saidOf(having({ pageOfAll: integer({ description: "", min: 1, max: 2, hidden: true }) }))).toEqual([]);
  });
});

test("a bot does not start with them: all problems are told at once", async () => {
  await expect(talk({ commands: [simple("Roll"), simple("dog", "")] })).rejects.toThrow(
    /^The declaration of the commands has 2 problems:\n {2}\/Roll: .*\n {2}\/dog: the description is empty/,
  );
});

test("what the compiler sees: an id that is no web API's, and an option called private", () => {
  // @ts-expect-error: there is no such web API
  defineCommand({ name: "tea", description: "d", upstreams: ["dogApy"], options: {}, run });
  // @ts-expect-error: every command has it already
  defineCommand({ name: "tea", description: "d", options: { private: yesNo({ description: "d" }) }, run });
});
