import type { TimeChart, TimeSeries } from "../../src/charts/chart.ts";

/** A chart of one place, with what a test changes. */
export function timeChart(totals: readonly number[], changes: Partial<TimeChart & TimeSeries> = {}): TimeChart {
  const { name = "Germany", from = "2020-03-01", stepDays = 1, ...rest } = changes;
  return {
    type: "time",
    title: "Confirmed COVID-19 cases in Germany",
    noun: "cases",
    series: [{ name, from, stepDays, totals }],
    ...rest,
  };
}

/** Totals that rise by so many each step. */
export function rising(steps: number, by = 10): readonly number[] {
  return Array.from({ length: steps }, (_, index) => (index + 1) * by);
}
