import { fold } from "./closest.ts";
import { type Command, isGroup, lastWord, usage, visibleOptions } from "./command.ts";
import { firstWord, readWords } from "./command-line.ts";
import type { Dispatcher } from "./dispatch.ts";
import type { Candidate, LineSuggestions } from "./line-suggestions.ts";
import type { Asker } from "./scope.ts";
import { isBlank, plainSigns } from "./typed.ts";

/**
 * What may follow what somebody has typed so far: names of commands, keys of options and, by the command's own function,
 * values. `line` is everything before the cursor; the suggestions of an upstream are waited for `maxWaitMs` at most.
 */
export async function suggestLine(
  dispatcher: Dispatcher,
  line: string,
  asker: Asker,
  maxWaitMs: number,
): Promise<LineSuggestions> {
  const { word: slashed, rest } = firstWord(line);
  if (rest === undefined || !slashed.startsWith("/")) return { from: 0, candidates: namesLike(dispatcher, line) };
  const name = plainSigns(slashed.slice(1)).toLowerCase();
  const group = dispatcher.commands.filter(isGroup).find((listed) => listed.name === name);
  const { word, rest: inner } = firstWord(rest);
  const like =
    group === undefined ? [] : group.subcommands.filter((each) => lastWord(each).startsWith(word.toLowerCase()));
  if (group !== undefined && inner === undefined && (like.length > 0 || group.main === undefined)) {
    return {
      from: line.length - word.length,
      candidates: like.map((each) => ({
        insert: `${lastWord(each)} `,
        label: lastWord(each),
        description: each.description,
      })),
    };
  }
  const sub = group === undefined ? undefined : dispatcher.command(`${name} ${word.toLowerCase()}`);
  const main = group?.main === undefined ? undefined : dispatcher.command(`${name} ${group.main}`);
  const command = group === undefined ? dispatcher.command(name) : (sub ?? main);
  if (command === undefined) return { from: line.length, candidates: [] };
  const typed = sub === undefined ? rest : (inner ?? "");
  return await suggestOptions(dispatcher, command, { line, rest: typed }, asker, maxWaitMs);
}

function namesLike({ commands }: Dispatcher, line: string): readonly Candidate[] {
  const like = commands.filter(({ name }) => `/${name}`.startsWith(line.toLowerCase()));
  return like.map((command) => ({
    insert: `/${command.name} `,
    label: usage(command),
    description: command.description,
  }));
}

/** The end of a line is the value of a key, the whole of the first option's value, or the beginning of a key. */
async function suggestOptions(
  dispatcher: Dispatcher,
  command: Command,
  { line, rest }: { readonly line: string; readonly rest: string },
  asker: Asker,
  maxWaitMs: number,
): Promise<LineSuggestions> {
  const options = visibleOptions(command);
  const { key, value } = keyed(endOf(rest), options);
  const option = key ?? options[0]?.[0];
  const typed = key === undefined ? rest : value;
  const choices =
    option === undefined
      ? []
      : await dispatcher.suggest({ command: command.name, option, typed, values: {} }, asker, maxWaitMs);
  const values = choices.map(({ name, value }): Candidate => {
    const insert = key !== undefined && value.includes(" ") ? `"${value}"` : value;
    return { insert, label: value, description: name === value ? "" : name };
  });
  const keys = key === undefined ? keysLike(options, rest) : [];
  // Near misses are for "did you mean": the beginning of a key goes before them
  const isValue = values.some(({ label }) => fold(label).startsWith(fold(typed)));
  if (rest === "") return { from: line.length, candidates: [...values, ...keys] };
  if (keys.length > 0 && !isValue) return { from: line.length - endOf(rest).length, candidates: keys };
  const quote = key !== undefined && line[line.length - typed.length - 1] === '"' ? 1 : 0;
  return { from: line.length - typed.length - quote, candidates: values };
}

function keysLike(options: ReturnType<typeof visibleOptions>, rest: string): readonly Candidate[] {
  const end = endOf(rest).toLowerCase();
  const names = new Set(options.map(([name]) => name));
  const used = new Set(readWords(rest, (key) => names.has(key)).map(({ key }) => key));
  return options
    .filter(([name]) => name.startsWith(end) && !used.has(name))
    .map(([name, { description }]) => ({ insert: `${name}:`, label: `${name}:`, description }));
}

/** The key of an option in the word that is being typed, and what stands after it, its opening quote aside. */
function keyed(word: string, options: ReturnType<typeof visibleOptions>) {
  const colon = word.indexOf(":");
  const key = word.slice(0, Math.max(0, colon)).toLowerCase();
  const value = word.slice(colon + 1);
  const isKey = options.some(([name]) => name === key);
  return { key: isKey ? key : undefined, value: value.startsWith('"') ? value.slice(1) : value };
}

/** The word that is being typed; empty after a blank. */
function endOf(rest: string): string {
  let from = rest.length;
  while (from > 0 && !isBlank(rest[from - 1] ?? " ")) from -= 1;
  return rest.slice(from);
}
