import "../src/runtime.js";
import { choiceProblems, commandsFor } from "../commands/index.ts";
import { inspectConfig, VARIABLES } from "../src/config.ts";
import { examine } from "../src/doctor/examine.ts";
import { countBad, printSections, sectionsAsJson } from "../src/doctor/print.ts";
import { readFlags } from "../src/setup/flags.ts";
import { loadEnv } from "../src/setup/load-env.ts";

const USAGE = `npm run doctor [-- --guild ID] [--json]

Looks at the whole set-up and changes nothing. Ends with 0 when nothing is wrong, else with 1.

--guild ID  where Discord's commands are registered in this one server
--json      one line of JSON, for monitors
--help      this text
`;

const { guild, json } = readFlags(USAGE, {
  options: { guild: { type: "string" }, json: { type: "boolean", default: false } },
}).values;
const slips = await loadEnv(VARIABLES);
const { config } = inspectConfig(process.env);
const commands = commandsFor(config);
const found = { ...slips, problems: [...slips.problems, ...choiceProblems(config)] };
const sections = await examine({ env: process.env, slips: found, commands, guildId: guild });
const hasColours = process.stdout.isTTY && process.stdout.hasColors();
const said = json ? sectionsAsJson(sections) : printSections(sections, hasColours);
const exitCode = countBad(sections) === 0 ? 0 : 1;
// What did not answer in time must not keep the process
process.stdout.write(said, () => process.exit(exitCode));
