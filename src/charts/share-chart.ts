import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import { BarController, BarElement, CategoryScale, Chart as ChartJs, LinearScale } from "chart.js";
import type { ShareChart } from "./chart.ts";
import { LOOK } from "./look.ts";
import { titleOf, write, writeTitle } from "./words.ts";

ChartJs.register(BarController, BarElement, CategoryScale, LinearScale);

const TOP = 44;
const BOTTOM = 6;
/** A line of words, and the bar below them. */
const ROW_HEIGHT = 44;
const BAR_HEIGHT = 10;
/** From the middle of a bar up to the base line of its words. */
const WORDS_ABOVE = 11;
/** Of the words on the right, at most. */
const WORDS_WIDTH = 150;

/** Below this share there is little left. Our choice. */
const LOW = 0.1;

/** In CSS pixels. */
export function shareChartHeight({ rows }: ShareChart): number {
  return TOP + Math.max(1, rows.length) * ROW_HEIGHT + BOTTOM;
}

/** Draws a bar a row on a track that stands for the whole. */
export function drawShareChart(canvas: Canvas, ctx: SKRSContext2D, { title, rows }: ShareChart): ChartJs<"bar"> {
  const shares = rows.map(({ share }) => Math.min(Math.max(share, 0), 1));
  // One upon the other
  const bar = { grouped: false, barThickness: BAR_HEIGHT, borderRadius: BAR_HEIGHT / 2, borderSkipped: false } as const;
  const drawn = new ChartJs(canvas, {
    type: "bar",
    data: {
      labels: rows.map((_, index) => index),
      datasets: [
        {
          ...bar,
          data: shares.map((share) => (share === 0 ? null : share)),
          backgroundColor: shares.map((share) => (share < LOW ? LOOK.low : LOOK.series[0])),
        },
        { ...bar, data: shares.map(() => 1), backgroundColor: LOOK.track },
      ],
    },
    options: {
      indexAxis: "y",
      responsive: false,
      animation: false,
      events: [],
      devicePixelRatio: LOOK.scale,
      layout: { padding: { top: TOP, bottom: BOTTOM, left: LOOK.margin, right: LOOK.margin } },
      scales: { x: { display: false, min: 0, max: 1 }, y: { display: false } },
    },
  });
  const left = LOOK.margin;
  const right = LOOK.width - LOOK.margin;
  writeTitle(ctx, titleOf(ctx, title));
  for (const [index, { name, words }] of rows.entries()) {
    const y = (drawn.scales["y"]?.getPixelForValue(index) ?? 0) - WORDS_ABOVE;
    const color = (shares[index] ?? 0) < LOW ? LOOK.low : LOOK.muted;
    const width = write(ctx, words, "label", color, { x: right, y, align: "right", maxWidth: WORDS_WIDTH });
    write(ctx, name, "label", LOOK.ink, { x: left, y, maxWidth: right - left - width - 12 });
  }
  return drawn;
}
