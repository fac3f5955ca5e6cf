import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import {
  BarController,
  BarElement,
  type ChartDataset,
  Chart as ChartJs,
  type ChartOptions,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
} from "chart.js";
import { formatDate, formatNumber } from "../core/format.ts";
import type { TimeChart } from "./chart.ts";
import { dayTicks } from "./day-axis.ts";
import { FAMILY } from "./fonts.ts";
import { FONTS, LOOK } from "./look.ts";
import { dayOf, type Step, type StepLength, stepLength, stepsOf } from "./steps.ts";
import { shortNumber, widthOf, write, writeTitle } from "./words.ts";

ChartJs.register(BarController, BarElement, LineController, LineElement, PointElement, LinearScale, Filler);

/** Below the title and the days it tells of. */
const TOP = 80;
/** Above the source. */
const BOTTOM = 36;
const AXIS_WIDTH = 44;
/** Heights of the two panels and of what is between them, as shares. */
const SHARES = { total: 50, gap: 18, added: 32 } as const;
/** Widest label at the end of a line. */
const MAX_END_WIDTH = 96;
const DOT_RADIUS = 3.5;
const MAX_BAR_WIDTH = 24;

interface Line {
  readonly name: string;
  readonly color: string;
  readonly dash: number[];
  readonly steps: readonly Step[];
}

type Drawn = ChartJs<"bar" | "line", { x: number; y: number }[]>;

/** Draws totals above, and what was added below, over the same days. */
export function drawTimeChart(canvas: Canvas, ctx: SKRSContext2D, chart: TimeChart): Drawn {
  const length = stepLength(chart.series);
  const lines = chart.series.map((series, index): Line => {
    const isFirst = index === 0;
    return {
      name: series.name,
      color: isFirst ? LOOK.series[0] : LOOK.series[1],
      dash: isFirst ? [] : [6, 4],
      steps: stepsOf(series, length),
    };
  });
  const labels = lines.map((line) => endLabel(line, lines.length > 1, chart.locale));
  const widest = Math.max(...labels.flat().map((text) => widthOf(ctx, text, "value")));
  const endWidth = Math.min(MAX_END_WIDTH, widest) + 2 * DOT_RADIUS + 6;

  const drawn = new ChartJs<"bar" | "line", { x: number; y: number }[]>(canvas, {
    type: "line",
    data: { datasets: datasets(lines) },
    options: options(lines, chart.locale, endWidth),
  });
  writeAround(ctx, chart, length, drawn);
  writeEnds(ctx, lines, labels, drawn);
  if (lines.length === 1) writePeak(ctx, chart, lines, length, drawn);
  return drawn;
}

function datasets(lines: readonly Line[]): ChartDataset<"bar" | "line", { x: number; y: number }[]>[] {
  const isAlone = lines.length === 1;
  return lines.flatMap(({ color, dash, steps }) => {
    const line = {
      type: "line",
      borderColor: color,
      borderDash: dash,
      pointRadius: 0,
      borderJoinStyle: "round",
    } as const;
    const totals = steps.map(({ day, total }) => ({ x: day, y: total }));
    const added = steps.flatMap(({ day, added }) => (added === undefined ? [] : [{ x: day, y: added }]));
    return [
      {
        ...line,
        data: totals,
        yAxisID: "total",
        borderWidth: 2.5,
        fill: isAlone ? "origin" : false,
        backgroundColor: `${color}1f`,
      },
      isAlone
        ? {
            type: "bar" as const,
            data: added,
            yAxisID: "added",
            backgroundColor: color,
            barPercentage: 0.82,
            categoryPercentage: 1,
            maxBarThickness: MAX_BAR_WIDTH,
          }
        : { ...line, data: added, yAxisID: "added", borderWidth: 1.75 },
    ];
  });
}

function options(lines: readonly Line[], locale: string, endWidth: number): ChartOptions<"bar" | "line"> {
  const days = lines.flatMap(({ steps }) => steps.map(({ day }) => day));
  const [first, last] = days.length === 0 ? [0, 0] : [Math.min(...days), Math.max(...days)];
  const stepDays = (last - first) / Math.max(1, ...lines.map(({ steps }) => steps.length - 1)) || 1;
  const ticks = dayTicks(first, last);
  const labels = new Map(ticks.map(({ day, label }) => [day, label]));
  const font = { family: FAMILY, size: FONTS.label.size };
  const counts = (stackWeight: number, weight: number, headroom: number) => ({
    position: "left" as const,
    stack: "panels",
    stackWeight,
    weight,
    beginAtZero: true,
    // Room for the words at the highest bar
    grace: `${headroom}%` as const,
    border: { display: false },
    grid: { color: LOOK.grid, tickLength: 0, lineWidth: 1 },
    ticks: {
      color: LOOK.muted,
      font,
      padding: 6,
      maxTicksLimit: 4,
      precision: 0,
      callback: (value: number | string) => shortNumber(Number(value), locale),
    },
    afterFit: (axis: { width: number }) => {
      axis.width = AXIS_WIDTH;
    },
  });
  return {
    responsive: false,
    animation: false,
    events: [],
    devicePixelRatio: LOOK.scale,
    layout: { padding: { top: TOP, bottom: BOTTOM, left: LOOK.margin - 6, right: LOOK.margin + endWidth } },
    scales: {
      x: {
        type: "linear",
        // Half a step on both sides for the bars, and no more
        offset: false,
        min: first - stepDays / 2,
        max: last + stepDays / 2,
        grid: { offset: false, drawOnChartArea: false, tickLength: 4, color: LOOK.muted },
        border: { color: LOOK.muted },
        afterBuildTicks: (axis) => {
          axis.ticks = ticks.map(({ day }) => ({ value: day }));
        },
        ticks: {
          color: LOOK.muted,
          font,
          padding: 2,
          autoSkip: false,
          maxRotation: 0,
          callback: (day) => labels.get(Number(day)),
        },
      },
      // From bottom to top; the library has no other way to keep panels apart than one that is empty
      added: counts(SHARES.added, 1, lines.length === 1 ? 30 : 5),
      gap: { type: "linear", position: "left", stack: "panels", stackWeight: SHARES.gap, weight: 2, display: false },
      total: counts(SHARES.total, 3, 5),
    },
  };
}

/** Title, days, the panels' captions and the source. */
function writeAround(
  ctx: SKRSContext2D,
  { title, noun, source }: TimeChart,
  { each }: StepLength,
  { scales }: Drawn,
): void {
  const x = LOOK.margin;
  const maxWidth = LOOK.width - 2 * LOOK.margin;
  writeTitle(ctx, title);
  write(ctx, `Total ${noun}`, "caption", LOOK.ink, { x, y: (scales["total"]?.top ?? 0) - 13, maxWidth });
  write(ctx, `New ${noun} ${each}`, "caption", LOOK.ink, { x, y: (scales["added"]?.top ?? 0) - 13, maxWidth });
  write(ctx, source, "small", LOOK.muted, { x, y: LOOK.height - 14, maxWidth });
}

/** The last total of one place; of two, each with its name. */
function endLabel({ name, steps }: Line, hasName: boolean, locale: string): readonly string[] {
  const total = steps.at(-1)?.total ?? 0;
  const full = formatNumber(total, locale);
  const value = full.length > 11 ? shortNumber(total, locale) : full;
  return hasName ? [name, value] : [value];
}

/** Writes each line's label at its end; labels that would touch move apart. */
function writeEnds(
  ctx: SKRSContext2D,
  lines: readonly Line[],
  labels: readonly (readonly string[])[],
  { scales }: Drawn,
): void {
  const lineHeight = 16;
  const ends = lines.map(({ color, steps }, index) => {
    const last = steps.at(-1);
    const x = scales["x"]?.getPixelForValue(last?.day ?? 0) ?? 0;
    const y = scales["total"]?.getPixelForValue(last?.total ?? 0) ?? 0;
    return { color, x, y, labelY: y, label: labels[index] ?? [] };
  });
  const [upper, lower] = ends.toSorted((a, b) => a.y - b.y);
  if (upper !== undefined && lower !== undefined && lower !== upper) {
    const overlap = lineHeight * 2 + 2 - (lower.y - upper.y);
    if (overlap > 0) {
      upper.labelY -= overlap / 2;
      lower.labelY += overlap / 2;
    }
  }
  for (const { color, x, y, labelY, label } of ends) {
    ctx.fillStyle = color;
    ctx.beginPath();
    ctx.arc(x, y, DOT_RADIUS, 0, 2 * Math.PI);
    ctx.fill();
    const top = labelY - (label.length * lineHeight) / 2 + 12;
    for (const [row, text] of label.entries()) {
      const place = { x: x + DOT_RADIUS + 6, y: top + row * lineHeight, maxWidth: MAX_END_WIDTH };
      write(ctx, text, "value", color, place);
    }
  }
}

/** Says how high the highest bar is, and when that was. */
function writePeak(
  ctx: SKRSContext2D,
  { locale }: TimeChart,
  [line]: readonly Line[],
  { last }: StepLength,
  { scales, chartArea }: Drawn,
): void {
  const [most] = (line?.steps ?? []).toSorted((a, b) => (b.added ?? 0) - (a.added ?? 0));
  if (most?.added === undefined || most.added <= 0) return;
  const text = `${formatNumber(most.added, locale)} ${last} ${formatDate(dayOf(most.day))}`;
  const maxWidth = chartArea.right - chartArea.left;
  const half = Math.min(widthOf(ctx, text, "label"), maxWidth) / 2;
  const above = scales["x"]?.getPixelForValue(most.day) ?? 0;
  const x = Math.min(Math.max(above, chartArea.left + half), chartArea.right - half);
  const y = (scales["added"]?.getPixelForValue(most.added) ?? 0) - 5;
  write(ctx, text, "label", LOOK.ink, { x, y, align: "center", maxWidth, hasHalo: true });
}
