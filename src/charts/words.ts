import type { SKRSContext2D } from "@napi-rs/canvas";
import { covered, FAMILY } from "./fonts.ts";
import { FONTS, type FontName, LOOK } from "./look.ts";

/** Where a line of text stands: `x` is its start, middle or end, `y` its base line. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly align?: "left" | "center" | "right";
  /** Longer texts are cut with "…". */
  readonly maxWidth?: number;
  /** Keeps the lines behind the letters away from them. */
  readonly hasHalo?: boolean;
}

/** Base line of the first line of a title, and from one of its lines to the next. */
const TITLE_Y = 25;
const TITLE_LINE = 18;

/** Lines of a title, in the letters that they fit in. */
export interface Title {
  readonly font: FontName;
  readonly lines: readonly string[];
  /** Where what follows may begin. */
  readonly bottom: number;
}

/** Writes a line, and answers how wide it has become. */
export function write(ctx: SKRSContext2D, text: string, font: FontName, color: string, place: Place): number {
  ctx.font = cssFont(font);
  ctx.textAlign = place.align ?? "left";
  ctx.textBaseline = "alphabetic";
  const line = fitted(ctx, covered(text), place.maxWidth);
  if (place.hasHalo === true) {
    ctx.strokeStyle = LOOK.paper;
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeText(line, place.x, place.y);
  }
  ctx.fillStyle = color;
  ctx.fillText(line, place.x, place.y);
  return ctx.measureText(line).width;
}

/** The title as it will stand: large on one line, or smaller on two. */
export function titleOf(ctx: SKRSContext2D, title: string): Title {
  const maxWidth = LOOK.width - 2 * LOOK.margin;
  if (widthOf(ctx, title, "title") <= maxWidth) return { font: "title", lines: [title], bottom: TITLE_Y };
  const words = covered(title).split(" ");
  const isFull = (count: number) => widthOf(ctx, words.slice(0, count).join(" "), "longTitle") > maxWidth;
  let first = words.length;
  while (first > 1 && isFull(first)) first -= 1;
  const lines = [words.slice(0, first), words.slice(first)].map((line) => line.join(" ")).filter(Boolean);
  return { font: "longTitle", lines, bottom: TITLE_Y - 3 + (lines.length - 1) * TITLE_LINE };
}

/** Writes the title. */
export function writeTitle(ctx: SKRSContext2D, { font, lines, bottom }: Title): void {
  for (const [index, line] of lines.toReversed().entries()) {
    const place = { x: LOOK.margin, y: bottom - index * TITLE_LINE, maxWidth: LOOK.width - 2 * LOOK.margin };
    write(ctx, line, font, LOOK.ink, place);
  }
}

/** Width of a line as it will be written, in CSS pixels. */
export function widthOf(ctx: SKRSContext2D, text: string, font: FontName): number {
  ctx.font = cssFont(font);
  return ctx.measureText(covered(text)).width;
}

function cssFont(font: FontName): string {
  const { size, isBold } = FONTS[font];
  return `${isBold ? "bold" : "normal"} ${size}px ${FAMILY}`;
}

function fitted(ctx: SKRSContext2D, text: string, maxWidth: number | undefined): string {
  if (maxWidth === undefined || ctx.measureText(text).width <= maxWidth) return text;
  const characters = [...text];
  let [fits, tooMany] = [0, characters.length];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const width = ctx.measureText(`${characters.slice(0, middle).join("")}…`).width;
    if (width <= maxWidth) fits = middle;
    else tooMany = middle;
  }
  return `${characters.slice(0, fits).join("").trimEnd()}…`;
}
