import { closest } from "./closest.ts";
import {
  type Command,
  type CommandGroup,
  isGroup,
  isRequired,
  type ListedCommand,
  lastWord,
  type Option,
  privateOption,
  runnableCommands,
  substitutes,
  visibleOptions,
} from "./command.ts";
import { DeclarationError } from "./errors.ts";
import { DECLARATION_LIMITS as LIMITS } from "./limits.ts";

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming (2026-11-22) */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]+$/u;

/**
 * Looks at what the types can't see, before anybody is told of the commands: what the platforms would refuse, and what would be of no
 * use. `upstreamIds`: the web APIs there are, where they are known. Throws DeclarationError with a sentence for each problem.
 */
export function checkCommands(listed: readonly ListedCommand[], upstreamIds?: readonly string[]): void {
  const problems = [
    ...numberOf(listed),
    ...twins(listed),
    ...listed.flatMap((each) => (isGroup(each) ? groupProblems(each) : commandProblems(each))),
    ...runnableCommands(listed).flatMap((command) => [
      ...optionsProblems(command),
      ...(upstreamIds === undefined ? [] : strangers(command, upstreamIds)),
    ]),
  ];
  if (problems.length > 0) throw new DeclarationError(problems);
}

function numberOf({ length }: readonly ListedCommand[]): readonly string[] {
  return told(
    length > LIMITS.commands &&
      `There are ${length} commands, and Slack takes ${LIMITS.commands}: put some of them under one name (defineGroup).`,
  );
}

/** Of two commands of one name only one could ever be asked. */
function twins(listed: readonly ListedCommand[]): readonly string[] {
  const names = [...listed, ...listed.flatMap((each) => (isGroup(each) ? each.subcommands : []))].map(
    ({ name }) => name,
  );
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => `/${name} is declared twice: give one of them another name.`);
}

function groupProblems(group: CommandGroup): readonly string[] {
  const { length } = group.subcommands;
  return [
    ...commandProblems(group),
    ...told(
      (length < 1 || length > LIMITS.subcommands) &&
        `/${group.name} has ${length} subcommands, and Discord takes 1 to ${LIMITS.subcommands}.`,
    ),
    ...group.subcommands.flatMap((command) => wordProblems(`/${command.name}`, lastWord(command), command.description)),
  ];
}

function commandProblems(listed: ListedCommand): readonly string[] {
  const where = `/${listed.name}`;
  const total = charactersOf(listed);
  return [
    ...wordProblems(where, listed.name, listed.description, LIMITS.commandName),
    ...told(
      total > LIMITS.total &&
        `${where} has ${total} characters in its names, descriptions and choices, and Discord takes ${LIMITS.total}: make some shorter.`,
    ),
  ];
}

function wordProblems(
  where: string,
  name: string,
  description: string,
  longest: number = LIMITS.name,
): readonly string[] {
  const { length } = description;
  return told(
    (!NAME.test(name) || name !== name.toLowerCase()) &&
      `${where}: a name is one word of lower-case letters, digits, - and _, on Discord as in Slack: change it.`,
    name.length > longest &&
      `${where}: the name has ${name.length} characters, and ${longest} are the most: make it shorter.`,
    length === 0 && `${where}: the description is empty: say in a few words what it brings.`,
    length > LIMITS.description &&
      `${where}: the description has ${length} characters, and Discord takes ${LIMITS.description}: make it shorter.`,
    description.endsWith(".") && `${where}: the description ends with a full stop, which comes by itself: take it out.`,
  );
}

function optionsProblems(command: Command): readonly string[] {
  const where = `/${command.name}`;
  const shown = visibleOptions(command);
  const takers = shown
    .filter(([, option]) => option.type === "text" && option.takesRest === true)
    .map(([name]) => name);
  return [
    ...told(
      shown.length > LIMITS.options &&
        `${where} has ${shown.length} options, and Discord takes ${LIMITS.options}, private among them: leave some out, or make a command of its own of them.`,
      takers.length > 1 &&
        `${where}: ${takers.join(" and ")} both take the rest of the line: only one can (takesRest).`,
    ),
    ...Object.entries(command.options).flatMap(([name, option]) => optionProblems(command, name, option)),
  ];
}

function optionProblems(command: Command, name: string, option: Option): readonly string[] {
  const where = `/${command.name} ${name}`;
  if (name === "private") {
    return told(
      option !== privateOption && `${where}: every command has the option private already: give yours another name.`,
    );
  }
  return [
    ...(option.hidden ? [] : wordProblems(where, name, option.description)),
    ...told(
      option.hidden &&
        isRequired(option) &&
        `${where} is hidden and required, so that nobody could give it: take one out.`,
    ),
    ...substitutes(option)
      .filter((other) => !Object.hasOwn(command.options, other))
      .map(
        (other) =>
          `${where}: requiredUnless names ${other}, which is no option of it.${meant(other, Object.keys(command.options))}`,
      ),
    ...valueProblems(where, option),
  ];
}

function valueProblems(where: string, option: Option): readonly string[] {
  if (option.type === "integer") {
    return told(
      option.min > option.max &&
        `${where}: its least value ${option.min} is over its greatest, ${option.max}: swap them.`,
    );
  }
  if (option.type !== "choice") return [];
  const { choices } = option;
  const folded = choices.map((choice) => choice.toLowerCase());
  return [
    ...told(
      choices.length === 0 && `${where} has no choices: give one at least.`,
      choices.length > LIMITS.choices &&
        `${where} has ${choices.length} choices, and Discord takes ${LIMITS.choices}: make it a text that suggests them.`,
    ),
    ...choices.flatMap((choice, index) =>
      told(
        (choice.length === 0 || choice.length > LIMITS.choice) &&
          `${where}: a choice has ${choice.length} characters, and Discord takes 1 to ${LIMITS.choice}.`,
        folded.indexOf(choice.toLowerCase()) !== index && `${where} has the choice ${choice} twice: take one out.`,
      ),
    ),
  ];
}

function strangers(command: Command, upstreamIds: readonly string[]): readonly string[] {
  const asked: readonly string[] = command.upstreams ?? [];
  return asked
    .filter((id) => !upstreamIds.includes(id))
    .map(
      (id) =>
        `/${command.name} asks the web API ${id}, which has no row in src/upstream/limits.ts.${meant(id, upstreamIds)}`,
    );
}

function meant(typed: string, names: readonly string[]): string {
  const near = closest(typed, names);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

/** As Discord counts them. */
function charactersOf(listed: ListedCommand, name: string = listed.name): number {
  const own = name.length + listed.description.length;
  if (isGroup(listed)) {
    return listed.subcommands.reduce((sum, each) => sum + charactersOf(each, lastWord(each)), own);
  }
  return visibleOptions(listed).reduce((sum, [key, option]) => {
    const choices = option.type === "choice" ? option.choices : [];
    return sum + key.length + option.description.length + 2 * choices.join("").length;
  }, own);
}

/** The sentences that hold. */
function told(...sentences: readonly (string | false | undefined)[]): readonly string[] {
  return sentences.filter((sentence) => typeof sentence === "string");
}
