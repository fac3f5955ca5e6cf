import type { Chart as ChartJs } from "chart.js";
import type { Step } from "./steps.ts";

/** One place of a chart over time. */
export interface Line {
  readonly name: string;
  readonly color: string;
  readonly dash: number[];
  readonly steps: readonly Step[];
  /** What the days of each week added on average; empty where the steps are longer than a day. */
  readonly means: Points;
}

/** As the drawing library takes them. */
export type Points = { x: number; y: number }[];

/** A chart over time that has been drawn. */
export type Drawn = ChartJs<"bar" | "line", Points>;
