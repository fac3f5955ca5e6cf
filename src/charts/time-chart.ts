import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import {
  BarController,
  BarElement,
  type ChartDataset,
  Chart as ChartJs,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
} from "chart.js";
import type { TimeChart } from "./chart.ts";
import { LOOK } from "./look.ts";
import { type Step, stepLength, stepsOf, weekMeans } from "./steps.ts";
import { timeOptions } from "./time-axes.ts";
import type { Drawn, Line, Points } from "./time-line.ts";
import { writeCaptions, writeCorrections, writeEnd, writePeak } from "./time-words.ts";
import { titleOf, writeTitle } from "./words.ts";

ChartJs.register(BarController, BarElement, LineController, LineElement, PointElement, LinearScale, Filler);

const MAX_BAR_WIDTH = 24;

/** Draws totals above, and what was added below, over the same days. */
export function drawTimeChart(canvas: Canvas, ctx: SKRSContext2D, chart: TimeChart): Drawn {
  const length = stepLength(chart.series);
  const lines = chart.series.map((series, index): Line => {
    const steps = stepsOf(series, length);
    return {
      name: series.name,
      color: index === 0 ? LOOK.series[0] : LOOK.series[1],
      dash: index === 0 ? [] : [6, 4],
      steps,
      means: weekMeans(steps, length).map(({ day, added }) => ({ x: day, y: added })),
    };
  });
  const title = titleOf(ctx, chart.title);
  const drawn: Drawn = new ChartJs<"bar" | "line", Points>(canvas, {
    type: "line",
    data: { datasets: lines.length === 1 ? lines.flatMap(alone) : lines.flatMap(compared) },
    options: timeOptions(lines, title.bottom),
  });
  writeTitle(ctx, title);
  writeCaptions(ctx, chart, { lines, length, drawn, top: title.bottom });
  writeCorrections(ctx, lines, drawn);
  const [only, other] = lines;
  if (only !== undefined && other === undefined) {
    writeEnd(ctx, only, drawn);
    writePeak(ctx, only, length, drawn);
  }
  return drawn;
}

/** Datasets of one place: an area for the totals, bars for what was added, and their average over them. */
function alone({ color, steps, means }: Line): ChartDataset<"bar" | "line", Points>[] {
  const added = addedOf(steps);
  const peak = added.findIndex(({ y }) => added.every((other) => other.y <= y));
  return [
    { ...lineOf(color), data: totalsOf(steps), yAxisID: "total", borderWidth: 2.5, fill: "origin" },
    // What is listed first lies on top
    { ...lineOf(LOOK.average), data: means, yAxisID: "added", borderWidth: 1.75 },
    {
      type: "bar",
      data: added,
      yAxisID: "added",
      backgroundColor: added.map((_, index) => (index === peak ? color : LOOK.bar)),
      barPercentage: 0.82,
      categoryPercentage: 1,
      maxBarThickness: MAX_BAR_WIDTH,
    },
  ];
}

/** Datasets of one of two places: a line in either panel. */
function compared({ color, dash, steps, means }: Line): ChartDataset<"bar" | "line", Points>[] {
  const line = { ...lineOf(color), borderDash: dash };
  return [
    { ...line, data: totalsOf(steps), yAxisID: "total", borderWidth: 2.5 },
    { ...line, data: means.length > 0 ? means : addedOf(steps), yAxisID: "added", borderWidth: 1.75 },
  ];
}

function lineOf(color: string) {
  return {
    type: "line",
    borderColor: color,
    backgroundColor: `${color}1f`,
    pointRadius: 0,
    borderJoinStyle: "round",
    fill: false,
  } as const;
}

function totalsOf(steps: readonly Step[]): Points {
  return steps.map(({ day, total }) => ({ x: day, y: total }));
}

/** Without what was taken off again: one correction would make all the others small. It is marked instead. */
function addedOf(steps: readonly Step[]): Points {
  return steps.flatMap(({ day, added }) => (added === undefined ? [] : [{ x: day, y: Math.max(0, added) }]));
}
