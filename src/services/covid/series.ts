import type { IsoDate } from "../../core/command.ts";
import { isoDate } from "../../core/format.ts";
import { DAY_MS } from "../../core/time.ts";

/**
 * Running totals at even steps, for cards and charts: `totals[i]` is what had been counted by the end of the day `from` +
 * `i * stepDays`. Never empty. A day without a report holds the total of the one before.
 */
export interface Series {
  readonly from: IsoDate;
  readonly stepDays: 1 | 7;
  readonly totals: readonly number[];
}

/**
 * A stretch of a series, from the total at the end of one day to that at the end of another. All its figures are of the days
 * between those two totals: `first + added - corrected = last`.
 */
export interface Span {
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** The totals on those two days. */
  readonly first: number;
  readonly last: number;
  /** What the steps that raised the total added, together. */
  readonly added: number;
  /** What the steps that lowered it took off again, together: corrections. */
  readonly corrected: number;
  /** The step that added most, by the day it ends on; undefined when none added anything. */
  readonly most?: { readonly day: IsoDate; readonly added: number } | undefined;
  /** Length in days; 0 for a single day. */
  readonly days: number;
  readonly stepDays: 1 | 7;
}

/** Days since the epoch. */
export function dayNumber(day: IsoDate): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The day so many days after the epoch. */
export function dayOf(number: number): IsoDate {
  return isoDate(number * DAY_MS);
}

/** A daily series from totals by day (days since the epoch), in any order; undefined when there are none. */
export function dailySeries(totals: ReadonlyMap<number, number>): Series | undefined {
  const days = [...totals.keys()].toSorted((a, b) => a - b);
  const [first] = days;
  if (first === undefined) return undefined;
  const filled: number[] = [];
  let last = 0;
  for (let day = first; day <= (days.at(-1) ?? first); day += 1) {
    last = totals.get(day) ?? last;
    filled.push(last);
  }
  return { from: dayOf(first), stepDays: 1, totals: filled };
}

/**
 * The sum of several series of equal steps, from the first day of any to the last of any. One that ends early stays in it with its
 * last total. Undefined when there are none.
 */
export function sumOf(series: readonly Series[]): Series | undefined {
  const [any] = series;
  if (any === undefined) return undefined;
  const first = series.reduce((least, { from }) => (from < least ? from : least), any.from);
  const starts = series.map(({ from }) => indexOf({ ...any, from: first }, from));
  const length = Math.max(...series.map(({ totals }, index) => (starts[index] ?? 0) + totals.length));
  const totals = Array.from({ length }, (_, step) =>
    series.reduce((sum, each, index) => {
      const at = step - (starts[index] ?? 0);
      return at < 0 ? sum : sum + (each.totals[at] ?? each.totals.at(-1) ?? 0);
    }, 0),
  );
  return { from: first, stepDays: any.stepDays, totals };
}

/** The last day that a series knows. */
export function lastDay(series: Series): IsoDate {
  return dayAt(series, series.totals.length - 1);
}

/** The series without what comes after its last total above zero; undefined when none is. For counts that were given up. */
export function whileCounted(series: Series): Series | undefined {
  const end = series.totals.findLastIndex((total) => total > 0);
  return end === -1 ? undefined : { ...series, totals: series.totals.slice(0, end + 1) };
}

/**
 * What happened between two days, both included, as far as the series reaches; it begins with the first case when no `from`
 * is given. Undefined when the series has nothing between them.
 */
export function spanOf(series: Series, from: IsoDate | undefined, to: IsoDate | undefined): Span | undefined {
  const { totals, stepDays } = series;
  const end = to === undefined ? totals.length - 1 : Math.min(totals.length - 1, Math.floor(indexOf(series, to)));
  const firstCase = Math.min(
    end,
    totals.findIndex((total) => total > 0),
  );
  const start = Math.max(0, from === undefined ? firstCase : Math.floor(indexOf(series, from)));
  const [first, last] = [totals[start], totals[end]];
  if (start > end || first === undefined || last === undefined) return undefined;
  let [added, corrected] = [0, 0];
  let most: { day: IsoDate; added: number } | undefined;
  for (let index = start + 1; index <= end; index += 1) {
    const step = (totals[index] ?? 0) - (totals[index - 1] ?? 0);
    if (step > 0) added += step;
    else corrected -= step;
    if (step > (most?.added ?? 0)) most = { day: dayAt(series, index), added: step };
  }
  return {
    from: dayAt(series, start),
    to: dayAt(series, end),
    first,
    last,
    added,
    corrected,
    most,
    days: (end - start) * stepDays,
    stepDays,
  };
}

/** The part of a series that a span tells of. */
export function partOf(series: Series, { from, to }: Span): Series {
  return { ...series, from, totals: series.totals.slice(indexOf(series, from), indexOf(series, to) + 1) };
}

function dayAt(series: Series, index: number): IsoDate {
  return dayOf(dayNumber(series.from) + index * series.stepDays);
}

function indexOf(series: Series, day: IsoDate): number {
  return (dayNumber(day) - dayNumber(series.from)) / series.stepDays;
}
