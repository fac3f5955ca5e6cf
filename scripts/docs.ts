import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { commands } from "../commands/index.ts";
import { readFlags } from "../src/setup/flags.ts";
import { writeCommandSections, writeCommandTable } from "./docs/command-pages.ts";
import { writeEnvExample, writeHearers, writeUpstreamTable, writeVariables } from "./docs/upstream-pages.ts";

const USAGE = `npm run docs [-- --check]

Writes what the documentation says of commands and web APIs as they are declared: tables, usages, options, variables. What was written by
hand stays.

--check  writes nothing, and ends with 1 where something would change
--help   this text
`;

const ROOT = resolve(import.meta.dirname, "..");
const PICTURES = join(ROOT, "docs/pictures");

/** How each page is written anew. */
const PAGES: Readonly<Record<string, (page: string) => string>> = {
  "README.md": (page) => writeCommandTable(page, commands),
  "docs/commands.md": (page) => writeCommandSections(page, commands, pictured()),
  "docs/upstreams.md": (page) => writeUpstreamTable(page, commands),
  "docs/configuration.md": writeVariables,
  "docs/privacy.md": (page) => writeHearers(page, commands),
  ".env.example": writeEnvExample,
};

const { check } = readFlags(USAGE, { options: { check: { type: "boolean", default: false } } }).values;

const changed: string[] = [];
for (const [file, write] of Object.entries(PAGES)) {
  try {
    const path = join(ROOT, file);
    const before = readFileSync(path, "utf8");
    const after = write(before);
    if (after === before) continue;
    changed.push(file);
    if (!check) writeFileSync(path, after);
  } catch (error) {
    console.error(`${file} can't be written: ${error instanceof Error ? error.message : error}.`);
    process.exitCode = 1;
  }
}
if (check) {
  for (const file of changed) {
    console.error(
      `${file} is not what the commands and web APIs declare: run \`npm run docs\`, and commit what it writes.`,
    );
    process.exitCode = 1;
  }
} else console.log(changed.length === 0 ? "Nothing changes." : `Wrote ${changed.join(", ")}.`);

/** The commands that a picture shows. */
function pictured(): readonly string[] {
  return existsSync(PICTURES) ? readdirSync(PICTURES).map((file) => file.replace(/\.png$/, "")) : [];
}
