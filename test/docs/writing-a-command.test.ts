import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { copyProject, type ProjectCopy } from "../support/project-copy.ts";

const page = readFileSync(join(resolve(import.meta.dirname, "../.."), "docs/writing-a-command.md"), "utf8");

/** The pieces of code on the page, by the file that each belongs to. */
function readPieces(): Map<string, string> {
  const pieces = [...page.matchAll(/^```(?:ts|json) (\S+)\n(.*?)^```$/gms)];
  return new Map(pieces.map(([, file = "", code = ""]) => [file, code]));
}

/** Puts an API into a copy of the project, as the page says. */
async function addTea(copy: ProjectCopy): Promise<void> {
  const pieces = readPieces();
  const piece = (file: string): string => {
    const code = pieces.get(file);
    if (code === undefined) throw new Error(`the page has no ${file}`);
    pieces.delete(file);
    return code;
  };
  const line = (file: string, last: RegExp) => copy.edit(file, last, `${piece(file)}$&`);
  await line("src/upstream/limits.ts", /^\} as const satisfies/m);
  await copy.edit("src/recorded/index.ts", /^(import .*)$/m, `$1\nimport { tea } from "./tea.ts";`);
  await copy.edit("src/recorded/index.ts", /^\};$/m, "  tea,\n};");
  await copy.edit("src/services/index.ts", /^(import .*)$/m, `$1\nimport { Teas } from "./tea/teas.ts";`);
  await line("src/services/index.ts", /^ {2}votes: /m);
  await line("src/doctor/upstream-questions.ts", /^\};$/m);
  const ours = ["commands/tea.ts", "test/commands/tea.test.ts"].map((file) => [file, piece(file)] as const);
  for (const [file, code] of pieces) await copy.add(file, code);
  expect(await copy.types("npm run --silent new -- tea")).toMatchObject({ code: 0 });
  for (const [file, code] of ours) await copy.rewrite(file, code);
  expect(await copy.types("npm run --silent docs")).toMatchObject({ code: 0 });
}

test("the page's pieces, put together as it says, are a command that works", { timeout: 600_000 }, async () => {
  const copy = await copyProject();
  await addTea(copy);
  expect(await copy.types("npx tsc")).toEqual({ code: 0, said: "" });
  await copy.passes([
    "test/commands/tea.test.ts",
    "test/boundaries.test.ts",
    "test/readme.test.ts",
    "test/scripts/docs.test.ts",
    "test/docs/links.test.ts",
    "test/docs/privacy.test.ts",
    "test/doctor/upstreams.test.ts",
  ]);
  expect(await copy.types(`echo "/tea sencha" | npm run --silent chat -- --recorded`)).toEqual({
    code: 0,
    said: expect.stringMatching(/^Sencha\n.*2 min in water of 75 °C\..*Tea Time · recorded sample/s),
  });

  // What nobody had to write by hand
  expect(await copy.read("docs/upstreams.md")).toContain("\n| Tea Time | `/tea` | new here | 30 calls a minute | |\n");
  expect(await copy.read("docs/privacy.md")).toContain("\n| `/tea` | Tea Time: what you type |\n");
  expect(await copy.read("docs/configuration.md")).toContain(
    "\n| `TEA_URL` | Tea Time | `https://tea.example.com/v1` |\n",
  );
  expect(await copy.read(".env.example")).toContain("\nTEA_URL=\n");
  expect(await copy.read("README.md")).toContain("\n| `/tea kind` | | How to brew a tea |\n");
});
