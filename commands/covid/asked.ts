import { STATUSES, type Status } from "./sentences.ts";

/** What may be asked in one breath with the country. */
interface Asked {
  readonly country?: string | undefined;
  readonly status?: Status | undefined;
  readonly versus?: string | undefined;
}

/** What stands between two countries: `germany vs italy`, `germany compared with italy`. */
const COMPARISON = /\s(?:vs?\.?|versus|against|compared (?:to|with))\s/i;

/** The options as they were meant: `/covid deaths` names no country, and `/covid germany vs italy` names two. */
export function meant<O extends Asked>(options: O): O {
  const { country, status, versus } = options;
  const named = STATUSES.find((each) => each === country?.toLowerCase());
  if (named !== undefined && status === undefined) return { ...options, country: undefined, status: named };
  const between = COMPARISON.exec(country ?? "");
  if (country === undefined || between === null) return options;
  const one = country.slice(0, between.index).trim();
  const other = country.slice(between.index + between[0].length).trim();
  return one === "" || other === "" || versus !== undefined ? options : { ...options, country: one, versus: other };
}
