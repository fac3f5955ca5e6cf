import { nearNames } from "./closest.ts";
import { alone, type Command, isGroup, isRequired, type ListedCommand, lastWord, runnableCommands } from "./command.ts";
import { firstWord, parseCommandLine } from "./command-line.ts";
import { didYouMean } from "./did-you-mean.ts";
import {
  type BotError,
  KeyMissingError,
  type NotFoundError,
  StateError,
  type Suggestion,
  UnknownNameError,
  UpstreamError,
  UsageError,
} from "./errors.ts";
import { groupMenu } from "./group-menu.ts";
import type { Invocation } from "./invocation.ts";
import { exampleLine, shown } from "./options.ts";
import { aside, type Button, buttons, MAX_IN_ROW, type OptionValues, paragraph, type Reply } from "./reply.ts";
import { TooLateError } from "./scope.ts";
import { bold, code, cut, type RichText, t } from "./text.ts";
import { commandWithin } from "./within-group.ts";

/** Longest label, in UTF-16 units: see `Button`. */
const MAX_LABEL = 75;

/**
 * What the person reads when a command ended in an expected failure, with a button for whatever a click can do about it. `samples`:
 * what else the command answers, in the demo.
 */
export function errorReply(
  command: Command,
  raw: OptionValues,
  error: BotError,
  samples: readonly Sample[] = [],
): Reply {
  const userText =
    error instanceof KeyMissingError
      ? t`${code(`/${command.name}`)} needs ${article(error.upstream)} key that my operator has not set.`
      : error.userText;
  const suggested = offersOf(command, raw, error.suggestions);
  if (suggested.length > 0) return aside(paragraph(userText), buttons(...suggested));
  if (isPassing(error) && canBeRepeated(command, raw)) {
    return aside(paragraph(userText), buttons(offer("Ask again", command.name, raw)));
  }
  const sampled = error instanceof UsageError ? samples : [];
  return aside(
    paragraph(userText),
    buttons(...sampled.map(({ label, options }) => offer(label, command.name, options))),
  );
}

function offersOf(command: Command, raw: OptionValues, suggestions: readonly Suggestion[]): readonly Button[] {
  return suggestions.slice(0, MAX_IN_ROW).map((each) => {
    if ("command" in each) return offer(each.label, each.command, each.options);
    return offer(each.label, command.name, { ...raw, ...each.also, [each.option]: each.value });
  });
}

function offer(label: string, command: string, options: OptionValues): Button {
  return { label: cut(label, MAX_LABEL), style: "primary", press: { do: "run", command, options, into: "post" } };
}

/** Whether the same may go well in a minute. When there is room again, the sentence says. */
function isPassing(error: BotError): boolean {
  if (error instanceof StateError || error instanceof TooLateError) return true;
  if (!(error instanceof UpstreamError) || error instanceof KeyMissingError) return false;
  return error.retryAfterMs === undefined && error.refused === undefined;
}

/** A file that came along does not come along with a button. */
function canBeRepeated({ options }: Command, raw: OptionValues): boolean {
  return Object.keys(raw).every((name) => options[name]?.type !== "file");
}

/** Something that a command answers in the demo: what its button says, and what it asks. */
export interface Sample {
  readonly label: string;
  readonly options: OptionValues;
}

/** By the full name of the command. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

/**
 * What the person reads when recorded answers hold none: not that there is none in the world. A name that the bot itself does not know
 * keeps its own sentence.
 */
export function notInSample(
  command: Command,
  raw: OptionValues,
  error: NotFoundError,
  samples: readonly Sample[],
): Reply {
  const near = offersOf(command, raw, error.suggestions);
  const sampled = samples.map(({ label, options }) => offer(label, command.name, options));
  const isMeant = near.length > 0 && error instanceof UnknownNameError;
  const offers = isMeant ? near : [...near, ...sampled].slice(0, MAX_IN_ROW);
  const hint = offers.length === 0 ? t`` : t` Try one of these:`;
  const words =
    error instanceof UnknownNameError
      ? error.userText
      : t`Here I answer from a recorded sample, which has none of that.${hint}`;
  return aside(paragraph(words), buttons(...offers));
}

/** Nobody knows that command, or that word after a group's name. */
export async function unknownCommand(
  { command, input, user }: Invocation,
  commands: readonly ListedCommand[],
): Promise<Reply> {
  const line = "line" in input ? input.line : "";
  const group = commands.find((listed) => isGroup(listed) && listed.name === command);
  if (group !== undefined && isGroup(group)) {
    const { word, rest = "" } = firstWord(line);
    if (word === "") return groupMenu(group, t`${group.description}.`);
    const [near] = nearNames(word, group.subcommands.map(lastWord), 1);
    const meant = group.subcommands.find((each) => lastWord(each) === near);
    const knowsNone = t`${code(`/${command}`)} knows no ${code(shown(word))}.`;
    if (meant === undefined) return groupMenu(group, t`${knowsNone} It knows these:`);
    return offering(t`${knowsNone} ${didYouMean([`/${meant.name}`], code)}`, meant, rest, user.locale);
  }
  const [first] = runnableCommands(commands);
  const help = offer("/help", "help", {});
  if (command === "" && first !== undefined) {
    const example = exampleLine(first);
    return aside(
      paragraph(t`What shall I bring? Try ${code(example)}, or ${code("/help")} to see all I know.`),
      buttons(await lineOffer(first, firstWord(example).rest ?? "", user.locale), help),
    );
  }
  const names = commands.map(({ name }) => name);
  const [near] = nearNames(command, names, 1);
  const meant = commands.find(({ name }) => name === near);
  if (meant === undefined) return aside(paragraph(t`${knowNoCommand(command)} ${SEE_HELP}`), buttons(help));
  const words = t`${knowNoCommand(command)} ${didYouMean([`/${meant.name}`], code)}`;
  if (!isGroup(meant)) return offering(words, meant, line, user.locale);
  const asked = commandWithin(meant, line);
  return asked === undefined ? groupMenu(meant, words) : offering(words, asked.command, asked.line, user.locale);
}

async function offering(words: RichText, command: Command, line: string, locale: string): Promise<Reply> {
  return aside(paragraph(words), buttons(await lineOffer(command, line, locale)));
}

/** A button that runs a command with what was typed after another one's name; without what it can't read. */
async function lineOffer(command: Command, line: string, locale: string): Promise<Button> {
  const options = await parseCommandLine(command, line, locale).catch(() => ({}));
  const isRead = Object.keys(options).length > 0;
  return offer(isRead ? `/${command.name} ${shown(line)}` : `/${command.name}`, command.name, options);
}

/** `I know no command /dgo.` */
export function knowNoCommand(name: string): RichText {
  return t`I know no command ${code(`/${shown(name)}`)}.`;
}

/** What to do when nothing is near what was typed. */
export const SEE_HELP: RichText = t`Type ${code("/help")} to see what I know.`;

/** Somebody else's private button. */
export function notYours(command: Command, invocation: Invocation): Reply {
  const name = invocation.owner?.name || "the person who asked";
  const values = "values" in invocation.input ? invocation.input.values : {};
  const firstRequired = Object.entries(command.options).find(
    ([key, option]) => isRequired(option) || (option.type === "text" && values[key] !== undefined),
  );
  const value = firstRequired === undefined ? undefined : values[firstRequired[0]];
  const line = value === undefined ? exampleLine(command) : `/${command.name} ${String(value)}`;
  const own = firstRequired === undefined || value === undefined ? {} : { [firstRequired[0]]: value };
  // What is kept for one person is of no use to another
  const isForAnybody = value !== undefined && command.visibility !== alone;
  return aside(
    paragraph(t`Only ${bold(name)} can press this one. Ask me yourself with ${code(line)}.`),
    buttons(isForAnybody ? offer(line, command.name, own) : undefined),
  );
}

/** On somebody else's message, a button that takes it away. */
export function notYoursToTakeAway(): Reply {
  return aside(paragraph(t`Only the person who asked can take this away.`));
}

/** Nobody remembers what a button was for. */
export function expiredButton(): Reply {
  return aside(paragraph(t`This button has had its time. Ask me again.`));
}

/** The bot is stopping: whatever is asked of it now is not done. */
export function restarting(): Reply {
  return aside(paragraph(t`I am restarting. Ask me again in a minute.`));
}

/** The platform, named as people know it, sent what has the form of a command or a press and cannot be read. */
export function unreadable(platform: string): Reply {
  return aside(paragraph(t`I can't read what ${platform} sent me. Ask me again; if it stays so, tell my operator.`));
}

/** The option says that there is a file, and none came along. */
export function noFileCame(): UsageError {
  return new UsageError(t`No file came along. Attach it once more.`);
}

/** The platform, named as people know it, does not hand a file over. Says nothing of its address, which lets anybody read it. */
export function fileNotGiven(platform: string): UsageError {
  return new UsageError(t`${platform} does not give me that file. Attach it once more.`);
}

/** A bug of ours; `id` finds it in the log. */
export function failure(id: string): Reply {
  return aside(
    paragraph(t`Something went wrong on my side. If it happens again, tell my operator this number: ${code(id)}.`),
  );
}

function article(name: string): string {
  return /^[AEIO]/i.test(name) ? `an ${name}` : `a ${name}`;
}
