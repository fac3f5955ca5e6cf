import { describe, expect, test } from "vitest";
import { choiceProblems, commandsFor, commandsOff } from "../commands/index.ts";
import { commandsToDiscord } from "../src/adapters/discord/register.ts";
import { slackManifest } from "../src/adapters/slack/register.ts";
import { inspectConfig } from "../src/config.ts";
import { startProgram } from "./support/program.ts";

const configured = (COMMANDS: string) => inspectConfig({ COMMANDS }).config;
const namesFor = (choice: string) => commandsFor(configured(choice)).map(({ name }) => name);

describe("which commands exist", () => {
  test("these alone, and /help", () => {
    expect(namesFor("mars, /dog")).toEqual(["dog", "mars", "help"]);
  });

  test("all but these", () => {
    const all = commandsFor({ gifRating: "g" }).map(({ name }) => name);
    expect(namesFor("-goat,-Shelf")).toEqual(all.filter((name) => name !== "goat" && name !== "shelf"));
    expect(commandsOff(configured("-goat,-shelf"))).toEqual(["goat", "shelf"]);
    expect(namesFor(" ")).toEqual(all);
  });

  test("what is off is declared on no platform, and in no text of /help's", () => {
    const commands = commandsFor(configured("-goat,-github"));
    const parts = { publicUrl: undefined, prefix: "", useSocketMode: true, useInstalls: false };
    expect(JSON.stringify([commandsToDiscord(commands, "global"), slackManifest(commands, parts)])).not.toMatch(
      /goat|github/i,
    );
  });
});

describe("a choice that is none", () => {
  test.each([
    ["dog,-cat", "COMMANDS names some to leave out and some to have"],
    ["dog cat", "COMMANDS is no list of commands"],
    ["dog,,cat", "COMMANDS is no list of commands"],
  ])("%s", (COMMANDS, problem) => {
    expect(inspectConfig({ COMMANDS }).problems).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    ["-dgo", ["COMMANDS names dgo, which is no command: did you mean dog?"]],
    ["pet", [expect.stringMatching(/^COMMANDS names pet, which is no command: there are gif, .*, help$/)]],
    ["dog,xyzzyxyzzy", [expect.stringMatching(/xyzzyxyzzy, which is no command: there are gif, book, .*, help$/)]],
    ["-help", [expect.stringContaining("people need to find the others")]],
    ["dog,help", []],
  ])("%s", (choice, problems) => {
    expect(choiceProblems(configured(choice))).toEqual(problems);
  });

  test("stops the start, with what was meant", async () => {
    const program = startProgram([], { COMMANDS: "-goad" });
    expect(await program.ended).toBe(1);
    expect(program.errors()).toContain("COMMANDS names goad, which is no command: did you mean goat?");
  });
});

test("whoever asks for one all the same is told; no button leads there", async () => {
  const program = startProgram(["--chat", "--recorded"], { COMMANDS: "-goat,-shelf" }, "pipe");
  for (const line of ["/goat", "/shelf add dune", "/book moby dick", "/help"]) program.types(line);
  program.hangsUp();
  expect(await program.ended).toBe(0);
  const output = program.output();
  expect(output).toContain("/goat is switched off here. Type /help to see what I know.");
  expect(output).toContain("/shelf is switched off here.");
  expect(output).toContain("Moby");
  expect(output).not.toMatch(/Add to shelf|\/goat (?!is)|\/shelf (?!is)/);
});
