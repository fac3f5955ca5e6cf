import type { IsoDate } from "../core/command.ts";
import { isoDate } from "../core/format.ts";
import { DAY_MS } from "../core/time.ts";
import type { TimeSeries } from "./chart.ts";

/** More bars than this become thinner than the gaps between them. */
const MAX_STEPS = 180;

/** Days of a mean. */
const WEEK = 7;

/** Lengths of a step in days, and how the steps are called. */
const LENGTHS = [
  { days: 1, each: "each day", last: "on" },
  { days: 7, each: "each week", last: "in the week to" },
  { days: 28, each: "every 4 weeks", last: "in 4 weeks to" },
  { days: 91, each: "every 13 weeks", last: "in 13 weeks to" },
  { days: 364, each: "every 52 weeks", last: "in 52 weeks to" },
] as const;

export type StepLength = (typeof LENGTHS)[number];

/** One step of a series: its last day (days since the epoch), the total at its end, and what it added since the step before. */
export interface Step {
  readonly day: number;
  readonly total: number;
  /** Below zero where the total was corrected by more than was added. */
  readonly added: number | undefined;
}

/** What the days of the week up to a day added, on average. */
interface Mean {
  readonly day: number;
  readonly added: number;
}

/** The shortest step that leaves few enough of them in the longest series. */
export function stepLength(series: readonly TimeSeries[]): StepLength {
  const finest = Math.max(...series.map(({ stepDays }) => stepDays));
  const days = Math.max(...series.map(({ totals, stepDays }) => totals.length * stepDays));
  const fitting = LENGTHS.find((length) => length.days >= finest && days / length.days <= MAX_STEPS);
  return fitting ?? LENGTHS[4];
}

/** The series in steps of that length, the last of which ends on its last day; a rest at the beginning is left out. */
export function stepsOf({ from, stepDays, totals }: TimeSeries, { days }: StepLength): readonly Step[] {
  const stride = Math.max(1, Math.round(days / stepDays));
  const firstDay = Date.parse(`${from}T00:00:00Z`) / DAY_MS || 0;
  const steps: Step[] = [];
  for (let index = (totals.length - 1) % stride; index < totals.length; index += stride) {
    const total = totals[index] ?? 0;
    const earlier = totals[index - stride];
    steps.push({
      day: firstDay + index * stepDays,
      total,
      added: earlier === undefined ? undefined : total - earlier,
    });
  }
  return steps;
}

/** The mean of each whole week of days; none where a step is longer. Corrections are no part of it: they are of no day. */
export function weekMeans(steps: readonly Step[], { days }: StepLength): readonly Mean[] {
  if (days > 1) return [];
  const counted = steps.flatMap(({ day, added }) => (added === undefined ? [] : [{ day, added }]));
  return counted.slice(WEEK - 1).map(({ day }, index) => {
    const week = counted.slice(index, index + WEEK).filter(({ added }) => added >= 0);
    return { day, added: week.reduce((sum, each) => sum + each.added, 0) / Math.max(1, week.length) };
  });
}

/** The day so many days after the epoch. */
export function dayOf(day: number): IsoDate {
  return isoDate(day * DAY_MS);
}
