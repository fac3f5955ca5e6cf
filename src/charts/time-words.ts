import type { SKRSContext2D } from "@napi-rs/canvas";
import { formatDate, formatNumber, formatShort } from "../core/format.ts";
import type { TimeChart } from "./chart.ts";
import { LOOK } from "./look.ts";
import { dayOf, type StepLength } from "./steps.ts";
import type { Drawn, Line } from "./time-line.ts";
import { widthOf, write } from "./words.ts";

const DOT_RADIUS = 3.5;
/** Half the width of the mark of a correction, and its height. */
const MARK = 4;
/** The sample of a line beside its name. */
const SAMPLE = 16;
/** From the end of the line up to the base line of its words. */
const ABOVE = 8;
/** From the lower panel up to the base line of its caption: half of the words at its highest line lie between. */
const ABOVE_PANEL = 13;
/** Numbers that are longer are written in short. */
const LONGEST_NUMBER = 11;

interface Captions {
  readonly lines: readonly Line[];
  readonly length: StepLength;
  readonly drawn: Drawn;
  /** Base line of the title. */
  readonly top: number;
}

/** Says what either panel shows, and which line is whose. */
export function writeCaptions(ctx: SKRSContext2D, { noun }: TimeChart, { lines, length, drawn, top }: Captions): void {
  const [x, y] = [LOOK.margin, top + 20];
  const maxWidth = LOOK.width - 2 * LOOK.margin;
  if (lines.length === 1) write(ctx, `Total ${noun}`, "caption", LOOK.ink, { x, y, maxWidth });
  else writeNames(ctx, lines, y);

  const added = (drawn.scales["added"]?.top ?? 0) - ABOVE_PANEL;
  const hasMeans = lines.some(({ means }) => means.length > 0);
  const what = `New ${length.each}${hasMeans && lines.length > 1 ? ", 7-day average" : ""}`;
  let next = x + write(ctx, what, "caption", LOOK.ink, { x, y: added, maxWidth });
  if (hasMeans && lines.length === 1) {
    const from = next + 12;
    strokeSample(ctx, from, added - 5, LOOK.average, []);
    next = from + SAMPLE + 5;
    next += write(ctx, "7-day average", "label", LOOK.ink, { x: next, y: added });
  }
  if (lines.some(hasCorrections)) {
    drawMark(ctx, next + 12 + MARK, added - 1, LOOK.low);
    write(ctx, "correction", "label", LOOK.ink, { x: next + 12 + 2 * MARK + 4, y: added });
  }
}

/** Marks the steps in which more was taken off than added, at the foot of the lower panel. */
export function writeCorrections(ctx: SKRSContext2D, lines: readonly Line[], { scales }: Drawn): void {
  for (const { steps, color } of lines) {
    for (const { day, added } of steps) {
      if (added === undefined || added >= 0) continue;
      const x = scales["x"]?.getPixelForValue(day) ?? 0;
      drawMark(ctx, x, scales["added"]?.bottom ?? 0, lines.length === 1 ? LOOK.low : color);
    }
  }
}

/** Writes the last total of one place at the end of its line. */
export function writeEnd(ctx: SKRSContext2D, { color, steps }: Line, { scales, chartArea }: Drawn): void {
  const last = steps.at(-1);
  if (last === undefined) return;
  const x = scales["x"]?.getPixelForValue(last.day) ?? 0;
  const y = scales["total"]?.getPixelForValue(last.total) ?? 0;
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.arc(x, y, DOT_RADIUS, 0, 2 * Math.PI);
  ctx.fill();
  const place = { x: chartArea.right, y: y - ABOVE, align: "right", hasHalo: true } as const;
  write(ctx, shownTotal(last.total), "caption", color, place);
}

/** Says how high the highest bar is, and when that was. */
export function writePeak(
  ctx: SKRSContext2D,
  { steps }: Line,
  { last }: StepLength,
  { scales, chartArea }: Drawn,
): void {
  const [most] = steps.toSorted((a, b) => (b.added ?? 0) - (a.added ?? 0));
  if (most?.added === undefined || most.added <= 0) return;
  const text = `${shownTotal(most.added)} ${last} ${formatDate(dayOf(most.day))}`;
  const maxWidth = chartArea.right - chartArea.left;
  const half = Math.min(widthOf(ctx, text, "label"), maxWidth) / 2;
  const above = scales["x"]?.getPixelForValue(most.day) ?? 0;
  const x = Math.min(Math.max(above, chartArea.left + half), chartArea.right - half);
  const y = (scales["added"]?.getPixelForValue(most.added) ?? 0) - 5;
  write(ctx, text, "label", LOOK.ink, { x, y, align: "center", maxWidth, hasHalo: true });
}

/** The lines' names in their colours, each with its last total: half of the width for each. */
function writeNames(ctx: SKRSContext2D, lines: readonly Line[], y: number): void {
  const half = (LOOK.width - 2 * LOOK.margin) / Math.max(1, lines.length);
  for (const [index, { name, color, dash, steps }] of lines.entries()) {
    const left = LOOK.margin + index * half;
    strokeSample(ctx, left, y - 5, color, dash);
    const total = shownTotal(steps.at(-1)?.total ?? 0);
    const x = left + SAMPLE + 5;
    const room = left + half - 8 - x - widthOf(ctx, ` ${total}`, "caption");
    const width = write(ctx, name, "caption", color, { x, y, maxWidth: room });
    write(ctx, total, "caption", color, { x: x + width + widthOf(ctx, "x", "label") / 2, y });
  }
}

function shownTotal(total: number): string {
  const full = formatNumber(Math.abs(total) < 10 ? Math.round(total * 10) / 10 : Math.round(total));
  return full.length > LONGEST_NUMBER ? formatShort(total) : full;
}

function hasCorrections({ steps }: Line): boolean {
  return steps.some(({ added }) => added !== undefined && added < 0);
}

function strokeSample(ctx: SKRSContext2D, x: number, y: number, color: string, dash: number[]): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = 2.5;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + SAMPLE, y);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** A triangle that points at `x`, `y` from above. */
function drawMark(ctx: SKRSContext2D, x: number, y: number, color: string): void {
  ctx.beginPath();
  ctx.moveTo(x - MARK, y - 2 * MARK);
  ctx.lineTo(x + MARK, y - 2 * MARK);
  ctx.lineTo(x, y);
  ctx.closePath();
  ctx.lineWidth = 2;
  ctx.lineJoin = "round";
  ctx.strokeStyle = LOOK.paper;
  ctx.stroke();
  ctx.fillStyle = color;
  ctx.fill();
}
