import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../commands/index.ts";

const DOCS = resolve(import.meta.dirname, "../../docs");

const page = readFileSync(join(DOCS, "commands.md"), "utf8");
const [, ...sections] = page.split(/^## \//m);

test("every command has its section, in the order of /help", () => {
  expect(sections.map((section) => section.slice(0, section.indexOf("\n")))).toEqual(commands.map(({ name }) => name));
});

test("what there is a picture of is shown in its section", () => {
  const names = readdirSync(join(DOCS, "pictures")).map((file) => file.replace(/\.png$/, ""));
  const shown = sections.flatMap((section) => {
    const [, name = ""] = /^(\S+)/.exec(section) ?? [];
    return section.includes(`](pictures/${name}.png)`) ? [name] : [];
  });
  // The page itself is in README
  expect(shown.toSorted()).toEqual(names.filter((name) => name !== "playground").toSorted());
});
