import { misspelt } from "./closest.ts";
import { type Command, type Option, visibleOptions } from "./command.ts";
import { daysMeant } from "./dates.ts";
import { derived } from "./derived.ts";
import type { UsageError } from "./errors.ts";
import { isYesOrNo, longestValue, missingOption, optionLike, unknownOption } from "./options.ts";
import { assertNever, type OptionValues } from "./reply.ts";
import { isBlank, isWordEnd, plainSigns, Quotes, visibleText } from "./typed.ts";

/** A word of the line, or several in quotes. */
export interface Word {
  /** As typed, quotes and an unknown key included. */
  readonly raw: string;
  /** What it says: without quotes, without the key of an option. */
  readonly text: string;
  /** `rover` in `rover:curiosity`, known or not; undefined for a plain word. */
  readonly key?: string;
  /** What stands behind a key that is not known. */
  readonly value?: string;
  /** Whether nothing stands behind the key. */
  readonly isAlone?: boolean;
  readonly isQuoted: boolean;
}

/** No command can hold more of a line, its escapes included, in UTF-16 units. Our choice; a test compares it with each command. */
export const LONGEST_LINE = 8_000;

/** No key is longer, in UTF-16 units. */
const MAX_KEY = 60;

/** As keyboards make them: the full-width one and its like among them. */
const COLONS = new Set(":：﹕︓");

/** No date in words is longer: "the 1st of July, 2020". */
const MAX_DATE_WORDS = 6;

type NamedOption = readonly [name: string, option: Option];

/** Reads whether a text is a date, as whoever typed it writes dates. */
type IsDate = (text: string) => Promise<boolean>;

/**
 * Reads what stands after a command's name, on platforms that send one line of text: `key:value` in any place, other words
 * go to the option they fit, in the order of the options; quotes keep words together. `/mars 1 July 2020 camera:fhaz` gives
 * `{date: "1 July 2020", camera: "fhaz"}`. Values are not checked here; throws UsageError for a key that does not exist, unless
 * an option takes free text: then `re:zero` is text, but for a slip of a key. Throws MissingOptionError for a key that stands alone.
 * `locale` is that of whoever typed.
 */
export async function parseCommandLine(command: Command, line: string, locale = "en"): Promise<OptionValues> {
  const typed = line.trim();
  if (typed === "") return {};
  const isDate: IsDate = async (text) => (await daysMeant(text, { locale })).length > 0;
  const { options, known, names, longest } = keysOf(command);
  const read = readWords(typed.slice(0, longest), (key) => known.has(key)).map((word) => withUnlistedKey(word, names));
  // Most lines have none, and nothing is awaited for them
  const words = read.some((word) => mayBeKey(word, known)) ? await withNamedValues(read, known, isDate) : read;
  const slip = words.find(({ key }) => key !== undefined && !known.has(key) && misspelt(key, [...known.keys()]));
  const { values, strayKey } = await valuesOf(words, options, known, isDate);
  const wrong = slip?.key ?? strayKey;
  if (wrong !== undefined) throw await wrongKey(command, words, wrong, { options, known, isDate });
  const asked = words.find(({ key, isAlone }) => key !== undefined && isAlone);
  if (asked?.key !== undefined) {
    const { [asked.key]: _, ...others } = values;
    throw missingOption(command, asked.key, others, others);
  }
  return values;
}

interface Known {
  readonly options: readonly NamedOption[];
  readonly known: ReadonlyMap<string, Option>;
  readonly isDate: IsDate;
}

/** Says that there is no such key, and what the line means with the key that is likely meant. */
async function wrongKey(
  command: Command,
  words: readonly Word[],
  key: string,
  { options, known, isDate }: Known,
): Promise<UsageError> {
  const near = optionLike(command, key);
  const isMeant = (word: Word) => word.key === key && word.value !== undefined;
  // With several wrong ones nobody knows what the line means
  const others = words.filter((word) => word.key !== undefined && !known.has(word.key) && !isMeant(word));
  if (near === undefined || others.length > 0) return unknownOption(command, key);
  const meant = words.map((word): Word => {
    return isMeant(word) ? { raw: word.raw, text: word.value ?? "", isQuoted: false, key: near } : word;
  });
  return unknownOption(command, key, (await valuesOf(meant, options, known, isDate)).values);
}

/** The values of the options, and the first key that is none and that no text can take. */
async function valuesOf(
  words: readonly Word[],
  options: readonly NamedOption[],
  known: ReadonlyMap<string, Option>,
  isDate: IsDate,
): Promise<{ readonly values: OptionValues; readonly strayKey: string | undefined }> {
  const [restName] = options.find(([, option]) => isRest(option)) ?? [];
  const values: Record<string, string> = {};
  const plain: Word[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const option = known.get(word.key ?? "");
    if (word.key === undefined || option === undefined) {
      plain.push(word);
      continue;
    }
    const run = plainRun(words, at, option, (key) => known.has(key));
    const others = options.filter(([name]) => name !== word.key);
    const isWhole = word.isQuoted || word.isAlone === true;
    const taken = isWhole ? 1 : await wordsAfterKey(option, run, others, plain.length > 0, isDate);
    values[word.key] = joined(run.slice(0, taken));
    at += taken - 1;
  }
  const stray = plain.find(({ key }) => key !== undefined);
  const takesText = restName !== undefined && values[restName] === undefined;
  if (stray?.key !== undefined && !takesText) return { values, strayKey: stray.key };
  const open = options.filter(([name]) => values[name] === undefined && name !== "private");
  await fillInOrder(plain, open, values, isDate);
  return { values, strayKey: undefined };
}

/** The name of an option before its value is its key: `count 3`, `from 1 March 2020`. Of texts it may be a part: no key. */
async function withNamedValues(
  words: readonly Word[],
  known: ReadonlyMap<string, Option>,
  isDate: IsDate,
): Promise<readonly Word[]> {
  const named: Word[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word, next] = [words[at], words[at + 1]];
    if (word === undefined) break;
    const name = plainSigns(word.text).toLowerCase();
    const option = mayBeKey(word, known) ? known.get(name) : undefined;
    const isFree = option !== undefined && next?.key === undefined && !words.some(({ key }) => key === name);
    if (next !== undefined && isFree && (await isNextValue(option, words.slice(at + 1), isDate))) {
      named.push({ ...next, key: name });
      at += 1;
    } else named.push(word);
  }
  return named;
}

function mayBeKey({ key, isQuoted, text }: Word, known: ReadonlyMap<string, Option>): boolean {
  return key === undefined && !isQuoted && known.has(plainSigns(text).toLowerCase());
}

async function isNextValue(option: Option, [next, ...rest]: readonly Word[], isDate: IsDate): Promise<boolean> {
  if (next === undefined) return false;
  if (option.type !== "date")
    return (option.type === "choice" || option.type === "integer") && isValueOf(option, next.text);
  return (await longestDate([next, ...rest], MAX_DATE_WORDS, isDate)) !== undefined;
}

/** The keys that a line of the command may have, and how long it can be. */
const keysOf = derived((command: Command) => {
  const options = visibleOptions(command);
  const unlisted = Object.entries(command.options).filter(([, option]) => option.hidden === "unlisted");
  const known = new Map([...options, ...unlisted]);
  const names = { listed: options.map(([name]) => name), unlisted: unlisted.map(([name]) => name) };
  return { options, known, names, longest: longestLine([...known]) };
});

/** A slip of an unlisted key is read as that key, which nobody can be asked to type: its check says why it is of no use. */
function withUnlistedKey(
  word: Word,
  { listed, unlisted }: { readonly listed: readonly string[]; readonly unlisted: readonly string[] },
): Word {
  const { key, value } = word;
  if (key === undefined || value === undefined || misspelt(key, listed) !== undefined) return word;
  const meant = misspelt(key, unlisted);
  return meant === undefined ? word : { raw: word.raw, text: value, isQuoted: false, key: meant };
}

/** The first word of a line, and what follows the blanks after it: undefined while there is none. */
export function firstWord(line: string): { readonly word: string; readonly rest: string | undefined } {
  const text = line.trimStart();
  const end = wordEnd(text, 0);
  return { word: text.slice(0, end), rest: end === text.length ? undefined : text.slice(end).trimStart() };
}

/**
 * What is asked in a line where nothing else tells commands from talk: `/dog beagle`, `@Magpie dog beagle`. Undefined for a line that
 * asks nothing.
 */
export function askedIn(typed: string): { readonly command: string; readonly line: string } | undefined {
  const { word, rest = "" } = firstWord(typed);
  const isMention = word.startsWith("@");
  if (word === "/" || !(isMention || word.startsWith("/"))) return undefined;
  const { word: named, rest: line = "" } = isMention ? firstWord(rest) : { word, rest };
  return { command: plainSigns(named).replace(/^\//, "").toLowerCase(), line };
}

/** What a line can hold when every option has its key, its longest value and quotes round it, in UTF-16 units. */
export function longestLine(options: readonly NamedOption[]): number {
  return options.reduce((sum, [name, option]) => sum + name.length + longestValue(option) + ': "" '.length, 0);
}

function isRest(option: Option): boolean {
  return option.type === "text" && option.takesRest === true;
}

/** How many words from `key:word` on belong to it without quotes: `date:1 July 2020`, `germany versus:united kingdom`. */
async function wordsAfterKey(
  option: Option,
  words: readonly Word[],
  others: readonly NamedOption[],
  hasWordsBefore: boolean,
  isDate: IsDate,
): Promise<number> {
  if (option.type === "date") return (await longestDate(words, words.length, isDate)) ?? 1;
  if (option.type !== "text") return 1;
  if (isRest(option)) return words.length;
  // The words that go by order came before; after the key they would be this option's
  return hasWordsBefore ? textRun(words, others) : 1;
}

/** Gives each word, or run of words, to the first option that it fits, in the order of the options. */
async function fillInOrder(
  words: readonly Word[],
  options: readonly NamedOption[],
  values: Record<string, string>,
  isDate: IsDate,
): Promise<void> {
  const open = [...options];
  const home = options.find(([, option]) => isRest(option)) ?? options.findLast(isWordy) ?? options.at(-1);
  let rest = words;
  while (rest.length > 0) {
    const { index, taken } = await firstTaker(rest, open, options, isDate);
    const [option] = index === -1 ? [] : open.splice(index, 1);
    // More words than options: they belong to the last text, whose check then says what is wrong
    const [name] = option ?? home ?? [];
    if (name === undefined) return;
    const count = option === undefined ? rest.length : taken;
    values[name] = [values[name], joined(rest.slice(0, count))].filter(Boolean).join(" ");
    rest = rest.slice(count);
  }
}

async function firstTaker(
  words: readonly Word[],
  open: readonly NamedOption[],
  all: readonly NamedOption[],
  isDate: IsDate,
) {
  for (const [index, [name, option]] of open.entries()) {
    const others = open.filter((_, other) => other !== index);
    const isText = ([otherName, other]: NamedOption) => otherName !== name && other.type === "text";
    const hasText = others.some(isText) || all.some(([, each]) => isRest(each));
    const taken = await wordsFor(option, words, others, hasText, isDate);
    if (taken > 0) return { index, taken };
  }
  return { index: -1, taken: 0 };
}

/** How many of the words belong to this option, when others are open. */
async function wordsFor(
  option: Option,
  words: readonly Word[],
  others: readonly NamedOption[],
  hasText: boolean,
  isDate: IsDate,
): Promise<number> {
  const [first] = words;
  if (first === undefined) return 0;
  switch (option.type) {
    case "text": {
      if (first.isQuoted) return 1;
      if (isRest(option)) return words.length;
      return isValueOfAny(others, first.text) ? 0 : textRun(words, others);
    }
    case "date":
      return isWantedBy(others, first.text) ? 0 : await dateRun(words, others, isDate);
    case "choice":
    case "integer":
    case "yes-no":
      if (isValueOf(option, first.text) || isSlipFor(option, first.text)) return 1;
      // A word unlike any value may be another option's; else it stays here and its check speaks
      return hasText || isWantedBy(others, first.text) ? 0 : 1;
    case "file":
      return 1;
    default:
      return assertNever(option);
  }
}

/** The words up to the next that is quoted or another option's value; at least one. */
function textRun(words: readonly Word[], others: readonly NamedOption[]): number {
  const next = words.findIndex((word, index) => index > 0 && (word.isQuoted || isValueOfAny(others, word.text)));
  return next === -1 ? words.length : next;
}

/** "10 June" is a date and so is "10 June 2020": goes on only while it stays one. What is no date at all is taken whole. */
async function dateRun(words: readonly Word[], others: readonly NamedOption[], isDate: IsDate): Promise<number> {
  const run = textRun(words, others);
  if (others.length === 0) return run;
  const count = await longestDate(words, run, isDate);
  if (count !== undefined) return count;
  return others.some(([, other]) => isSlipFor(other, words[0]?.text ?? "")) ? 0 : run;
}

/** How many of the first words, at most `max`, are one date; undefined when they begin with none. */
async function longestDate(words: readonly Word[], max: number, isDate: IsDate): Promise<number | undefined> {
  for (let count = Math.min(max, MAX_DATE_WORDS); count > 0; count -= 1) {
    if (await isDate(joined(words.slice(0, count)))) return count;
  }
  return undefined;
}

/** As `isValueOfAny`, for words outside free text: there, "no" is no answer. */
function isWantedBy(options: readonly NamedOption[], word: string): boolean {
  return options.some(([, option]) => isValueOf(option, word) || (option.type === "yes-no" && isYesOrNo(word)));
}

function isSlipFor(option: Option, word: string): boolean {
  return option.type === "choice" && misspelt(plainSigns(word).toLowerCase(), option.choices) !== undefined;
}

function isValueOfAny(options: readonly NamedOption[], word: string): boolean {
  return options.some(([, option]) => isValueOf(option, word));
}

function isValueOf(option: Option, word: string): boolean {
  const plain = plainSigns(word).toLowerCase();
  if (option.type === "choice") return option.choices.some((choice) => choice.toLowerCase() === plain);
  if (option.type === "integer") return /^[+-]?\d+$/.test(plain);
  if (option.type === "date") return /^\d{4}-\d{1,2}-\d{1,2}$/.test(plain);
  return false;
}

function isWordy([, option]: NamedOption): boolean {
  return option.type === "text" || option.type === "date";
}

/** The words from `at` to the next known key; for an option that does not take the rest, or to the next quoted one. */
function plainRun(
  words: readonly Word[],
  at: number,
  option: Option,
  isKnown: (key: string) => boolean,
): readonly Word[] {
  let end = at + 1;
  for (let word = words[end]; word !== undefined; end += 1, word = words[end]) {
    if (word.key !== undefined && (isKnown(word.key) || !isRest(option))) break;
    if (word.isQuoted && !isRest(option)) break;
  }
  return words.slice(at, end);
}

/** One quoted word is what stands in its quotes; among other words, quotes are as typed. */
function joined(words: readonly Word[]): string {
  const [first, ...others] = words;
  if (first === undefined) return "";
  return [first.text, ...others.map(({ raw }) => raw)].join(" ");
}

/**
 * Splits a line at its blanks, in one pass. A key counts right before its value; before a blank, before another key and at the end
 * of the line only where `isKnown` has it, since sentences have colons, too.
 */
export function readWords(line: string, isKnown: (key: string) => boolean): readonly Word[] {
  const text = visibleText(line);
  const quotes = new Quotes(text);
  const words: Word[] = [];
  // The key that begins right where one has ended, looked for once
  let next: ReturnType<typeof keyAt>;
  let at = 0;
  while (at < text.length) {
    if (isBlank(text[at] ?? "")) {
      at += 1;
      continue;
    }
    const from = at;
    const key = next ?? keyAt(text, at, isKnown);
    if (key !== undefined) at = key.valueAt;
    const follows = key !== undefined && isKnown(key.name) ? keyAt(text, at, isKnown) : undefined;
    next = follows !== undefined && isKnown(follows.name) ? follows : undefined;
    if (key !== undefined && isKnown(key.name) && (at === text.length || next !== undefined)) {
      words.push({ raw: text.slice(from, at).trimEnd(), text: "", isQuoted: false, key: key.name, isAlone: true });
      continue;
    }
    const closing = quotes.closing(at);
    const isQuoted = closing !== -1;
    let end = isQuoted ? closing + 1 : wordEnd(text, at);
    const value = isQuoted ? text.slice(at + 1, closing) : text.slice(at, end);
    while (isQuoted && isWordEnd(text[end])) end += 1;
    const raw = text.slice(from, end);
    if (key === undefined) words.push({ raw, text: value, isQuoted });
    else if (isKnown(key.name)) words.push({ raw, text: value, isQuoted, key: key.name });
    else words.push({ raw, text: raw, isQuoted: false, key: key.name, value });
    at = end;
  }
  return words;
}

/** The key that begins at `at`, in plain letters, and where its value begins. */
function keyAt(line: string, at: number, isKnown: (key: string) => boolean) {
  const last = Math.min(line.length - 1, at + MAX_KEY);
  let colon = at;
  while (colon < last && mayBeInKey(line[colon] ?? "")) colon += 1;
  if (!isColon(line[colon] ?? "")) return undefined;
  const name = plainSigns(line.slice(at, colon)).toLowerCase();
  if (!/^[a-z][a-z_-]*$/.test(name)) return undefined;
  let valueAt = colon + 1;
  while (isKnown(name) && valueAt < line.length && isBlank(line[valueAt] ?? "")) valueAt += 1;
  if (valueAt === line.length && isKnown(name)) return { name, valueAt };
  const first = line[valueAt] ?? " ";
  return isBlank(first) || first === "/" ? undefined : { name, valueAt };
}

/** Letters of any width, which only a closer look tells from other signs beyond ASCII. */
function mayBeInKey(sign: string): boolean {
  return sign > "\u007f" ? !isColon(sign) && !isBlank(sign) : /[a-z_-]/i.test(sign);
}

function isColon(sign: string): boolean {
  return COLONS.has(sign);
}

function wordEnd(line: string, from: number): number {
  let end = from;
  while (end < line.length && !isBlank(line[end] ?? "")) end += 1;
  return end;
}
