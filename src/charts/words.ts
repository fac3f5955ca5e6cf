import type { SKRSContext2D } from "@napi-rs/canvas";
import { covered, FAMILY, isCovered } from "./fonts.ts";
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

/** Writes a line. */
export function write(ctx: SKRSContext2D, text: string, font: FontName, color: string, place: Place): void {
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
}

/** Writes the title: large on one line, or smaller on two. */
export function writeTitle(ctx: SKRSContext2D, title: string): void {
  const place = { x: LOOK.margin, maxWidth: LOOK.width - 2 * LOOK.margin };
  if (widthOf(ctx, title, "title") <= place.maxWidth) {
    write(ctx, title, "title", LOOK.ink, { ...place, y: 33 });
    return;
  }
  const words = covered(title).split(" ");
  const isFull = (count: number) => widthOf(ctx, words.slice(0, count).join(" "), "longTitle") > place.maxWidth;
  let first = words.length;
  while (first > 1 && isFull(first)) first -= 1;
  write(ctx, words.slice(0, first).join(" "), "longTitle", LOOK.ink, { ...place, y: 28 });
  write(ctx, words.slice(first).join(" "), "longTitle", LOOK.ink, { ...place, y: 46 });
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

/** `1.2M`, for an axis. In English where the fonts lack the locale's own words. */
export function shortNumber(value: number, locale: string): string {
  const text = shortFormat(value, locale).format(value);
  return isCovered(text) ? text : shortFormat(value, "en").format(value);
}

/** From here on, a number with a word behind it is too long as well. */
const TOO_LONG = 1e15;

function shortFormat(value: number, locale: string): Intl.NumberFormat {
  const notation = Math.abs(value) < TOO_LONG ? "compact" : "scientific";
  const options = { notation, maximumFractionDigits: 1 } as const;
  try {
    return new Intl.NumberFormat(locale, options);
  } catch {
    return new Intl.NumberFormat("en", options);
  }
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
