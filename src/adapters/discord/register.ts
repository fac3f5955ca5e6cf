import { z } from "zod";
import type { DiscordConfig } from "../../config.ts";
import { checkCommands } from "../../core/check-commands.ts";
import {
  type Command,
  isGroup,
  isRequired,
  type ListedCommand,
  lastWord,
  type Option,
  visibleOptions,
} from "../../core/command.ts";
import { assertNever } from "../../core/reply.ts";
import { cut } from "../../core/text.ts";
import { DISCORD_APPS } from "../../setup/consoles.ts";
import { translationsOf } from "../../translations/index.ts";
import { callAsBot, DiscordApiError } from "./api.ts";
import { COMMAND_LIMITS } from "./limits.ts";

/** By Discord's locale. */
type Localizations = Readonly<Record<string, string>>;

/** A command as Discord's API takes it. */
export interface DiscordCommand {
  readonly name: string;
  readonly type: 1;
  readonly description: string;
  readonly description_localizations?: Localizations;
  readonly options: readonly DiscordOption[] | readonly Subcommand[];
  /** For servers and for people. Global commands only. */
  readonly integration_types?: readonly number[];
  /** In servers, in the bot's own direct messages, in others' direct messages. Global commands only. */
  readonly contexts?: readonly number[];
}

interface Subcommand {
  readonly type: 1;
  readonly name: string;
  readonly description: string;
  readonly description_localizations?: Localizations;
  readonly options: readonly DiscordOption[];
}

interface DiscordOption {
  /** 3 text, 4 whole number, 5 yes/no. */
  readonly type: 3 | 4 | 5 | 11;
  readonly name: string;
  readonly description: string;
  readonly description_localizations?: Localizations;
  readonly required?: true;
  readonly autocomplete?: true;
  readonly max_length?: number;
  readonly min_value?: number;
  readonly max_value?: number;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
}

/** The whole list as Discord's API takes it. Throws DeclarationError where it would not. */
export function commandsToDiscord(
  commands: readonly ListedCommand[],
  scope: "global" | "guild",
): readonly DiscordCommand[] {
  checkCommands(commands);
  return commands.map((command) => toDiscord(command, scope));
}

function toDiscord(command: ListedCommand, scope: "global" | "guild"): DiscordCommand {
  const { name } = command;
  const options = isGroup(command) ? command.subcommands.map(toSubcommand) : optionsOf(command);
  const base = { name, type: 1, ...described(command), options } as const;
  return scope === "guild" ? base : { ...base, integration_types: [0, 1], contexts: [0, 1, 2] };
}

function toSubcommand(command: Command): Subcommand {
  return { type: 1, name: lastWord(command), ...described(command), options: optionsOf(command) };
}

function described({ description }: Pick<Option, "description">) {
  const others = translationsOf(description);
  return { description, ...(others === undefined ? {} : { description_localizations: others }) };
}

function optionsOf(command: Command): readonly DiscordOption[] {
  return visibleOptions(command).map(([name, option]) => optionToDiscord(name, option));
}

function optionToDiscord(name: string, option: Option): DiscordOption {
  const base = { name, ...described(option), ...(isRequired(option) ? { required: true as const } : {}) };
  switch (option.type) {
    case "text":
      return {
        type: 3,
        ...base,
        ...(option.maxLength === undefined
          ? {}
          : { max_length: Math.min(option.maxLength, COMMAND_LIMITS.textLength) }),
        ...(option.suggest === undefined ? {} : { autocomplete: true as const }),
      };
    case "date":
      return { type: 3, ...base };
    case "choice":
      return { type: 3, ...base, choices: option.choices.map((choice) => ({ name: choice, value: choice })) };
    case "integer":
      return { type: 4, ...base, min_value: option.min, max_value: option.max };
    case "yes-no":
      return { type: 5, ...base };
    case "file":
      return { type: 11, ...base };
    default:
      return assertNever(option);
  }
}

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

/** Discord gives them back in an order of its own. */
const localizations = optional(
  z
    .record(z.string(), z.string())
    .transform((texts) => Object.entries(texts).toSorted(([one], [other]) => (one < other ? -1 : 1))),
);

/** What counts in a registered command: Discord gives it back with ids, versions and defaults, which don't. */
const registeredOption = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  description_localizations: localizations,
  required: z.boolean().default(false),
  autocomplete: z.boolean().default(false),
  max_length: optional(z.number()),
  min_value: optional(z.number()),
  max_value: optional(z.number()),
  choices: optional(z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) }))),
});

const registeredCommand = z.object({
  name: z.string(),
  description: z.string(),
  description_localizations: localizations,
  options: z.array(registeredOption.extend({ options: z.array(registeredOption).default([]) })).default([]),
  integration_types: optional(z.array(z.number())),
  contexts: optional(z.array(z.number())),
});

/** How the new list differs from what is registered: one line a command. */
function difference(registered: unknown, list: readonly DiscordCommand[]): readonly string[] {
  const comparable = (command: z.infer<typeof registeredCommand>) => JSON.stringify(command);
  const before = z.array(registeredCommand).parse(registered);
  const known = new Map(before.map((command) => [command.name, comparable(command)]));
  const after = z.array(registeredCommand).parse(list);
  const lines = after.flatMap((command) => {
    const old = known.get(command.name);
    known.delete(command.name);
    if (old === undefined) return [`+ /${command.name}  new`];
    return old === comparable(command) ? [] : [`~ /${command.name}  changed`];
  });
  return [...lines, ...[...known.keys()].map((name) => `- /${name}  removed`)];
}

export interface Registration {
  readonly config: DiscordConfig;
  readonly commands: readonly ListedCommand[];
  /** Registers in this one guild, where the commands appear at once; else everywhere. */
  readonly guildId?: string | undefined;
  /** Only says what would change. */
  readonly isDryRun?: boolean;
  /** Ends the calls when somebody waits no longer. */
  readonly signal?: AbortSignal | undefined;
}

/** Tells Discord the whole list. Gives back what changed, one line a command. Throws an Error with a sentence for the operator. */
export async function registerCommands({
  config,
  commands,
  guildId,
  isDryRun,
  signal,
}: Registration): Promise<readonly string[]> {
  const list = commandsToDiscord(commands, guildId === undefined ? "global" : "guild");
  const scope = guildId === undefined ? "" : `/guilds/${encodeURIComponent(guildId)}`;
  const path = `/applications/${encodeURIComponent(config.applicationId)}${scope}/commands`;
  const { apiUrl, token } = config;
  try {
    const before = await callAsBot(apiUrl, { method: "GET", path: `${path}?with_localizations=true`, token, signal });
    const lines = difference(before, list);
    if (isDryRun !== true) await callAsBot(apiUrl, { method: "PUT", path, token, signal, json: JSON.stringify(list) });
    return lines;
  } catch (error) {
    throw error instanceof DiscordApiError ? new Error(refusal(error), { cause: error }) : error;
  }
}

/** What to do about a call that did not succeed. */
function refusal({ status, code, answer }: DiscordApiError): string {
  if (status === undefined) return "Discord can't be reached. Check the network, and DISCORD_API_URL if it is set.";
  if (status === 401) return `Discord does not accept DISCORD_TOKEN. Reset it on ${DISCORD_APPS}, under Bot.`;
  if (code === 10_002)
    return `Discord knows no application DISCORD_APPLICATION_ID. Copy it from ${DISCORD_APPS}, under General Information.`;
  if (code === 50_001 || status === 403) {
    return "Discord refuses access: the bot is not in that server, or DISCORD_TOKEN and DISCORD_APPLICATION_ID belong to different applications.";
  }
  if (code === 30_034)
    return "Discord takes 200 new commands a day for a server, and they are used up. Try again tomorrow.";
  if (status === 429) return "Discord asks to slow down. Try again in a few minutes.";
  const details = code === 50_035 ? `: ${cut(JSON.stringify(answer), 1_000)}` : "";
  return `Discord did not take the commands (status ${status})${details}`;
}
