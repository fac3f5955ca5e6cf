import type { IsoDate } from "./command.ts";
import { isoDate } from "./format.ts";
import { plainSigns } from "./typed.ts";

/** The years a date may lie in; anything else is a slip of the finger. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

/** Longest text read as a date, in UTF-16 units; keeps the parser away from essays. */
export const MAX_DATE_CHARACTERS = 60;

/**
 * A calendar day from ISO text or words: `2020-06-10`, `today`, `yesterday`, `3 days ago`, `1 July 2020`.
 * Words are taken relative to `now` in UTC, numbers like 1/7/2020 with the day first. Undefined when it is no date.
 */
export async function parseDate(typed: string, now: Date = new Date()): Promise<IsoDate | undefined> {
  if (typed.length > 2 * MAX_DATE_CHARACTERS) return undefined;
  const text = plainSigns(typed).trim();
  if (text.length === 0 || text.length > MAX_DATE_CHARACTERS) return undefined;
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(text)) return parseIsoDate(text);
  // Loaded on first use: only words need it
  const { en } = await import("chrono-node");
  const [match, ...others] = en.GB.parse(text, { instant: now, timezone: 0 });
  if (match === undefined || others.length > 0 || match.text.length < text.replace(/[,.]$/, "").length)
    return undefined;
  const { start } = match;
  const year = start.get("year");
  const month = start.get("month");
  const day = start.get("day");
  if (year === null || month === null || day === null || (match.end !== null && match.end !== undefined))
    return undefined;
  return parseIsoDate(`${year}-${month}-${day}`);
}

function parseIsoDate(text: string): IsoDate | undefined {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  const at = Date.UTC(year, month - 1, day);
  const iso = Number.isNaN(at) ? "" : isoDate(at);
  // Date.UTC rolls 31 June over to 1 July; a day that doesn't come back the same isn't one
  if (iso !== `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`) return undefined;
  return year >= FIRST_YEAR && year <= LAST_YEAR ? iso : undefined;
}
