import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const IN_PAGE = readFileSync(join(import.meta.dirname, "layout-in-page.js"), "utf8");

const LAST_TURN = `[...document.querySelectorAll(".turn")].at(-1)`;

/** How far a part may move, and how much larger or smaller it may become, before it counts as another layout: in CSS pixels, or as a share. */
const NEAR_PX = 40;
const NEAR_SHARE = 0.3;

/** Lines of one text may touch that much. */
const TOUCH_PX = 4;

/** Letters of a part's words that are kept. */
const KEPT_WORDS = 48;

/** What one sees of a reply on one platform: its parts in the order in which they are read, and what looks wrong. */
export interface SeenSide {
  readonly platform: string;
  readonly parts: readonly SeenPart[];
  readonly flaws: readonly string[];
}

interface SeenPart {
  readonly kind: string;
  readonly words: string;
  /** From the left edge of the side. */
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** Both sides of the last reply, as soon as its pictures are there. */
export async function lookAtLast(page: Page): Promise<readonly SeenSide[]> {
  await page.evaluate(IN_PAGE);
  const isSettled = () => page.evaluate(`layoutInPage.isSettled(${LAST_TURN})`);
  // A picture that does not come is among the flaws, which say more
  await expect
    .poll(isSettled, { timeout: 8_000 })
    .toBe(true)
    .catch(() => {});
  return page.evaluate(`layoutInPage.layoutOf(${LAST_TURN})`);
}

/** A layout in lines: kind, where it stands, how far from the left, width × height, words unless they come by lot. */
export function describeLayout(sides: readonly SeenSide[], hasWords = true): string {
  const lines = (parts: readonly SeenPart[]) =>
    parts.map((part, index) => `  ${placed(part, parts[index - 1])}  ${hasWords ? wordsOf(part) : ""}`.trimEnd());
  return sides.map(({ platform, parts }) => [platform, ...lines(parts)].join("\n")).join("\n\n");
}

/** Figures may differ from run to run. */
function wordsOf({ words }: SeenPart): string {
  return words.replace(/\d[\d,.]*/g, "#").slice(0, KEPT_WORDS);
}

function placed(part: SeenPart, before: SeenPart | undefined): string {
  // Whether one more button fits into the row is a matter of fonts
  const isNextButton = part.kind === "button" && before?.kind === "button";
  const place = isNextButton ? "next" : placeAfter(before, part);
  const left = isNextButton ? "" : String(Math.round(part.left));
  const size = `${Math.round(part.width)}×${Math.round(part.height)}`;
  return `${part.kind.padEnd(8)} ${place.padEnd(6)} ${left.padStart(4)} ${size.padStart(8)}`;
}

function placeAfter(before: SeenPart | undefined, part: SeenPart): string {
  if (before === undefined) return "first";
  const shared = Math.min(before.bottom, part.bottom) - Math.max(before.top, part.top);
  const isInNextColumn = part.left >= before.left + before.width && part.top < before.bottom;
  if (shared > TOUCH_PX || isInNextColumn) return "beside";
  return part.top > before.top ? "below" : "above";
}

/** The layout with the figures of the kept one wherever they are near enough, so that only what changed differs. */
export function withKeptFigures(layout: string, kept: string, share: number = NEAR_SHARE): string {
  const keptLines = kept.split("\n");
  return layout
    .split("\n")
    .map((line, index) => (isNear(line, keptLines[index], share) ? keptLines[index] : line))
    .join("\n");
}

function isNear(line: string, kept: string | undefined, share: number): boolean {
  const [a, b] = [figuresOf(line), figuresOf(kept ?? "")];
  return (
    a.rest === b.rest &&
    a.figures.every((figure, index) => {
      const other = b.figures[index] ?? 0;
      return Math.abs(figure - other) <= Math.max(NEAR_PX, other * share);
    })
  );
}

function figuresOf(line: string): { readonly rest: string; readonly figures: readonly number[] } {
  const [, head = line, left = "", width, height, words = ""] =
    /^( {2}\w+ +\w+) +(\d*) +(\d+)×(\d+)(.*)$/.exec(line) ?? [];
  return { rest: `${head}${left === "" ? "" : " at"}${words}`, figures: [left, width, height].map(Number) };
}
