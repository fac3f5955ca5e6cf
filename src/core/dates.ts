import type { IsoDate } from "./command.ts";
import { isoDate } from "./format.ts";
import { plainSigns } from "./typed.ts";

/** The years a date may lie in; anything else is a slip of the finger. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

/** Longest text read as a date, in UTF-16 units; keeps the parser away from essays. */
export const MAX_DATE_CHARACTERS = 60;

const YEAR_FIRST = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/;

/** Who reads a date, and when. */
interface Reading {
  readonly now?: Date;
  /** BCP 47: in whose words, and in which order numbers stand. `en` alone says nothing of the order. */
  readonly locale?: string;
}

/**
 * The calendar days that a text may mean: one as a rule, two where numbers stand in an order that nobody tells (`1/7/2020`), none when
 * it is no date. ISO text, numbers, or words: `today`, `3 days ago`, `1 July 2020`, also in the language of the locale. Words are
 * taken relative to `now` in UTC.
 */
export async function daysMeant(
  typed: string,
  { now = new Date(), locale = "en" }: Reading = {},
): Promise<readonly IsoDate[]> {
  if (typed.length > 2 * MAX_DATE_CHARACTERS) return [];
  const text = plainSigns(typed).trim();
  if (text.length === 0 || text.length > MAX_DATE_CHARACTERS) return [];
  const [, year, month, day] = YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) return listed(dayAt(Number(year), Number(month), Number(day)));
  const inNumbers = daysInNumbers(text, now, locale);
  if (inNumbers !== undefined) return inNumbers;
  // Only words need the parsers, and a person only those of one language beside English
  const [language = ""] = locale.toLowerCase().split("-");
  const own = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  for (const load of own === undefined ? [english] : [own, english]) {
    const found = dayInWords(await load(), text, now);
    if (found !== undefined) return [found];
  }
  return [];
}

/** The day that was likely meant by one that there is not: the last of its month for 30 February, 13 January for `2020-13-01`. */
export function nearestDay(typed: string): IsoDate | undefined {
  const [, year, month, day] = YEAR_FIRST.exec(plainSigns(typed).trim())?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (month > 12) return dayAt(year, day, month);
  return day > 31 ? undefined : dayAt(year, month, Math.min(day, new Date(Date.UTC(year, month, 0)).getUTCDate()));
}

/** One of chrono's languages. */
interface Language {
  readonly parse: (text: string, reference: { readonly instant: Date; readonly timezone: number }) => readonly Match[];
}

interface Match {
  readonly text: string;
  readonly start: {
    get(component: "year" | "month" | "day"): number | null;
    isCertain(component: "day" | "month" | "weekday"): boolean;
    tags(): ReadonlySet<string>;
  };
  readonly end?: unknown;
}

async function english(): Promise<Language> {
  return (await import("chrono-node/en")).GB;
}

/** Every language that chrono reads, loaded when somebody writes in it. https://github.com/wanasit/chrono#locales (2026-11-28) */
const LANGUAGES: Readonly<Record<string, () => Promise<Language>>> = {
  ar: async () => (await import("chrono-node/ar")).casual,
  de: async () => (await import("chrono-node/de")).casual,
  es: async () => (await import("chrono-node/es")).casual,
  fi: async () => (await import("chrono-node/fi")).casual,
  fr: async () => (await import("chrono-node/fr")).casual,
  id: async () => (await import("chrono-node/id")).casual,
  it: async () => (await import("chrono-node/it")).casual,
  ja: async () => (await import("chrono-node/ja")).casual,
  nl: async () => (await import("chrono-node/nl")).casual,
  pt: async () => (await import("chrono-node/pt")).casual,
  ru: async () => (await import("chrono-node/ru")).casual,
  sv: async () => (await import("chrono-node/sv")).casual,
  uk: async () => (await import("chrono-node/uk")).casual,
  vi: async () => (await import("chrono-node/vi")).casual,
  zh: async () => (await import("chrono-node/zh")).casual,
};

/** The day that the whole text means. A part of it, a span of time and an hour alone mean none. */
function dayInWords(language: Language, text: string, now: Date): IsoDate | undefined {
  const [match, ...others] = language.parse(text, { instant: now, timezone: 0 });
  if (match === undefined || others.length > 0 || match.text.length < text.replace(/[,.]$/, "").length)
    return undefined;
  const { start, end } = match;
  const isDay =
    start.isCertain("day") ||
    start.isCertain("month") ||
    start.isCertain("weekday") ||
    start.tags().has("result/relativeDate");
  const [year, month, day] = [start.get("year"), start.get("month"), start.get("day")];
  if (!isDay || year === null || month === null || day === null || (end !== null && end !== undefined))
    return undefined;
  return dayAt(year, month, day);
}

/** `1/7/2020`, `01.07.20`, `1.7.`; undefined for a text of another form. With dots the day stands first wherever people write so. */
function daysInNumbers(text: string, now: Date, locale: string): readonly IsoDate[] | undefined {
  const [, one, sign, other, year] = /^(\d{1,2})([-./]) ?(\d{1,2})(?:\2 ?(\d{4}|\d{2})|\.)?$/.exec(text) ?? [];
  if (one === undefined || other === undefined || (sign === "-" && year === undefined)) return undefined;
  const dayFirst = dayInYear(year, Number(other), Number(one), now);
  const monthFirst = dayInYear(year, Number(one), Number(other), now);
  if (dayFirst === undefined || monthFirst === undefined || dayFirst === monthFirst)
    return listed(dayFirst ?? monthFirst);
  if (sign === ".") return [dayFirst];
  const first = firstNumber(locale);
  if (first === undefined) return [dayFirst, monthFirst];
  return [first === "day" ? dayFirst : monthFirst];
}

/** The day in the year as it was typed: of two digits it is next year at the latest, without any the one nearest to now. */
function dayInYear(typed: string | undefined, month: number, day: number, now: Date): IsoDate | undefined {
  const thisYear = now.getUTCFullYear();
  if (typed !== undefined) {
    const year = Number(typed);
    if (typed.length === 4) return dayAt(year, month, day);
    return dayAt(year + (2_000 + year > thisYear + 1 ? 1_900 : 2_000), month, day);
  }
  const days = [thisYear - 1, thisYear, thisYear + 1].flatMap((year) => listed(dayAt(year, month, day)));
  const distance = (each: IsoDate) => Math.abs(Date.parse(each) - now.getTime());
  return days.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** What stands first in a date of numbers, as the locale writes it; undefined where that is the year, or nobody tells. */
function firstNumber(locale: string): "day" | "month" | undefined {
  if (locale === "en") return undefined;
  try {
    const [first] = new Intl.DateTimeFormat(locale).formatToParts().filter(({ type }) => type !== "literal");
    return first?.type === "day" || first?.type === "month" ? first.type : undefined;
  } catch {
    return undefined;
  }
}

/** The day of a calendar, or undefined when there is no such day. */
function dayAt(year: number, month: number, day: number): IsoDate | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return undefined;
  const at = new Date(Date.UTC(year, month - 1, day));
  // Date.UTC rolls 31 June over to 1 July; a day that doesn't come back the same isn't one
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? isoDate(at.getTime()) : undefined;
}

function listed(day: IsoDate | undefined): readonly IsoDate[] {
  return day === undefined ? [] : [day];
}
