import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../commands/index.ts";
import { optionLines } from "./command-lines.ts";

const page = readFileSync(join(resolve(import.meta.dirname, "../.."), "docs/commands.md"), "utf8");
const [, ...sections] = page.split(/^## \//m);

test("every command has its section, in the order of /help", () => {
  expect(sections.map((section) => section.slice(0, section.indexOf("\n")))).toEqual(commands.map(({ name }) => name));
});

test.each(commands.map((command) => [command.name, command] as const))(
  "the section of /%s says what the command declares, and shows it",
  (name, command) => {
    const section = sections.find((each) => each.startsWith(`${name}\n`)) ?? "";
    expect(section).toContain(`\n\n${command.description}.\n\n![`);
    expect(section).toContain(`](pictures/${name}.png)`);
    expect(section.trimEnd().endsWith(`\n\n${optionLines(command).join("\n")}`)).toBe(true);
  },
);
