import { flushCompileCache } from "node:module";
import type { Chart } from "./chart.ts";
import type { ChartAnswer } from "./chart-drawer.ts";
import { drawChart } from "./draw.ts";

// Whoever ends this process gives it no time to keep what was compiled
flushCompileCache();

// The process of a `ChartDrawer`: one chart after another, until whoever started it goes away
process.on("message", (chart: Chart) => {
  const answer = (said: ChartAnswer) => process.send?.(said);
  try {
    answer({ png: drawChart(chart) });
  } catch (error) {
    answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
