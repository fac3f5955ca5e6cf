import { closest } from "./closest.ts";
import { type Command, type Option, visibleOptions } from "./command.ts";
import { parseDate } from "./dates.ts";
import { unknownOption } from "./options.ts";
import { assertNever, type OptionValues } from "./reply.ts";

interface Word {
  readonly text: string;
  /** `rover` in `rover:curiosity`; undefined for a plain word. */
  readonly key?: string;
  readonly isQuoted: boolean;
}

/** Opening quotes that people's keyboards make, and what closes each. */
const QUOTES: Readonly<Record<string, string>> = { '"': '"', "“": "”", "„": "“", "«": "»" };

/** No key is longer, blanks after it included. */
const MAX_KEY = 60;

/** No date in words is longer: "the 1st of July, 2020". */
const MAX_DATE_WORDS = 6;

type NamedOption = readonly [name: string, option: Option];

/**
 * Reads what stands after a command's name, on platforms that send one line of text: `key:value` in any place, other words
 * in the order of the options, quotes round words that belong together. `/mars 1 July 2020 camera:fhaz` gives
 * `{date: "1 July 2020", camera: "fhaz"}`. Values are not checked here; throws UsageError for a key that does not exist.
 */
export async function parseCommandLine(command: Command, line: string): Promise<OptionValues> {
  const options = visibleOptions(command);
  const known = new Map(options);
  const values: Record<string, string> = {};
  const plain: Word[] = [];
  const words = splitWords(line, (key) => known.has(key));
  let rest = words;
  while (rest.length > 0) {
    const [word, ...after] = rest;
    if (word === undefined) break;
    rest = after;
    if (word.key === undefined) {
      plain.push(word);
      continue;
    }
    const option = known.get(word.key);
    if (option === undefined) throw unknownOption(command, word.key);
    const others = options.filter(([name]) => name !== word.key);
    const more = word.isQuoted ? 0 : await wordsAfterKey(option, [word, ...plainRun(after)], others, plain.length > 0);
    values[word.key] = joined([word, ...after.slice(0, more)]);
    rest = after.slice(more);
  }
  const open = options.filter(([name]) => values[name] === undefined && name !== "private");
  await fillInOrder(plain, open, values);
  return values;
}

/** How many words after `key:word` belong to it without quotes: `date:1 July 2020`, `germany versus:united kingdom`. */
async function wordsAfterKey(
  option: Option,
  words: readonly Word[],
  others: readonly NamedOption[],
  hasWordsBefore: boolean,
): Promise<number> {
  if (option.type === "date") {
    for (let count = Math.min(words.length, MAX_DATE_WORDS); count > 1; count -= 1) {
      if ((await parseDate(joined(words.slice(0, count)))) !== undefined) return count - 1;
    }
    return 0;
  }
  if (option.type !== "text") return 0;
  if (option.takesRest === true) return words.length - 1;
  // The words that go by order came before; after the key they would be this option's
  if (!hasWordsBefore) return 0;
  const next = words.slice(1).findIndex((word) => others.some(([, other]) => isValueOf(other, word.text)));
  return next === -1 ? words.length - 1 : next;
}

async function fillInOrder(
  words: readonly Word[],
  options: readonly NamedOption[],
  values: Record<string, string>,
): Promise<void> {
  let rest = words;
  const passedOver: NamedOption[] = [];
  for (const [index, [name, option]] of options.entries()) {
    rest = takePassedOver(rest, passedOver, values);
    if (rest.length === 0) return;
    const taken = await wordsFor(option, rest, options.slice(index + 1));
    if (taken === 0) {
      passedOver.push([name, option]);
      continue;
    }
    values[name] = joined(rest.slice(0, taken));
    rest = rest.slice(taken);
  }
  rest = takePassedOver(rest, passedOver, values);
  // More words than options: they belong to the last text, whose check then says what is wrong
  const [name] =
    options.findLast(([, option]) => option.type === "text" || option.type === "date") ?? options.at(-1) ?? [];
  if (name !== undefined && rest.length > 0) values[name] = [values[name], joined(rest)].filter(Boolean).join(" ");
}

/** `/mars curiosity 2020-06-10`: the date was passed over for the rover, and comes now. */
function takePassedOver(
  words: readonly Word[],
  passedOver: NamedOption[],
  values: Record<string, string>,
): readonly Word[] {
  const [first, ...rest] = words;
  const index = first === undefined ? -1 : passedOver.findIndex(([, option]) => isValueOf(option, first.text));
  const [name] = passedOver[index] ?? [];
  if (first === undefined || name === undefined) return words;
  values[name] = first.text;
  passedOver.splice(index, 1);
  return takePassedOver(rest, passedOver, values);
}

/** How many of the words belong to this option, when others may follow. */
async function wordsFor(option: Option, words: readonly Word[], later: readonly NamedOption[]): Promise<number> {
  const [first] = words;
  if (first === undefined) return 0;
  if (first.isQuoted) return 1;
  switch (option.type) {
    case "text":
      return option.takesRest === true ? plainRun(words).length : textRun(words, later);
    case "date":
      return later.some(([, other]) => isValueOf(other, first.text)) ? 0 : await dateRun(words, later);
    case "choice": {
      // A word unlike any choice may be a later option's; else it stays here and its check speaks
      if (isValueOf(option, first.text) || closest(first.text, option.choices) !== undefined) return 1;
      return later.some(([, other]) => other.type === "text" || isValueOf(other, first.text)) ? 0 : 1;
    }
    case "file":
      return 1;
    case "integer":
    case "yes-no":
      return isValueOf(option, first.text) || !later.some(([, other]) => isValueOf(other, first.text)) ? 1 : 0;
    default:
      return assertNever(option);
  }
}

function textRun(words: readonly Word[], later: readonly NamedOption[]): number {
  const next = words.findIndex(
    (word, index) => index > 0 && (word.isQuoted || later.some(([, other]) => isValueOf(other, word.text))),
  );
  return next === -1 ? words.length : next;
}

/** "10 June" is a date and so is "10 June 2020": goes on only while it stays one. What is no date at all is taken whole. */
async function dateRun(words: readonly Word[], later: readonly NamedOption[]): Promise<number> {
  const run = textRun(words, later);
  if (later.length === 0) return run;
  for (let count = Math.min(run, MAX_DATE_WORDS); count > 0; count -= 1) {
    if ((await parseDate(joined(words.slice(0, count)))) !== undefined) return count;
  }
  return run;
}

function isValueOf(option: Option, word: string): boolean {
  if (option.type === "choice") return option.choices.some((choice) => choice.toLowerCase() === word.toLowerCase());
  if (option.type === "integer") return /^[+-]?\d+$/.test(word);
  if (option.type === "date") return /^\d{4}-\d{1,2}-\d{1,2}$/.test(word);
  return false;
}

/** The words up to the next that is quoted or has a key. */
function plainRun(words: readonly Word[]): readonly Word[] {
  const end = words.findIndex((word) => word.isQuoted || word.key !== undefined);
  return end === -1 ? words : words.slice(0, end);
}

function joined(words: readonly Word[]): string {
  return words.map((word) => word.text).join(" ");
}

function splitWords(line: string, isKnown: (key: string) => boolean): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line[at] ?? "")) {
      at += 1;
      continue;
    }
    const key = keyAt(line, at, isKnown);
    if (key !== undefined) at += key.length;
    const closing = QUOTES[line[at] ?? ""];
    const end = closing === undefined ? -1 : line.indexOf(closing, at + 1);
    const isQuoted = end !== -1;
    const stop = isQuoted ? end : wordEnd(line, at);
    words.push({
      text: line.slice(isQuoted ? at + 1 : at, stop),
      isQuoted,
      ...(key === undefined ? {} : { key: key.trim().slice(0, -1).toLowerCase() }),
    });
    at = isQuoted ? stop + 1 : stop;
  }
  return words;
}

/** `rover:` before its value; `rover: ` only where there is such an option, since sentences have colons, too. */
function keyAt(line: string, at: number, isKnown: (key: string) => boolean): string | undefined {
  const [key, name = ""] = /^([a-z][a-z_-]*):(?:(?=[^\s/])|\s+(?=\S))/i.exec(line.slice(at, at + MAX_KEY)) ?? [];
  return key === undefined || (/\s$/.test(key) && !isKnown(name.toLowerCase())) ? undefined : key;
}

function wordEnd(line: string, from: number): number {
  const space = line.slice(from).search(/\s/);
  return space === -1 ? line.length : from + space;
}
