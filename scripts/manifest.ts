import { commandsFor } from "../commands/index.ts";
import { slackManifest } from "../src/adapters/slack/register.ts";
import { readConfig } from "../src/config.ts";

try {
  process.loadEnvFile();
} catch {
  // No .env: the environment alone
}

try {
  const config = readConfig();
  const { slack, slackCommandPrefix: prefix, publicUrl } = config;
  // Over HTTP only where the world can reach the bot
  const useSocketMode = slack?.appToken !== undefined || publicUrl === undefined;
  const useInstalls = slack?.oauth !== undefined;
  const manifest = slackManifest(commandsFor(config), { publicUrl, prefix, useSocketMode, useInstalls });
  console.log(JSON.stringify(manifest, undefined, 2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
