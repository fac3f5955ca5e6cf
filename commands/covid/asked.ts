import type { OptionValues } from "../../src/core/reply.ts";
import { STATUSES } from "./sentences.ts";

/** What stands between two countries: `germany vs italy`, `germany compared with italy`. */
const COMPARISON = /\s(?:vs?\.?|versus|against|compared (?:to|with))\s/i;

/** What stands between the first day and the last: `2020-03-01..2020-03-31`. */
const RANGE = /\s?(?:\.{2,3}|…)\s?/;

/**
 * The options as they were meant: `/covid deaths` names no country, `/covid germany vs italy` names two, and
 * `from:2020-03-01..2020-03-31` is two days.
 */
export function meant(raw: OptionValues): OptionValues {
  return compared(counted(spread(raw)));
}

function spread(raw: OptionValues): OptionValues {
  const { country, from, to } = raw;
  if (from !== undefined || to !== undefined) {
    const days = parted(from, RANGE);
    return days === undefined || to !== undefined ? raw : { ...raw, from: days[0], to: days[1] };
  }
  // Without a key the days stand behind the country
  const words = String(country ?? "").split(" ");
  const days = parted(words.at(-1), RANGE);
  return days === undefined
    ? raw
    : { ...raw, country: words.slice(0, -1).join(" ") || undefined, from: days[0], to: days[1] };
}

function counted(raw: OptionValues): OptionValues {
  const { country, status } = raw;
  const named = STATUSES.find((each) => each === String(country).toLowerCase());
  return named === undefined || status !== undefined ? raw : { ...raw, country: undefined, status: named };
}

function compared(raw: OptionValues): OptionValues {
  const countries = parted(raw["country"], COMPARISON);
  return countries === undefined || raw["versus"] !== undefined
    ? raw
    : { ...raw, country: countries[0], versus: countries[1] };
}

/** The words before and after the first such sign; undefined where there is none, or nothing beside it. */
function parted(typed: OptionValues[string], sign: RegExp): readonly [string, string] | undefined {
  if (typeof typed !== "string") return undefined;
  const found = sign.exec(typed);
  if (found === null) return undefined;
  const [before, after] = [typed.slice(0, found.index).trim(), typed.slice(found.index + found[0].length).trim()];
  return before === "" || after === "" ? undefined : [before, after];
}
