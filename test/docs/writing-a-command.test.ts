import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "vitest";
import { copyProject } from "../support/project-copy.ts";

const page = await readFile(join(resolve(import.meta.dirname, "../.."), "docs/writing-a-command.md"), "utf8");

/** The pieces of code on the page, by the file that each belongs to. */
const pieces = new Map(
  [...page.matchAll(/^```(?:ts|json) (\S+)\n(.*?)^```$/gms)].map(([, file = "", code = ""]) => [file, code]),
);

test("the page's pieces, put together as it says, are a command that works", { timeout: 180_000 }, async () => {
  const copy = await copyProject();
  const piece = (file: string): string => {
    const code = pieces.get(file);
    if (code === undefined) throw new Error(`the page has no ${file}`);
    pieces.delete(file);
    return code;
  };
  await copy.edit("src/upstream/limits.ts", /^\} as const satisfies/m, `${piece("src/upstream/limits.ts")}$&`);
  await copy.edit("src/recorded/index.ts", /^(import .*)$/m, `$1\nimport { tea } from "./tea.ts";`);
  await copy.edit("src/recorded/index.ts", /^\};$/m, "  tea,\n};");
  await copy.edit("src/services/index.ts", /^(import .*)$/m, `$1\nimport { Teas } from "./tea/teas.ts";`);
  await copy.edit("src/services/index.ts", /^ {2}votes: /m, `${piece("src/services/index.ts")}$&`);
  await copy.list("tea");
  for (const file of [...pieces.keys()]) await copy.add(file, piece(file));

  await copy.hasRightTypes();
  await copy.passes("test/commands/tea.test.ts", 5);
});
