/**
 * What the platforms take of a declared command; where they differ, the smaller number, so that a command runs on all of them. Lengths
 * are UTF-16 units. Sources, unless a line names another: Discord's
 * https://docs.discord.com/developers/interactions/application-commands (2026-11-22).
 */
export const DECLARATION_LIMITS = {
  /** Slack's, for one app; Discord takes 100. https://docs.slack.dev/reference/app-manifest (2026-11-22) */
  commands: 50,
  /** Slack's 32 less the slash; Discord takes 32. https://docs.slack.dev/reference/app-manifest (2026-11-22) */
  commandName: 31,
  /** Of a subcommand or an option. */
  name: 32,
  description: 100,
  /** In one command, `private` among them. */
  options: 25,
  subcommands: 25,
  choices: 25,
  choice: 100,
  /** Names, descriptions and choices of one command, all together; a choice counts twice, for its name and its value. */
  total: 8_000,
} as const;
