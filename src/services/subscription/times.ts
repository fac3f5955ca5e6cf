import { closest } from "../../core/closest.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { UsageError } from "../../core/errors.ts";
import { shown } from "../../core/options.ts";
import { code, type RichText, t } from "../../core/text.ts";
import { plainSigns } from "../../core/typed.ts";

/** When a subscription comes: on these days of the week (0 is Sunday) at a time of day, or whenever there is something new. */
export type Times =
  | { readonly kind: "new" }
  | { readonly kind: "at"; readonly days: readonly number[]; readonly hour: number; readonly minute: number };

const DAY_NAMES = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const WEEKDAYS = [1, 2, 3, 4, 5];
const WEEKENDS = [0, 6];

/** Words for days: `monday`, `mondays`, `mon`, and for several at once. */
const DAYS: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...DAY_NAMES.flatMap((name, day): [string, readonly number[]][] => [
    [name, [day]],
    [`${name}s`, [day]],
    [name.slice(0, 3), [day]],
  ]),
  ["tues", [2]],
  ["thurs", [4]],
  ["day", EVERY_DAY],
  ["days", EVERY_DAY],
  ["daily", EVERY_DAY],
  ["weekday", WEEKDAYS],
  ["weekdays", WEEKDAYS],
  ["workdays", WEEKDAYS],
  ["weekend", WEEKENDS],
  ["weekends", WEEKENDS],
]);

const TIMES_OF_DAY: ReadonlyMap<string, readonly [hour: number, minute: number]> = new Map([
  ["midnight", [0, 0]],
  ["noon", [12, 0]],
]);

/** What people write between the words that count. */
const FILLERS = new Set(["every", "each", "at", "on", "and", "the", "in", "o'clock", "oclock", "uhr", "h"]);

/** Words of somebody who waits for something new. */
const NEW = new Set([
  "new",
  "whenever",
  "when",
  "something",
  "anything",
  "there",
  "there's",
  "is",
  "comes",
  "out",
  "it",
]);

/** What is offered and shown as examples. */
export const EXAMPLES = ["every day 08:00", "weekdays 09:30", "mondays 09:30", "new"] as const;

/** What one word of it says; undefined for none that counts. */
type Part = { readonly days: readonly number[] } | { readonly at: readonly [hour: number, minute: number] } | undefined;

/** Reads `every day 08:00`, `weekdays 9:30`, `mondays and fridays at 8 am`, `new`. Throws UsageError with what was meant, perhaps. */
export function parseTimes(typed: string): Times {
  const words = wordsOf(typed);
  if (words.includes("new") && words.every((word) => NEW.has(word))) return { kind: "new" };
  const days = new Set<number>();
  let at: readonly [number, number] | undefined;
  for (const word of words) {
    const part = partOf(word, typed);
    if (part === undefined) continue;
    if ("days" in part) for (const day of part.days) days.add(day);
    else if (at === undefined) at = part.at;
    else throw unreadable(typed, t`I can take one time of day for each: subscribe once more for another.`);
  }
  if (at === undefined) throw withoutTime(typed, words);
  const [hour, minute] = at;
  return { kind: "at", days: days.size === 0 ? EVERY_DAY : [...days].toSorted(), hour, minute };
}

/** The way to write it: it reads back as the same. */
export function timesLine(times: Times): string {
  if (times.kind === "new") return "new";
  return `${dayWords(times.days, (name) => `${name}s`, "every day", ", ")} ${clock(times)}`;
}

/** In a sentence: `every day at 08:00`, `on Mondays and Fridays at 09:30`, `whenever there is something new`. */
export function timesInWords(times: Times): string {
  if (times.kind === "new") return "whenever there is something new";
  const days = dayWords(times.days, (name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}s`, "every day", " and ");
  return `${days === "every day" ? days : `on ${days}`} at ${clock(times)}`;
}

function dayWords(days: readonly number[], nameOf: (name: string) => string, all: string, last: string): string {
  const is = (others: readonly number[]) => days.length === others.length && others.every((day) => days.includes(day));
  if (is(EVERY_DAY)) return all;
  if (is(WEEKDAYS)) return "weekdays";
  if (is(WEEKENDS)) return "weekends";
  const names = days.map((day) => nameOf(DAY_NAMES[day] ?? ""));
  const end = names.pop() ?? "";
  return names.length === 0 ? end : `${names.join(", ")}${last}${end}`;
}

function clock({ hour, minute }: { readonly hour: number; readonly minute: number }): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** `8 am` is one word, as `8am` is. */
function wordsOf(typed: string): readonly string[] {
  return plainSigns(typed)
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .replace(/(\d)\s+([ap])\.?m\b\.?/g, "$1$2m")
    .split(/[\s,;&+]+/)
    .map((word) => word.replace(/\.$/, ""))
    .filter((word) => word !== "");
}

function partOf(word: string, typed: string): Part {
  if (FILLERS.has(word)) return undefined;
  const days = DAYS.get(word);
  if (days !== undefined) return { days };
  const at = TIMES_OF_DAY.get(word) ?? timeOfDay(word);
  if (at !== undefined) return { at };
  const near = /^[a-z]{3,}/.test(word)
    ? closest(
        word,
        [...DAYS.keys(), "every", "new"].filter((each) => each.length > 2),
      )
    : undefined;
  throw near === undefined ? unreadable(typed) : meant(typed, word, near);
}

/** `8`, `08:00`, `8.30`, `8am`, `12:15pm`. */
function timeOfDay(word: string): readonly [number, number] | undefined {
  const [, hours, minutes = "0", half] = /^(\d{1,2})(?:[:.h](\d{2}))?([ap]m)?$/.exec(word) ?? [];
  if (hours === undefined) return undefined;
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (minute > 59 || hour > (half === undefined ? 23 : 12) || (half !== undefined && hour === 0)) return undefined;
  if (half === undefined) return [hour, minute];
  return [(hour % 12) + (half === "pm" ? 12 : 0), minute];
}

function unreadable(typed: string, why: RichText = t`Try ${examples()}.`): UsageError {
  return new UsageError(
    t`I can't read “${shown(typed)}” as a time to come. ${why}`,
    EXAMPLES.map((line) => ({ option: "at", value: line, label: line })),
  );
}

/** The whole line with the slip put right, if it can be read then. */
function meant(typed: string, word: string, near: string): UsageError {
  const line = wordsOf(typed)
    .map((each) => (each === word ? near : each))
    .join(" ");
  const better = readable(line);
  if (better === undefined) return unreadable(typed);
  return new UsageError(t`I can't read “${shown(typed)}” as a time to come. ${didYouMean([better], code)}`, [
    { option: "at", value: better, label: better },
  ]);
}

function withoutTime(typed: string, words: readonly string[]): UsageError {
  const better = words.some((word) => DAYS.has(word)) ? readable(`${typed} 08:00`) : undefined;
  if (better === undefined) return unreadable(typed);
  return new UsageError(t`At what time of day? Try ${code(better)}.`, [{ option: "at", value: better, label: better }]);
}

function readable(line: string): string | undefined {
  try {
    return timesLine(parseTimes(line));
  } catch {
    return undefined;
  }
}

function examples(): RichText {
  const [first, second, third, last] = EXAMPLES;
  return t`${code(first)}, ${code(second)}, ${code(third)} or ${code(last)}`;
}
