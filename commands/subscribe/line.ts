import { nearNames } from "../../src/core/closest.ts";
import {
  type Command,
  type CommandContext,
  isGroup,
  isRequired,
  type ListedCommand,
  type Options,
  runnableCommands,
  substitutes,
  type ValuesOf,
  visibleOptions,
} from "../../src/core/command.ts";
import { firstWord, parseCommandLine } from "../../src/core/command-line.ts";
import { unknownName } from "../../src/core/did-you-mean.ts";
import {
  KeyMissingError,
  NotFoundError,
  type Suggestion,
  UnknownNameError,
  UpstreamError,
  UsageError,
} from "../../src/core/errors.ts";
import { exampleLine, noFileHere, parseOptions } from "../../src/core/options.ts";
import { knowNoCommand, SEE_HELP } from "../../src/core/plain-replies.ts";
import type { OptionValues } from "../../src/core/reply.ts";
import { code, t } from "../../src/core/text.ts";
import { plainSigns } from "../../src/core/typed.ts";

/** What is run by itself: the command's full name, and what stands after it. */
export interface RunLine {
  readonly command: string;
  readonly line: string;
}

type Context = Pick<CommandContext<Options>, "services" | "user" | "where" | "signal">;

/** Lines of commands that everybody may see: each as short as it goes. */
export function publicLines(all: readonly ListedCommand[]): readonly string[] {
  return runnableCommands(all)
    .filter((command) => !isPrivate(command, {}))
    .map((command) => (needsNothing(command) ? `/${command.name}` : exampleLine(command)));
}

/**
 * Reads the line, and tries it: what nobody could run, and what is for one person alone, is refused now and not tomorrow morning. A web
 * API that is away just now stands in nobody's way. Throws UsageError with the line that was meant, perhaps.
 */
export async function readLine(typed: string, all: readonly ListedCommand[], context: Context): Promise<RunLine> {
  const { command, line } = chosen(typed, all);
  let raw: OptionValues = {};
  try {
    raw = await parseCommandLine(command, line);
    raw = command.meant?.(raw) ?? raw;
    const options = (await parseOptions(command, raw)) as ValuesOf<Options>;
    if (isPrivate(command, options)) throw forOneAlone(command);
    const reply = await command.run({ ...context, options, readFile: noFileHere(command), progress: () => {} });
    if (reply.visibility !== "channel") throw forOneAlone(command);
  } catch (error) {
    if (error instanceof KeyMissingError) throw new UsageError(error.userText);
    if (error instanceof UsageError || error instanceof NotFoundError) throw asMeantHere(error, command, raw);
    if (!(error instanceof UpstreamError)) throw error;
  }
  return { command: command.name, line };
}

function chosen(typed: string, all: readonly ListedCommand[]): { readonly command: Command; readonly line: string } {
  const runnable = runnableCommands(all);
  const { word, rest = "" } = firstWord(typed.trim());
  const name = plainSigns(word).replace(/^\//, "").toLowerCase();
  const group = all.filter(isGroup).find((listed) => listed.name === name);
  const inner = firstWord(rest);
  const fullName = group === undefined ? name : `${name} ${plainSigns(inner.word).toLowerCase()}`;
  const command = runnable.find((each) => each.name === fullName);
  if (command !== undefined) return { command, line: (group === undefined ? rest : (inner.rest ?? "")).trim() };
  const names = runnable.filter((each) => !isPrivate(each, {})).map((each) => each.name);
  const near = nearNames(fullName.trim(), names, 1).map((each) => `/${each}`);
  throw new UnknownNameError(
    ...unknownName(knowNoCommand(fullName.trim()), { option: "command", near, as: code, otherwise: SEE_HELP }),
  );
}

function isPrivate(command: Command, options: OptionValues): boolean {
  if (options["private"] === true) return true;
  return command.visibility?.(options as ValuesOf<Options>) === "ephemeral";
}

function needsNothing(command: Command): boolean {
  return visibleOptions(command).every(([, option]) => !isRequired(option) && substitutes(option).length === 0);
}

function forOneAlone({ name }: Command): UsageError {
  return new UsageError(
    t`What ${code(`/${name}`)} brings is for one person alone, so it can't come to a channel by itself.`,
  );
}

/** What was meant is a whole line here, and a missing option opens no form of the other command. */
function asMeantHere(error: UsageError | NotFoundError, command: Command, raw: OptionValues): UsageError {
  const given = (error instanceof UsageError ? error.given : undefined) ?? raw;
  const suggestions = error.suggestions.flatMap((each): Suggestion[] => {
    const { label } = each;
    if ("option" in each) {
      const values = { ...given, ...each.also, [each.option]: each.value };
      return [{ option: "command", value: typedLine(command, values), label }];
    }
    return each.command === command.name ? [{ option: "command", value: typedLine(command, each.options), label }] : [];
  });
  return new UsageError(error.userText, suggestions);
}

/** The command with these values, as one could type it. */
function typedLine({ name }: Command, values: OptionValues): string {
  const words = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}:${/\s/.test(String(value)) ? `"${value}"` : value}`],
  );
  return [`/${name}`, ...words].join(" ");
}
