import { afterAll, describe, expect, test } from "vitest";
import type { Chart } from "../../src/charts/chart.ts";
import { ChartDrawer } from "../../src/charts/chart-drawer.ts";
import { FONTS, LOOK } from "../../src/charts/look.ts";
import { type Pixels, pixelsOf } from "../support/pixels.ts";
import { rising, timeChart } from "./samples.ts";

const drawer = new ChartDrawer();
afterAll(() => drawer.close());

const [FIRST, SECOND] = LOOK.series;

/** The lower panel's bars and the upper one's line, in pixels of the picture; the axis and the words at the days are outside. */
const TOTALS = { left: 162, right: 1_040, top: 175, bottom: 438 };
const ADDED = { left: 162, right: 1_040, top: 550, bottom: 752 };

/** Below the words at the highest bar. */
const BELOW_WORDS = { ...ADDED, top: 640 };

async function drawn(chart: Chart): Promise<Pixels> {
  return pixelsOf(await drawer.draw(chart));
}

/** Totals of which each day added so many. */
function adding(days: readonly number[], before = 0): readonly number[] {
  let total = before;
  return [0, ...days].map((added) => (total += added));
}

test("no letter is smaller than 14 pixels where a telephone of 390 shows the picture 360 wide", () => {
  for (const { size } of Object.values(FONTS)) expect((size / LOOK.width) * 360).toBeGreaterThanOrEqual(14);
});

describe("over time", () => {
  test("as sharp as a telephone, no higher than Discord shows whole, and opaque, for dark themes", async () => {
    const picture = await drawn(timeChart(rising(30)));
    expect([picture.width, picture.height, picture.isOpaque]).toEqual([1_080, 900, true]);
  });

  test("nothing is drawn into the margins", async () => {
    const { width, height, count } = await drawn(timeChart(rising(80, 123_456)));
    const isPaper = (part: { left: number; top: number; right: number; bottom: number }) =>
      count(LOOK.paper, part) === (part.right - part.left) * (part.bottom - part.top);
    expect(isPaper({ left: 0, top: 0, right: width, bottom: 24 })).toBe(true);
    expect(isPaper({ left: 0, top: height - 12, right: width, bottom: height })).toBe(true);
    expect(isPaper({ left: 0, top: 0, right: 18, bottom: height })).toBe(true);
    expect(isPaper({ left: width - 18, top: 0, right: width, bottom: height })).toBe(true);
  });

  test("the year below the days is as large as its letters are said to be", async () => {
    const { extent } = await drawn(timeChart(rising(30)));
    const year = extent(LOOK.muted, { top: 828, bottom: 888 });
    // Figures of 14 pixels are 10 high, at three pixels of the picture for each
    expect((year?.bottom ?? 0) - (year?.top ?? 0)).toBeGreaterThanOrEqual(28);
  });

  test("the line rises from the left end to the right one", async () => {
    const { extent } = await drawn(timeChart(rising(40)));
    const start = extent(FIRST, { ...TOTALS, right: TOTALS.left + 40 });
    const end = extent(FIRST, { ...TOTALS, left: 1_000 });
    expect(start?.top).toBeGreaterThan(400);
    // 400 of the 600 that the axis ends with, and the words above
    expect(end?.top).toBeLessThan(260);
  });

  test("bars stand where the cases were, as high as they were many", async () => {
    const { extent } = await drawn(timeChart([0, 0, 0, 0, 50, 50, 50, 50, 50, 150, 150, 150]));
    // The edges of a dark bar are as light as the others
    const bars = [extent(LOOK.bar, { ...ADDED, right: 560 }), extent(FIRST, ADDED)];
    const [low, high] = bars.map((bar) => (bar === undefined ? 0 : bar.bottom - bar.top));
    expect(low).toBeGreaterThan(30);
    expect((high ?? 0) / (low ?? 1)).toBeCloseTo(2, 0);
    // The fifth and the tenth of twelve days
    const middles = bars.map((bar) => ((bar?.left ?? 0) + (bar?.right ?? 0)) / 2);
    const dayWidth = ((middles[1] ?? 0) - (middles[0] ?? 0)) / 5;
    expect(dayWidth).toBeGreaterThan(65);
    expect(dayWidth).toBeLessThan(85);
  });

  test("the highest bar alone has the colour of the line", async () => {
    const days = [10, 20, 30, 80, 30, 20, 10, 5, 80, 10];
    const { extent } = await drawn(timeChart(adding(days)));
    const peak = extent(FIRST, ADDED);
    const others = extent(LOOK.bar, ADDED);
    expect((peak?.right ?? 0) - (peak?.left ?? 0)).toBeLessThan(90);
    expect(peak?.left).toBeGreaterThan(ADDED.left + 250);
    expect((others?.right ?? 0) - (others?.left ?? 0)).toBeGreaterThan(700);
  });

  test("the average of seven days lies over the bars, from the seventh on", async () => {
    const { extent } = await drawn(timeChart(adding(Array.from({ length: 28 }, (_, day) => (day % 2) * 140))));
    const line = extent(LOOK.average, BELOW_WORDS);
    const dayWidth = (ADDED.right - ADDED.left) / 29;
    expect(line?.left).toBeGreaterThan(ADDED.left + 6 * dayWidth);
    expect(line?.left).toBeLessThan(ADDED.left + 9 * dayWidth);
    expect(line?.right).toBeGreaterThan(ADDED.right - 2 * dayWidth);
    // 60 or 80 of 140: half as high as the bars, whose every other one is none
    expect((line?.bottom ?? 0) - (line?.top ?? 0)).toBeLessThan(60);
  });

  test("bars of a week need no average", async () => {
    const { count } = await drawn(timeChart(rising(30), { stepDays: 7 }));
    expect(count(LOOK.average, BELOW_WORDS)).toBe(0);
  });

  test("one correction makes no bar smaller, and is marked where it was", async () => {
    const days = Array.from({ length: 30 }, (_, day) => 80 + ((day * 7) % 30));
    const plain = await drawn(timeChart(adding(days, 1_000_000)));
    const corrected = await drawn(timeChart(adding(days.with(20, -900_000), 1_000_000)));
    const barsOf = ({ extent }: Pixels) => extent(LOOK.bar, { ...ADDED, left: 250 });
    expect(Math.abs((barsOf(corrected)?.top ?? 0) - (barsOf(plain)?.top ?? 0))).toBeLessThan(8);
    expect(plain.count(LOOK.low, ADDED)).toBe(0);
    const mark = corrected.extent(LOOK.low, ADDED);
    expect(((mark?.left ?? 0) + (mark?.right ?? 0)) / 2).toBeCloseTo(ADDED.left + (21.5 / 31) * 888, -2);
    // What the sign means stands above the bars
    expect(corrected.count(LOOK.low, { top: 470, bottom: 530 })).toBeGreaterThan(50);
  });

  test("two places: two colours, the second with gaps in its line, each named in its colour", async () => {
    const chart = timeChart(rising(60));
    const { count } = await drawn({
      ...chart,
      series: [...chart.series, { name: "Italy", from: "2020-03-01", stepDays: 1, totals: rising(60, 20) }],
    });
    for (const panel of [TOTALS, ADDED]) {
      expect(count(FIRST, panel)).toBeGreaterThan(300);
      expect(count(SECOND, panel)).toBeGreaterThan(300);
    }
    expect(count(SECOND, TOTALS)).toBeLessThan(count(FIRST, TOTALS) * 0.85);
    const names = { top: 95, bottom: 140 };
    expect(count(FIRST, { ...names, right: 540 })).toBeGreaterThan(500);
    expect(count(SECOND, { ...names, left: 540 })).toBeGreaterThan(500);
  });

  test("two places of which one was corrected: the line stops at nothing", async () => {
    const days = Array.from({ length: 30 }, (_, day) => 80 + (day % 7));
    const [one, other] = [adding(days, 1_000_000), adding(days.with(20, -900_000), 1_000_000)];
    const compared = (totals: readonly number[]) => ({
      ...timeChart(one),
      series: [...timeChart(one).series, ...timeChart(totals).series],
    });
    const [plain, corrected] = [await drawn(compared(one)), await drawn(compared(other))];
    const right = { ...ADDED, left: 500 };
    expect(Math.abs((corrected.extent(FIRST, right)?.top ?? 0) - (plain.extent(FIRST, right)?.top ?? 0))).toBeLessThan(
      8,
    );
    expect(corrected.count(SECOND, { ...right, top: ADDED.bottom - 20 })).toBeGreaterThan(50);
    expect(plain.count(SECOND, { ...right, top: ADDED.bottom - 20 })).toBe(0);
  });

  test("words are written: title, captions, and the last total in the line's colour", async () => {
    const { count } = await drawn(timeChart(rising(30)));
    expect(count(LOOK.ink, { top: 30, bottom: 85 })).toBeGreaterThan(1_000);
    expect(count(LOOK.ink, { top: 95, bottom: 145 })).toBeGreaterThan(500);
    expect(count(LOOK.ink, { top: 475, bottom: 525 })).toBeGreaterThan(500);
    expect(count(FIRST, { left: 950, top: 150, bottom: 230 })).toBeGreaterThan(200);
  });
});

describe("what is left", () => {
  const row = (share: number) => ({ name: "GIPHY", share, words: `${share * 100} of 100` });

  test("bars as long as the shares, the low ones in another colour", async () => {
    const picture = await drawn({ type: "share", title: "Calls left", rows: [row(1), row(0.5), row(0.05), row(0)] });
    const widthIn = (index: number, color: string) => {
      const top = 132 + index * 132;
      const part = picture.extent(color, { left: 30, right: 1_050, top: top + 48, bottom: top + 90 });
      return part === undefined ? 0 : part.right - part.left;
    };
    const whole = widthIn(0, FIRST);
    expect(whole).toBeGreaterThan(950);
    expect(widthIn(1, FIRST) / whole).toBeCloseTo(0.5, 1);
    expect(widthIn(2, SECOND) / whole).toBeCloseTo(0.05, 1);
    expect([widthIn(2, FIRST), widthIn(3, FIRST), widthIn(3, SECOND)]).toEqual([0, 0, 0]);
  });

  test("many rows make a taller picture", async () => {
    const few = await drawn({ type: "share", title: "Calls left", rows: [row(1)] });
    const many = await drawn({ type: "share", title: "Calls left", rows: Array.from({ length: 40 }, () => row(0.3)) });
    expect(many.height).toBeGreaterThan(few.height * 10);
    expect(many.count(FIRST, { top: many.height - 90 })).toBeGreaterThan(100);
  });
});

const LONG = "the Democratic Republic of the Congo and Bosnia and Herzegovina ".repeat(20);
const [LONG_SERIES] = timeChart(rising(9), { name: LONG }).series;

test.each<[string, Chart]>([
  ["one day", timeChart([5])],
  ["all zero", timeChart(rising(30, 0))],
  ["corrections below zero", timeChart([500, 100, 50, 0, -40, 20])],
  ["1,200 days", timeChart(rising(1_200))],
  ["a century of days", timeChart(rising(36_500))],
  ["350 weeks", timeChart(rising(350), { stepDays: 7 })],
  ["numbers of 20 digits", timeChart([1, 1e19, 9.9e19])],
  ["numbers that are none", timeChart([1, Number.NaN, Number.POSITIVE_INFINITY, -1])],
  ["nothing at all", timeChart([])],
  ["no place", { ...timeChart([1]), series: [] }],
  ["a day that is none", timeChart([1, 2, 3], { from: "flurbday" })],
  ["endless words", timeChart(rising(9), { title: LONG, name: LONG, noun: LONG })],
  ["endless names beside each other", { ...timeChart([1, 2], { name: LONG }), series: Array(2).fill(LONG_SERIES) }],
  ["no words", timeChart(rising(9), { title: "", name: "", noun: "" })],
  ["other scripts", timeChart(rising(9), { title: "🦠 ألمانيا Γερμανία Германия 德国 ドイツ 독일" })],
  ["no quotas", { type: "share", title: "Calls left", rows: [] }],
  ["a share beyond all", { type: "share", title: "", rows: [{ name: LONG, share: 7, words: LONG }] }],
  ["a share that is none", { type: "share", title: "", rows: [{ name: "", share: Number.NaN, words: "" }] }],
])("%s is drawn all the same", async (_, chart) => {
  const picture = await drawn(chart);
  expect([picture.width, picture.isOpaque]).toEqual([1_080, true]);
});
