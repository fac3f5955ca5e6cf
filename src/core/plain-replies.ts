import { bestMatches } from "./closest.ts";
import { type Command, isGroup, isRequired, type ListedCommand, lastWord, runnableCommands } from "./command.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type BotError, KeyMissingError, type NotFoundError, UnknownNameError, UsageError } from "./errors.ts";
import { groupMenu } from "./group-menu.ts";
import type { Invocation } from "./invocation.ts";
import { exampleLine, shown } from "./options.ts";
import { aside, type Button, buttons, type OptionValues, paragraph, type Reply } from "./reply.ts";
import { bold, code, type RichText, t } from "./text.ts";

/** What the person reads when a command ended in an expected failure, with a button for each better value. */
export function errorReply(command: Command, raw: OptionValues, error: BotError): Reply {
  const offers = error.suggestions.slice(0, 5).map(
    ({ option, value, label }): Button => ({
      label,
      style: "primary",
      press: { do: "run", command: command.name, options: { ...raw, [option]: value }, into: "post" },
    }),
  );
  const userText =
    error instanceof KeyMissingError
      ? t`${code(`/${command.name}`)} needs ${article(error.upstream)} key that my operator has not set.`
      : error.userText;
  return aside(paragraph(userText), buttons(...offers));
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
  const near = error.suggestions.map(({ option, value, label }) => ({ label, options: { ...raw, [option]: value } }));
  const offered = (near.length > 0 ? near : samples).slice(0, 5);
  const offers = offered.map(
    ({ label, options }): Button => ({
      label,
      style: "primary",
      press: { do: "run", command: command.name, options, into: "post" },
    }),
  );
  const hint = offers.length === 0 ? t`` : t` Try one of these:`;
  const words =
    error instanceof UnknownNameError
      ? error.userText
      : t`Here I answer from a recorded sample, which has none of that.${hint}`;
  return aside(paragraph(words), buttons(...offers));
}

/** Nobody knows that command, or that word after a group's name. */
export function unknownCommand({ command, input }: Invocation, commands: readonly ListedCommand[]): Reply {
  const group = commands.find((listed) => isGroup(listed) && listed.name === command);
  if (group !== undefined && isGroup(group)) {
    const [word = ""] = "line" in input ? input.line.trim().split(/\s/) : [];
    const [near] = word === "" ? [] : bestMatches(word, group.subcommands.map(lastWord), 1);
    if (word === "") return groupMenu(group, t`${group.description}.`);
    const knowsNone = t`${code(`/${command}`)} knows no ${code(shown(word))}.`;
    if (near === undefined) return groupMenu(group, t`${knowsNone} It knows these:`);
    return aside(paragraph(t`${knowsNone} ${didYouMean([`/${command} ${near}`], code)}`));
  }
  const [first] = runnableCommands(commands);
  if (command === "" && first !== undefined) {
    return aside(
      paragraph(t`What shall I bring? Try ${code(exampleLine(first))}, or ${code("/help")} to see all I know.`),
    );
  }
  const names = commands.map(({ name }) => name);
  const [near] = bestMatches(command, names, 1);
  const hint = near === undefined ? SEE_HELP : didYouMean([`/${near}`], code);
  return aside(paragraph(t`${knowNoCommand(command)} ${hint}`));
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
  return aside(paragraph(t`Only ${bold(name)} can press this one. Ask me yourself with ${code(line)}.`));
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
