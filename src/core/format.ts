import type { IsoDate } from "./command.ts";
import { once } from "./once.ts";
import type { Moment } from "./text.ts";
import { DAY_MS, HOUR_MS } from "./time.ts";

/** Numbers are in the language of the sentences around them. */
const LANGUAGE = "en";

const numberFormat = once(() => new Intl.NumberFormat(LANGUAGE));

/** A number with its separators: `137,698`. */
export function formatNumber(value: number): string {
  return numberFormat().format(value);
}

/** `1.2M`, for an axis; `1.2E20` for what has no word. */
export function formatShort(value: number): string {
  const notation = Math.abs(value) < LAST_WITH_WORD ? "compact" : "scientific";
  const maximumFractionDigits = Math.abs(value) < 1 ? 2 : 1;
  return new Intl.NumberFormat(LANGUAGE, { notation, maximumFractionDigits }).format(value);
}

/** From here on, a number with a word behind it is too long as well. */
const LAST_WITH_WORD = 1e15;

/** A price: `$9.99`. `currency` is an ISO 4217 code; undefined when it has not the form of one. */
export function formatMoney(amount: number, currency: string): string | undefined {
  if (!/^[A-Z]{3}$/.test(currency)) return undefined;
  return new Intl.NumberFormat(LANGUAGE, { style: "currency", currency }).format(amount);
}

// A start needs none of them, and the first one of a process takes 30 ms and 8 MB (measured)
const dayFormat = once(
  () => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
);
const monthDayFormat = once(() => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" }));

/** `10 June 2020`. */
export function formatDate(day: IsoDate): string {
  return dayFormat().format(new Date(`${day}T00:00:00Z`));
}

/** The calendar day in UTC of a moment in milliseconds since the epoch. */
export function isoDate(at: number): IsoDate {
  return new Date(at).toISOString().slice(0, 10);
}

/** A moment as people say it, in UTC: `14:05` today, `tomorrow at 09:08`, `yesterday at 09:08`, `2 December at 09:08`. */
export function formatMoment(at: number, now: number = Date.now()): string {
  const time = new Date(at).toISOString().slice(11, 16);
  const day = isoDate(at);
  if (day === isoDate(now)) return time;
  if (day === isoDate(now + DAY_MS)) return `tomorrow at ${time}`;
  if (day === isoDate(now - DAY_MS)) return `yesterday at ${time}`;
  return `${monthDayFormat().format(at)} at ${time}`;
}

/** When something happens: `at 14:05`, `tomorrow at 09:08`, `on 2 December at 09:08`, in UTC. */
export function formatWhen(at: number, now: number = Date.now()): string {
  const moment = formatMoment(at, now);
  if (/^\d\d:/.test(moment)) return `at ${moment}`;
  return /^\d/.test(moment) ? `on ${moment}` : moment;
}

/** So near a moment is that its time of day is enough. Our choice: well below a day, so that nobody takes it for another one. */
const NEAR_MS = 18 * HOUR_MS;

/** A moment as a span: `14:05`, by the reader's own clock where the platform can. */
export function moment(at: number, now: number = Date.now()): Moment {
  const isNear = Math.abs(at - now) < NEAR_MS;
  return { type: "moment", text: `${formatMoment(at, now)} UTC`, at, isNear, hasLead: false };
}

/** When something happens as a span: `at 14:05`. */
export function when(at: number, now: number = Date.now()): Moment {
  return { ...moment(at, now), text: `${formatWhen(at, now)} UTC`, hasLead: true };
}

/** `45 s`, `3 min`, `3 hours`, `2 days`: how old an answer is, rounded down. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours === 1 ? "1 hour" : `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
}

/** `1 photo`, `25 photos`. */
export function count(n: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatNumber(n)} ${n === 1 ? noun : plural}`;
}
