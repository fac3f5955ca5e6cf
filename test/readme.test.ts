import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../commands/index.ts";
import { VARIABLES } from "../src/config.ts";
import { isGroup, isRequired, lastWord, substitutes, visibleOptions } from "../src/core/command.ts";
import { copyProject } from "./support/project-copy.ts";

const ROOT = resolve(import.meta.dirname, "..");

const readme = await readFile(join(ROOT, "README.md"), "utf8");
const configuration = await readFile(join(ROOT, "docs/configuration.md"), "utf8");

test("the table of commands is what the commands declare", () => {
  const rows = commands.map((command) => {
    if (isGroup(command)) {
      const words = command.subcommands.map((each) => `\`${lastWord(each)}\``).join(" · ");
      return `| \`/${command.name}\` | ${words} | ${command.description} |`;
    }
    const options = visibleOptions(command).filter(([name]) => name !== "private");
    const [first, ...others] = options.map(([name]) => name);
    const required = options[0]?.[1];
    const usage =
      first === undefined
        ? ""
        : required !== undefined && (isRequired(required) || substitutes(required).length > 0)
          ? ` ${first}`
          : ` [${first}]`;
    const names = others.map((name) => `\`${name}\``).join(", ");
    return `| \`/${command.name}${usage}\` | ${names} | ${command.description} |`;
  });
  const table = readme.slice(readme.indexOf("| --- | --- | --- |"), readme.indexOf("Every command also takes"));
  expect(table.split("\n").filter((line) => line.startsWith("| `/"))).toEqual(rows);
});

test("the variables are the same, in the same order, in docs/configuration.md and in .env.example", async () => {
  const example = await readFile(join(ROOT, ".env.example"), "utf8");
  const inExample = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  const onPage = [...configuration.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(onPage).toEqual(inExample);
});

test("the variables in .env.example are those that the configuration reads", async () => {
  const example = await readFile(join(ROOT, ".env.example"), "utf8");
  const inExample = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(inExample.toSorted()).toEqual([...new Set(VARIABLES)].toSorted());
});

test("a command added in three steps, to the letter", { timeout: 180_000 }, async () => {
  const steps = readme.slice(readme.indexOf("### Add a command in three steps"));
  const [command = "", conversation = ""] = [...steps.matchAll(/^ {3}```ts\n(.*?)^ {3}```/gms)].map(([, code = ""]) =>
    code.replace(/^ {3}/gm, ""),
  );
  const copy = await copyProject();
  await copy.add("commands/roll.ts", command);
  await copy.list("roll");
  await copy.add("test/commands/roll.test.ts", conversation);
  await copy.passes("test/commands/roll.test.ts", 1);
  await copy.hasRightTypes();
});
