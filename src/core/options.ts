import { closest, misspelt, nearNames } from "./closest.ts";
import { type Command, isRequired, type Option, type ReadFile, substitutes, usage } from "./command.ts";
import { daysMeant, MAX_DATE_CHARACTERS, nearestDay } from "./dates.ts";
import { didYouMean, knowNo, unknownName } from "./did-you-mean.ts";
import { type BetterValue, MissingOptionError, UsageError } from "./errors.ts";
import { formatDate } from "./format.ts";
import type { OptionValues } from "./reply.ts";
import { assertNever } from "./reply.ts";
import { bold, code, cut, join, type RichText, type Span, t } from "./text.ts";
import { isBlank, plainSigns, unquoted, visibleText } from "./typed.ts";

/** Longest text option unless it says otherwise, in UTF-16 units. */
const DEFAULT_MAX_LENGTH = 100;

/** Longest path or id that stands for a file, in UTF-16 units. Longer than any platform's or file system's. */
const MAX_FILE_REFERENCE = 4_096;

/** More signs than any whole number that an option takes, in UTF-16 units. */
const MAX_NUMBER_CHARACTERS = 20;

/** As people say it, and in the languages that write it in Latin letters on most keyboards. */
const YES = new Set("yes y yeah yep yup sure ok okay please true on 1 ja oui si sí sim".split(" "));
const NO = new Set("no n nah nope nay not never false off 0 nein non não nao nee nej".split(" "));

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
      return Math.max(...[...YES, ...NO].map((word) => word.length));
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
 * clients may send values that were never offered. `locale` is that of whoever typed. Throws UsageError with what to type instead, or
 * MissingOptionError.
 */
export async function parseOptions(command: Command, raw: OptionValues, locale = "en"): Promise<OptionValues> {
  const values: Record<string, string | number | boolean> = {};
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(command.options, name)) throw unknownOption(command, name);
  }
  for (const [name, option] of Object.entries(command.options)) {
    const meant = meantBy(option, raw[name]);
    const given = { command, raw, name, locale };
    // Most are not given, and nothing is awaited for them
    const value = meant === undefined ? unsaid(given, option) : await parseValue(given, option, meant);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Checks one option among all raw values: for forms, which say what is wrong next to each input. Throws as `parseOptions`. */
export async function parseOption(command: Command, name: string, raw: OptionValues, locale = "en") {
  const option = command.options[name];
  if (option === undefined) throw unknownOption(command, name);
  const meant = meantBy(option, raw[name]);
  const given = { command, raw, name, locale };
  return meant === undefined ? unsaid(given, option) : await parseValue(given, option, meant);
}

/** An option among all that was given. */
interface Given {
  readonly command: Command;
  readonly raw: OptionValues;
  readonly name: string;
  readonly locale: string;
}

/** The value of an option that is not given. Throws MissingOptionError where there must be one. */
function unsaid({ command, raw, name }: Given, option: Option): false | undefined {
  const others = substitutes(option);
  const isReplaced = others.some((other) => meantBy(command.options[other], raw[other]) !== undefined);
  if (isRequired(option) || (others.length > 0 && !isReplaced)) throw missingOption(command, name, raw);
  return option.type === "yes-no" ? false : undefined;
}

/** What was given as it is meant; undefined for nothing, and for what nobody sees. */
function meantBy(option: Option | undefined, value: OptionValues[string] | undefined) {
  if (option === undefined || typeof value !== "string") return value;
  return asMeant(option, value) || undefined;
}

async function parseValue(given: Given, option: Option, value: string | number | boolean) {
  const { name } = given;
  const typed = String(value);
  switch (option.type) {
    case "text": {
      const maxLength = longestValue(option);
      if (typed.length > maxLength) {
        throw new UsageError(
          t`That is too long for me: at most ${maxLength} characters, please. Try ${tryLine(given, exampleOf(option))}.`,
        );
      }
      return typed;
    }
    case "integer": {
      const number = Number(typed);
      if (!/^[+-]?\d+$/.test(typed) || number < option.min || number > option.max) {
        const near = Number.isNaN(number) ? exampleOf(option) : String(clamped(Math.round(number), option));
        throw new UsageError(
          t`${bold(name)} is a whole number from ${option.min} to ${option.max}, not “${shown(typed)}”. Try ${tryLine(given, near)}.`,
          [{ option: name, value: near, label: near }],
        );
      }
      return number;
    }
    case "choice": {
      const match = option.choices.find((choice) => choice.toLowerCase() === typed.toLowerCase());
      const refusal = option.refusals?.get(typed.toLowerCase());
      if (refusal !== undefined) {
        const { userText, instead } = refusal;
        const line = tryLine(given, instead);
        throw new UsageError(t`${userText} Try ${line}.`, [
          { option: name, value: instead, label: instead ?? `Without ${name}` },
        ]);
      }
      if (match === undefined) throw notAChoice(name, option.choices, typed);
      return match;
    }
    case "date": {
      const [day, other] = await daysMeant(typed, given);
      if (day === undefined) throw notADate(name, typed, exampleOf(option));
      if (other === undefined) return day;
      throw new UsageError(
        t`“${shown(typed)}” may be ${formatDate(day)} or ${formatDate(other)}. Which day?`,
        [day, other].map((each) => dayButton(name, each)),
      );
    }
    case "yes-no": {
      if (typeof value === "boolean") return value;
      const word = typed.toLowerCase();
      if (YES.has(word)) return true;
      if (NO.has(word)) return false;
      throw new UsageError(t`${bold(name)} is ${code("yes")} or ${code("no")}, not “${shown(typed)}”.`, yesAndNo(name));
    }
    case "file": {
      if (typed.length > MAX_FILE_REFERENCE) throw new UsageError(t`That is too long for the name of a file.`);
      return typed;
    }
    default:
      return assertNever(option);
  }
}

/** An option is missing that has to be there, or its key stands alone: asks for it, keeping what was typed. */
export function missingOption(
  command: Command,
  name: string,
  raw: OptionValues,
  lineGives?: OptionValues,
): MissingOptionError {
  const option = command.options[name];
  const ask = option?.ask ?? `Which ${name}?`;
  const value = option === undefined ? "" : exampleOf(option);
  const buttons = option === undefined ? [] : valueButtons(name, option);
  return new MissingOptionError(name, t`${ask} Type ${code(lineWith(command, raw, name, value))}.`, buttons, lineGives);
}

/** What of an option can be pressed: all there is to choose from, or its example. */
function valueButtons(name: string, option: Option): readonly BetterValue[] {
  switch (option.type) {
    case "choice":
      return option.choices.map((choice) => ({ option: name, value: choice, label: choice }));
    case "yes-no":
      return yesAndNo(name);
    case "date":
      return option.example === undefined ? [] : [dayButton(name, option.example)];
    case "integer":
      return [{ option: name, value: exampleOf(option), label: exampleOf(option) }];
    case "text":
    case "file":
      return [];
    default:
      return assertNever(option);
  }
}

function yesAndNo(name: string): readonly BetterValue[] {
  return [
    { option: name, value: "yes", label: "Yes" },
    { option: name, value: "no", label: "No" },
  ];
}

function dayButton(name: string, day: string): BetterValue {
  return { option: name, value: day, label: formatDate(day) };
}

function clamped(number: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return Math.min(Math.max(number, min), max);
}

function notADate(name: string, typed: string, example: string): UsageError {
  const near = nearestDay(typed);
  if (near !== undefined) {
    return new UsageError(t`There is no day ${code(shown(typed))}. ${didYouMean([formatDate(near)])}`, [
      dayButton(name, near),
    ]);
  }
  return new UsageError(
    t`I can't read “${shown(typed)}” as a date. Try ${code("2020-06-10")}, ${code("yesterday")} or ${code("10 June 2020")}.`,
    example === "" ? [] : [dayButton(name, example)],
  );
}

function notAChoice(name: string, choices: readonly string[], typed: string): UsageError {
  const all = join(
    choices.map((choice) => [code(choice)]),
    ", ",
  );
  return new UsageError(
    ...unknownName(knowNo(name, shown(typed)), {
      option: name,
      near: nearNames(typed, choices, 1),
      otherwise: t`It can be ${all}.`,
      instead: choices.map((choice) => ({ option: name, value: choice, label: choice })),
    }),
  );
}

/** The option that somebody meant by a key that there is not; undefined where none is near. */
export function optionLike(command: Command, key: string): string | undefined {
  const names = Object.entries(command.options).flatMap(([name, option]) => (option.hidden ? [] : [name]));
  return misspelt(key, names) ?? closest(key, names);
}

/** A key the command does not have: `/mars rovr:curiosity`. `meant`: the values of the line with the key that was likely meant. */
export function unknownOption(command: Command, name: string, meant?: OptionValues): UsageError {
  const near = optionLike(command, name);
  const hint: RichText = near === undefined ? [] : t` ${didYouMean([near], code)}`;
  return new UsageError(
    t`${code(`/${command.name}`)} has no option ${code(shown(name))}.${hint} Usage: ${code(usage(command))}`,
    near === undefined || meant === undefined
      ? []
      : [{ label: `${near}:${shown(String(meant[near]))}`, command: command.name, options: meant }],
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
  return name === undefined || option === undefined
    ? `/${command.name}`
    : lineWith(command, {}, name, exampleOf(option));
}

/**
 * What was asked as a line to type, with another value for one option or, where that is undefined, without it:
 * `/shelf move moby shelf:reading`.
 */
function lineWith(command: Command, raw: OptionValues, name: string, value: string | undefined): string {
  const [first] = Object.keys(command.options);
  const words = Object.entries(command.options).flatMap(([key, option]) => {
    const given = key === name ? value : raw[key];
    if (given === undefined || given === "") return [];
    if (key !== name && (option.hidden || option.type === "file" || !mayBeRead(option, given))) return [];
    const word = shown(typeof given === "boolean" ? (given ? "yes" : "no") : String(given));
    if (key === first) return [word];
    return [`${key}:${[...word].some(isBlank) ? `"${word}"` : word}`];
  });
  return [`/${command.name}`, ...words].join(" ");
}

/** Whether it is worth repeating: what is certainly wrong itself would be of no help. */
function mayBeRead(option: Option, value: string | number | boolean): boolean {
  const word = String(value).toLowerCase();
  switch (option.type) {
    case "choice":
      return option.choices.some((choice) => choice.toLowerCase() === word);
    case "integer":
      return Number(word) >= option.min && Number(word) <= option.max;
    case "text":
      return word.length <= longestValue(option);
    case "date":
      return /\d/.test(word);
    default:
      return true;
  }
}

function tryLine({ command, raw, name }: Given, value: string | undefined): Span {
  return code(lineWith(command, raw, name, value));
}

/** A value that works; empty where none is known. */
function exampleOf(option: Option): string {
  if (option.example !== undefined) return option.example;
  if (option.type === "choice") return option.choices[0] ?? "";
  return option.type === "integer" ? String(option.min) : option.type === "yes-no" ? "yes" : "";
}

/** What was typed, short enough to repeat in a sentence. */
export function shown(typed: string): string {
  return cut(typed.replace(/\s+/g, " ").trim(), 60);
}
