import type { IsoDate } from "../core/command.ts";
import { isoDate } from "../core/format.ts";
import { once } from "../core/once.ts";
import { DAY_MS } from "../core/time.ts";

/** How a moment's day reads in New York: `en-CA` writes it as ISO does. */
const newYork = once(
  () =>
    new Intl.DateTimeFormat("en-CA", {
      timeZone: "America/New_York",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    }),
);

/** The calendar day in New York at a moment in milliseconds since the epoch. */
export function dayInNewYork(at: number): IsoDate {
  return newYork().format(at);
}

/** So many days later; earlier when negative. */
export function addDays(day: IsoDate, days: number): IsoDate {
  return isoDate(Date.parse(day) + days * DAY_MS);
}

/** How far apart two days are, never negative. */
export function daysBetween(a: IsoDate, b: IsoDate): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / DAY_MS;
}

/** Of several days, the one nearest to `day`; the earlier of two equally near. */
export function nearest(day: IsoDate, days: Iterable<IsoDate>): IsoDate | undefined {
  let best: IsoDate | undefined;
  for (const other of days) {
    if (best === undefined) best = other;
    const distance = daysBetween(other, day) - daysBetween(best, day);
    if (distance < 0 || (distance === 0 && other < best)) best = other;
  }
  return best;
}
