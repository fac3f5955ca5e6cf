import { createCanvas } from "@napi-rs/canvas";
import type { Chart } from "./chart.ts";
import { LOOK } from "./look.ts";
import { drawShareChart, shareChartHeight } from "./share-chart.ts";
import { drawTimeChart } from "./time-chart.ts";

const canvas = createCanvas(LOOK.width, LOOK.height);

/** The chart as a PNG. One canvas for all: each has megabytes that go only with the rest of the garbage. */
export function drawChart(chart: Chart): Uint8Array {
  const height = chart.type === "time" ? LOOK.height : shareChartHeight(chart);
  canvas.width = LOOK.width;
  canvas.height = height;
  const ctx = canvas.getContext("2d");
  const drawn = chart.type === "time" ? drawTimeChart(canvas, ctx, chart) : drawShareChart(canvas, ctx, chart);
  ctx.globalCompositeOperation = "destination-over";
  ctx.fillStyle = LOOK.paper;
  ctx.fillRect(0, 0, LOOK.width, height);
  const png = canvas.toBuffer("image/png");
  // Wipes the canvas
  drawn.destroy();
  return png;
}
