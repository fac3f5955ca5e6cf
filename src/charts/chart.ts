import type { IsoDate } from "../core/command.ts";

/** A picture of figures, as plain data: whatever is drawn is in it, so that equal data are one picture. */
export type Chart = TimeChart | ShareChart;

/** A chart, and what goes with its picture. */
export interface DescribedChart {
  readonly chart: Chart;
  readonly fileName: string;
  /** The main figures and the trend. */
  readonly alt: string;
}

/** How counts rose: in total as a line, and what each step added as bars below. Two places: two lines in either panel. */
export interface TimeChart {
  readonly type: "time";
  readonly title: string;
  /** What is counted, in the plural: `cases`. */
  readonly noun: string;
  /** One, or two to compare. */
  readonly series: readonly TimeSeries[];
}

/** Running totals of one place, at even steps. */
export interface TimeSeries {
  readonly name: string;
  /** The day by whose end the first total had been counted. What that day itself added is not told. */
  readonly from: IsoDate;
  readonly stepDays: 1 | 7;
  /** Never empty. */
  readonly totals: readonly number[];
}

/** What is left of several wholes, a bar each. */
export interface ShareChart {
  readonly type: "share";
  readonly title: string;
  readonly rows: readonly ShareRow[];
}

export interface ShareRow {
  readonly name: string;
  /** What is left, 0 to 1. */
  readonly share: number;
  /** The same in words: `87 of 100 calls an hour`. */
  readonly words: string;
}
