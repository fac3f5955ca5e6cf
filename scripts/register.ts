import "../src/runtime.js";
import { choiceProblems, commandsFor } from "../commands/index.ts";
import { commandsToDiscord, registerCommands } from "../src/adapters/discord/register.ts";
import { readConfig, VARIABLES } from "../src/config.ts";
import { ConfigError } from "../src/core/errors.ts";
import { readFlags } from "../src/setup/flags.ts";
import { loadEnv } from "../src/setup/load-env.ts";

const USAGE = `npm run register [-- --guild ID] [--dry-run]

Tells Discord which commands there are.

--guild ID  in this one server, at once; everywhere without it
--dry-run   only says what would change
--help      this text
`;

const { values } = readFlags(USAGE, {
  options: { guild: { type: "string" }, "dry-run": { type: "boolean", default: false } },
});

async function main(): Promise<void> {
  const { problems } = await loadEnv(VARIABLES);
  if (problems.length > 0) throw new ConfigError(problems);
  const configured = readConfig();
  const wrong = choiceProblems(configured);
  if (wrong.length > 0) throw new ConfigError(wrong);
  const commands = commandsFor(configured);
  const { discord: config } = configured;
  const { guild: guildId, "dry-run": isDryRun } = values;
  if (config === undefined) {
    if (!isDryRun)
      throw new Error("Set DISCORD_TOKEN and DISCORD_APPLICATION_ID first; .env.example says where to get them.");
    console.log(JSON.stringify(commandsToDiscord(commands, guildId === undefined ? "global" : "guild"), undefined, 2));
    return;
  }
  const lines = await registerCommands({ config, commands, guildId, isDryRun });
  const where = guildId === undefined ? "everywhere" : `in the server ${guildId}`;
  console.log(lines.length === 0 ? "Nothing changes." : lines.join("\n"));
  console.log(isDryRun ? `Dry run: nothing was sent.` : `${commands.length} commands are registered ${where}.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
