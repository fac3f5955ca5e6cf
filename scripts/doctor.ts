import "../src/runtime.ts";
import { parseArgs } from "node:util";
import { commands } from "../commands/index.ts";
import { examine } from "../src/doctor/examine.ts";
import { countBad, printSections } from "../src/doctor/print.ts";

try {
  process.loadEnvFile();
} catch {
  // No .env: the environment alone
}

const sections = await examine({ env: process.env, commands, guildId: guildFromFlags() });
const hasColours = process.stdout.isTTY && process.stdout.hasColors();
const exitCode = countBad(sections) === 0 ? 0 : 1;
// What did not answer in time must not keep the process
process.stdout.write(printSections(sections, hasColours), () => process.exit(exitCode));

function guildFromFlags(): string | undefined {
  try {
    return parseArgs({ options: { guild: { type: "string" } } }).values.guild;
  } catch {
    process.stderr.write("I know `npm run doctor` and `npm run doctor -- --guild ID`, nothing else.\n");
    process.exit(1);
  }
}
