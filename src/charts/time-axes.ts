import type { ChartOptions } from "chart.js";
import { formatShort } from "../core/format.ts";
import { dayTicks } from "./day-axis.ts";
import { FAMILY } from "./fonts.ts";
import { FONTS, LOOK } from "./look.ts";
import type { Line } from "./time-line.ts";

/** From the title to the panels: the captions of the upper one. */
const CAPTION = 32;
/** Below the words at the days. */
const BOTTOM = 6;
const AXIS_WIDTH = 46;
/** Heights of the two panels and of what is between them, as shares. */
const SHARES = { total: 92, gap: 36, added: 74 } as const;

/** Two panels over the same days, `top` pixels below the upper edge. */
export function timeOptions(lines: readonly Line[], top: number): ChartOptions<"bar" | "line"> {
  const days = lines.flatMap(({ steps }) => steps.map(({ day }) => day));
  const [first, last] = days.length === 0 ? [0, 0] : [Math.min(...days), Math.max(...days)];
  const stepDays = (last - first) / Math.max(1, ...lines.map(({ steps }) => steps.length - 1)) || 1;
  const isAlone = lines.length === 1;
  const isWhole = lines.every(({ steps }) => steps.every(({ total }) => Number.isInteger(total)));
  return {
    responsive: false,
    animation: false,
    events: [],
    devicePixelRatio: LOOK.scale,
    layout: { padding: { top: top + CAPTION, bottom: BOTTOM, left: LOOK.margin - 6, right: LOOK.margin } },
    scales: {
      x: daysScale(first, last, stepDays),
      // From bottom to top; the library has no other way to keep panels apart than one that is empty
      added: countScale({ stackWeight: SHARES.added, weight: 1, headroom: isAlone ? 35 : 5, maxTicks: 3, isWhole }),
      gap: { type: "linear", position: "left", stack: "panels", stackWeight: SHARES.gap, weight: 2, display: false },
      total: countScale({ stackWeight: SHARES.total, weight: 3, headroom: isAlone ? 22 : 5, maxTicks: 4, isWhole }),
    },
  };
}

interface CountScale {
  readonly stackWeight: number;
  readonly weight: number;
  /** Room for the words above, in hundredths of what is shown. */
  readonly headroom: number;
  readonly maxTicks: number;
  /** Whether there is nothing between 1 and 2. */
  readonly isWhole: boolean;
}

function countScale({ stackWeight, weight, headroom, maxTicks, isWhole }: CountScale) {
  return {
    position: "left" as const,
    stack: "panels",
    stackWeight,
    weight,
    beginAtZero: true,
    grace: `${headroom}%` as const,
    border: { display: false },
    grid: { color: LOOK.grid, tickLength: 0, lineWidth: 1 },
    ticks: {
      color: LOOK.muted,
      font: { family: FAMILY, size: FONTS.label.size },
      padding: 6,
      maxTicksLimit: maxTicks,
      ...(isWhole ? { precision: 0 } : {}),
      callback: (value: number | string) => formatShort(Number(value)),
    },
    afterFit: (axis: { width: number }) => {
      axis.width = AXIS_WIDTH;
    },
  };
}

function daysScale(first: number, last: number, stepDays: number) {
  const ticks = dayTicks(first, last);
  const labels = new Map(ticks.map(({ day, label }) => [day, label]));
  return {
    type: "linear" as const,
    // Half a step on both sides for the bars, and no more
    offset: false,
    min: first - stepDays / 2,
    max: last + stepDays / 2,
    grid: { offset: false, drawOnChartArea: false, tickLength: 4, color: LOOK.muted },
    border: { color: LOOK.muted },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = ticks.map(({ day }) => ({ value: day }));
    },
    ticks: {
      color: LOOK.muted,
      font: { family: FAMILY, size: FONTS.label.size },
      padding: 2,
      autoSkip: false,
      maxRotation: 0,
      callback: (day: number | string) => labels.get(Number(day)),
    },
  };
}
