import { bestMatches, closest, misspelt } from "./closest.ts";
import { type Command, isRequired, type Option, type ReadFile, substitutes, usage } from "./command.ts";
import { MAX_DATE_CHARACTERS, parseDate } from "./dates.ts";
import { didYouMean, knowNo, unknownName } from "./did-you-mean.ts";
import { MissingOptionError, UsageError } from "./errors.ts";
import type { OptionValues } from "./reply.ts";
import { assertNever } from "./reply.ts";
import { bold, code, cut, join, type RichText, t } from "./text.ts";
import { plainSigns, unquoted, visibleText } from "./typed.ts";

/** Longest text option unless it says otherwise, in UTF-16 units. */
const DEFAULT_MAX_LENGTH = 100;

/** Longest path or id that stands for a file, in UTF-16 units. Longer than any platform's or file system's. */
const MAX_FILE_REFERENCE = 4_096;

/** More signs than any whole number that an option takes, in UTF-16 units. */
const MAX_NUMBER_CHARACTERS = 20;

const YES = new Set(["yes", "y", "true", "on", "1"]);
const NO = new Set(["no", "n", "false", "off", "0"]);

/** Whether a word in plain signs and lower case can be nothing but an answer: digits may be a number. */
export function isYesOrNo(word: string): boolean {
  return !/^\d/.test(word) && (YES.has(word) || NO.has(word));
}

/** Longest value that an option can hold, in UTF-16 units; what is longer is refused however it goes on. */
export function longestValue(option: Option): number {
  switch (option.type) {
    case "text":
      return option.maxLength ?? DEFAULT_MAX_LENGTH;
    case "integer":
      return MAX_NUMBER_CHARACTERS;
    case "choice":
      return Math.max(...[...option.choices, ...(option.refusals?.keys() ?? [])].map((choice) => choice.length));
    case "date":
      return MAX_DATE_CHARACTERS;
    case "yes-no":
      return "false".length;
    case "file":
      return MAX_FILE_REFERENCE;
    default:
      return assertNever(option);
  }
}

/**
 * What was typed, as it is meant, however it came: in a line, in a field of Discord's, in a form. Free text keeps its letters;
 * where something particular is meant, which includes texts that have suggestions, letters, digits and dashes become plain.
 */
export function asMeant(option: Option, typed: string): string {
  // What is hidden comes from the bot's own buttons, and a file's name is the platform's
  if (option.type === "file" || (option.type === "text" && option.hidden === true)) return typed.trim();
  const isFree = option.type === "text" && option.suggest === undefined;
  return unquoted(isFree ? visibleText(typed) : plainSigns(typed));
}

/**
 * Checks raw values against a command's declaration and gives the typed values that `run` sees. Never trusts a platform:
 * clients may send values that were never offered. Throws UsageError with what to type instead, or MissingOptionError.
 */
export async function parseOptions(command: Command, raw: OptionValues): Promise<OptionValues> {
  const values: Record<string, string | number | boolean> = {};
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(command.options, name)) throw unknownOption(command, name);
  }
  for (const [name, option] of Object.entries(command.options)) {
    const meant = given(option, raw[name]);
    // Most are not given, and nothing is awaited for them
    const value =
      meant === undefined ? unsaid(command, name, option, raw) : await parseValue(command, name, option, meant);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Checks one option among all raw values: for forms, which say what is wrong next to each input. Throws as `parseOptions`. */
export async function parseOption(command: Command, name: string, raw: OptionValues) {
  const option = command.options[name];
  if (option === undefined) throw unknownOption(command, name);
  const meant = given(option, raw[name]);
  return meant === undefined ? unsaid(command, name, option, raw) : await parseValue(command, name, option, meant);
}

/** The value of an option that is not given. Throws MissingOptionError where there must be one. */
function unsaid(command: Command, name: string, option: Option, raw: OptionValues): false | undefined {
  const others = substitutes(option);
  const isReplaced = others.some((other) => given(command.options[other], raw[other]) !== undefined);
  if (isRequired(option) || (others.length > 0 && !isReplaced)) throw missingOption(command, name, option);
  return option.type === "yes-no" ? false : undefined;
}

/** What was given as it is meant; undefined for nothing, and for what nobody sees. */
function given(option: Option | undefined, value: OptionValues[string] | undefined) {
  if (option === undefined || typeof value !== "string") return value;
  return asMeant(option, value) || undefined;
}

async function parseValue(command: Command, name: string, option: Option, given: string | number | boolean) {
  const typed = String(given);
  switch (option.type) {
    case "text": {
      const maxLength = longestValue(option);
      if (typed.length > maxLength) {
        throw new UsageError(
          t`That is too long for me: at most ${maxLength} characters, please. Try ${example(command, name, option)}.`,
        );
      }
      return typed;
    }
    case "integer": {
      const value = Number(typed);
      if (!/^[+-]?\d+$/.test(typed) || value < option.min || value > option.max) {
        throw new UsageError(
          t`${bold(name)} is a whole number from ${option.min} to ${option.max}, not “${shown(typed)}”. Try ${example(command, name, option)}.`,
        );
      }
      return value;
    }
    case "choice": {
      const match = option.choices.find((choice) => choice.toLowerCase() === typed.toLowerCase());
      const refusal = option.refusals?.get(typed.toLowerCase());
      if (refusal !== undefined) throw new UsageError(refusal);
      if (match === undefined) throw notAChoice(name, option.choices, typed);
      return match;
    }
    case "date": {
      const day = await parseDate(typed);
      if (day === undefined) {
        throw new UsageError(
          t`I can't read “${shown(typed)}” as a date. Try ${code("2020-06-10")}, ${code("yesterday")} or ${code("10 June 2020")}.`,
        );
      }
      return day;
    }
    case "yes-no": {
      if (typeof given === "boolean") return given;
      const word = typed.toLowerCase();
      if (YES.has(word)) return true;
      if (NO.has(word)) return false;
      throw new UsageError(t`${bold(name)} is ${code("yes")} or ${code("no")}, not “${shown(typed)}”.`);
    }
    case "file": {
      if (typed.length > MAX_FILE_REFERENCE) throw new UsageError(t`That is too long for the name of a file.`);
      return typed;
    }
    default:
      return assertNever(option);
  }
}

function missingOption(command: Command, name: string, option: Option): MissingOptionError {
  const ask = option.ask ?? `${command.name} needs ${name}.`;
  return new MissingOptionError(name, t`${ask} Type ${example(command, name, option)}.`);
}

function notAChoice(name: string, choices: readonly string[], typed: string): UsageError {
  const all = join(
    choices.map((choice) => [code(choice)]),
    ", ",
  );
  return new UsageError(
    ...unknownName(knowNo(name, shown(typed)), {
      option: name,
      near: bestMatches(typed, choices, 1),
      otherwise: t`It can be ${all}.`,
    }),
  );
}

/** A key the command does not have: `/mars rovr:curiosity`. */
export function unknownOption(command: Command, name: string): UsageError {
  const names = Object.entries(command.options).flatMap(([key, option]) => (option.hidden ? [] : [key]));
  const near = misspelt(name, names) ?? closest(name, names);
  const hint: RichText = near === undefined ? [] : t` ${didYouMean([near], code)}`;
  return new UsageError(
    t`${code(`/${command.name}`)} has no option ${code(shown(name))}.${hint} Usage: ${code(usage(command))}`,
  );
}

/** Reads no file: the delivery came as a line of text, which brings none. */
export function noFileHere(command: Command): ReadFile {
  return async () => {
    throw new UsageError(t`A typed line brings me no file. Type ${code(`/${command.name}`)} alone, and I ask for it.`);
  };
}

/** An attached file has more than `maxBytes` bytes. */
export function fileTooLarge(maxBytes: number): UsageError {
  return new UsageError(t`That file is too large for me: at most ${Math.floor(maxBytes / 1_048_576)} MB, please.`);
}

/** A line that works: `/book moby dick`, `/mars rover:curiosity`. */
export function exampleLine(command: Command): string {
  const [name, option] = Object.entries(command.options).find(([, candidate]) => candidate.example !== undefined) ?? [];
  return name === undefined || option === undefined ? `/${command.name}` : exampleOf(command, name, option);
}

function exampleOf(command: Command, name: string, option: Option): string {
  const value =
    option.example ??
    (option.type === "choice" ? option.choices[0] : option.type === "integer" ? String(option.min) : "");
  const isFirst = Object.keys(command.options)[0] === name;
  return isFirst ? `/${command.name} ${value}` : `/${command.name} ${name}:${value}`;
}

function example(command: Command, name: string, option: Option) {
  return code(exampleOf(command, name, option).trim());
}

/** What was typed, short enough to repeat in a sentence. */
export function shown(typed: string): string {
  return cut(typed.replace(/\s+/g, " ").trim(), 60);
}
