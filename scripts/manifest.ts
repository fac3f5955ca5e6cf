import { choiceProblems, commandsFor } from "../commands/index.ts";
import { slackManifest } from "../src/adapters/slack/register.ts";
import { readConfig, VARIABLES } from "../src/config.ts";
import { ConfigError } from "../src/core/errors.ts";
import { readFlags } from "../src/setup/flags.ts";
import { loadEnv } from "../src/setup/load-env.ts";

const USAGE = `npm run manifest

Prints the app manifest that Slack takes, made from the commands and from what is set.

--help  this text
`;

readFlags(USAGE, {});

try {
  const { problems } = await loadEnv(VARIABLES);
  if (problems.length > 0) throw new ConfigError(problems);
  const config = readConfig();
  const wrong = choiceProblems(config);
  if (wrong.length > 0) throw new ConfigError(wrong);
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
