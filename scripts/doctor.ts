import "../src/runtime.js";
import { parseArgs } from "node:util";
import { commandsFor } from "../commands/index.ts";
import { inspectConfig } from "../src/config.ts";
import { examine } from "../src/doctor/examine.ts";
import { countBad, printSections, sectionsAsJson } from "../src/doctor/print.ts";

try {
  process.loadEnvFile();
} catch {
  // No .env: the environment alone
}

const { guild, json } = flags();
const commands = commandsFor(inspectConfig(process.env).config);
const sections = await examine({ env: process.env, commands, guildId: guild });
const hasColours = process.stdout.isTTY && process.stdout.hasColors();
const said = json ? sectionsAsJson(sections) : printSections(sections, hasColours);
const exitCode = countBad(sections) === 0 ? 0 : 1;
// What did not answer in time must not keep the process
process.stdout.write(said, () => process.exit(exitCode));

function flags(): { readonly guild?: string | undefined; readonly json: boolean } {
  try {
    return parseArgs({ options: { guild: { type: "string" }, json: { type: "boolean", default: false } } }).values;
  } catch {
    process.stderr.write("I know `npm run doctor`, with `-- --guild ID` and `-- --json`, nothing else.\n");
    process.exit(1);
  }
}
