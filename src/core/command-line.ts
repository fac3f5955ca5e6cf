import { type Command, type Option, visibleOptions } from "./command.ts";
import { parseDate } from "./dates.ts";
import { unknownOption } from "./options.ts";
import type { OptionValues } from "./reply.ts";

interface Word {
  readonly text: string;
  /** `rover` in `rover:curiosity`; undefined for a plain word. */
  readonly key?: string;
  readonly isQuoted: boolean;
}

/** Opening quotes that people's keyboards make, and what closes each. */
const QUOTES: Readonly<Record<string, string>> = { '"': '"', "“": "”", "„": "“", "«": "»" };

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
  for (const word of splitWords(line)) {
    if (word.key === undefined) plain.push(word);
    else if (known.has(word.key)) values[word.key] = word.text;
    else throw unknownOption(command, word.key);
  }
  const open = options.filter(([name]) => values[name] === undefined && name !== "private");
  await fillInOrder(plain, open, values);
  return values;
}

async function fillInOrder(
  words: readonly Word[],
  options: readonly (readonly [string, Option])[],
  values: Record<string, string>,
) {
  let rest = words;
  for (const [index, [name, option]] of options.entries()) {
    if (rest.length === 0) return;
    const later = options.slice(index + 1);
    const taken = await wordsFor(option, rest, later);
    if (taken === 0) continue;
    values[name] = joined(rest.slice(0, taken));
    rest = rest.slice(taken);
  }
  // More words than options: they belong to the last text, whose check then says what is wrong
  const [name] =
    options.findLast(([, option]) => option.type === "text" || option.type === "date") ?? options.at(-1) ?? [];
  if (name !== undefined && rest.length > 0) values[name] = [values[name], joined(rest)].filter(Boolean).join(" ");
}

/** How many of the words belong to this option, when others may follow. */
async function wordsFor(
  option: Option,
  words: readonly Word[],
  later: readonly (readonly [string, Option])[],
): Promise<number> {
  const [first] = words;
  if (first === undefined) return 0;
  if (first.isQuoted) return 1;
  if (option.type === "text" && option.takesRest === true) return unquotedRun(words);
  if (option.type === "text" || option.type === "date") {
    if (option.type === "date" && later.some(([, other]) => isValueOf(other, first.text))) return 0;
    let taken = 1;
    while (taken < words.length) {
      const word = words[taken];
      if (word === undefined || word.isQuoted || later.some(([, other]) => isValueOf(other, word.text))) break;
      if (
        option.type === "date" &&
        (await parseDate(joined(words.slice(0, taken)))) !== undefined &&
        later.length > 0
      ) {
        // "10 June" is a date and so is "10 June 2020": go on only while it stays one
        if ((await parseDate(joined(words.slice(0, taken + 1)))) === undefined) break;
      }
      taken += 1;
    }
    return taken;
  }
  // A word that can't be this choice may be the next option's; else it stays here and its check speaks
  const fitsLater = later.some(([, other]) => isValueOf(other, first.text));
  return isValueOf(option, first.text) || !fitsLater ? 1 : 0;
}

function isValueOf(option: Option, word: string): boolean {
  if (option.type === "choice") return option.choices.some((choice) => choice.toLowerCase() === word.toLowerCase());
  if (option.type === "integer") return /^[+-]?\d+$/.test(word);
  if (option.type === "date") return /^\d{4}-\d{1,2}-\d{1,2}$/.test(word);
  return false;
}

function unquotedRun(words: readonly Word[]): number {
  const quoted = words.findIndex((word) => word.isQuoted);
  return quoted === -1 ? words.length : quoted;
}

function joined(words: readonly Word[]): string {
  return words.map((word) => word.text).join(" ");
}

function splitWords(line: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line[at] ?? "")) {
      at += 1;
      continue;
    }
    const [, key] = /^([a-z][a-z_-]*):(?=[^\s/])/i.exec(line.slice(at, at + 40)) ?? [];
    if (key !== undefined) at += key.length + 1;
    const closing = QUOTES[line[at] ?? ""];
    const end = closing === undefined ? -1 : line.indexOf(closing, at + 1);
    const isQuoted = end !== -1;
    const stop = isQuoted ? end : wordEnd(line, at);
    words.push({
      text: line.slice(isQuoted ? at + 1 : at, stop),
      isQuoted,
      ...(key === undefined ? {} : { key: key.toLowerCase() }),
    });
    at = isQuoted ? stop + 1 : stop;
  }
  return words;
}

function wordEnd(line: string, from: number): number {
  const space = line.slice(from).search(/\s/);
  return space === -1 ? line.length : from + space;
}
