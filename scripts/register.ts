import "../src/runtime.js";
import { parseArgs } from "node:util";
import { commandsFor } from "../commands/index.ts";
import { commandsToDiscord, registerCommands } from "../src/adapters/discord/register.ts";
import { readConfig } from "../src/config.ts";

const { values } = parseArgs({
  options: { guild: { type: "string" }, "dry-run": { type: "boolean", default: false } },
});

try {
  process.loadEnvFile();
} catch {
  // No .env: the environment alone
}

async function main(): Promise<void> {
  const configured = readConfig();
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
