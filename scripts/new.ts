import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readFlags, refuse } from "../src/setup/flags.ts";
import { commandFile, type NewCommand, testFile } from "./new/files.ts";
import { identifierFor, withEntry } from "./new/list.ts";
import { wishFor } from "./new/wish.ts";

const USAGE = `npm run new -- NAME [--description WORDS]

Writes a command that answers already, its test, its entry in the list, and what the documentation says of it.

NAME                 lower-case letters, digits and hyphens, a letter first: roll, star-map
--description WORDS  what it brings, 1 to 100 characters, no full stop
--help               this text
`;

const ROOT = resolve(import.meta.dirname, "..");
const LIST = "commands/index.ts";

/** Brings imports into their order. */
const BIOME = join(ROOT, "node_modules/.bin/biome");

const command = asked();
const files = { command: `commands/${command.name}.ts`, test: `test/commands/${command.name}.test.ts` };
try {
  const list = withEntry(read(LIST), command);
  write(files.command, commandFile(command), "wx");
  write(files.test, testFile(command), "wx");
  write(LIST, list, "w");
} catch (error) {
  console.error(`${LIST} can't take /${command.name}. ${error instanceof Error ? error.message : error}.`);
  process.exit(1);
}
run(BIOME, "check", "--write", LIST, files.command, files.test);
console.log(`Wrote ${files.command}, ${files.test}, ${LIST}.`);
process.stdout.write(run(process.execPath, "scripts/docs.ts"));
console.log(`
/${command.name} answers already: echo "/${command.name} good morning" | npm run chat
Make it yours with "npm run dev" beside it; then: npm run docs && npm test`);

function asked(): NewCommand {
  const { values, positionals } = readFlags(USAGE, {
    allowPositionals: true,
    options: { description: { type: "string", default: "Says back what you type" } },
  });
  const wish = wishFor(positionals, values.description, (path) => existsSync(join(ROOT, path)));
  return typeof wish === "string" ? refuse(wish, USAGE) : { ...wish, identifier: identifierFor(wish.name, read(LIST)) };
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

function write(file: string, text: string, flag: "w" | "wx"): void {
  writeFileSync(join(ROOT, file), text, { flag });
}

/** Runs a step to its end, and gives what it said; without that step nothing else would be of use. */
function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: "utf8" });
  if (status === 0) return stdout;
  console.error(stderr || stdout || `${program} can't be run.`);
  process.exit(1);
}
