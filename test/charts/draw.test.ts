import { afterAll, describe, expect, test } from "vitest";
import type { Chart } from "../../src/charts/chart.ts";
import { ChartDrawer } from "../../src/charts/chart-drawer.ts";
import { LOOK } from "../../src/charts/look.ts";
import { type Pixels, pixelsOf } from "../support/pixels.ts";
import { rising, timeChart } from "./samples.ts";

const drawer = new ChartDrawer();
afterAll(() => drawer.close());

const [FIRST, SECOND] = LOOK.series;

/** The lower panel's bars and the upper one's line, in pixels of the picture; the axis on the left and the labels are outside. */
const LEFT = 130;
const TOTALS = { left: LEFT, right: 740, top: 150, bottom: 360 };
const ADDED = { left: LEFT, right: 740, top: 430, bottom: 560 };

async function drawn(chart: Chart): Promise<Pixels> {
  return pixelsOf(await drawer.draw(chart));
}

describe("over time", () => {
  test("twice the size of a chat's card, and opaque, for dark themes", async () => {
    const picture = await drawn(timeChart(rising(30)));
    expect([picture.width, picture.height, picture.isOpaque]).toEqual([960, 720, true]);
  });

  test("nothing is drawn into the margins", async () => {
    const { width, height, count } = await drawn(timeChart(rising(80, 123_456)));
    const isPaper = (part: { left: number; top: number; right: number; bottom: number }) =>
      count(LOOK.paper, part) === (part.right - part.left) * (part.bottom - part.top);
    expect(isPaper({ left: 0, top: 0, right: width, bottom: 24 })).toBe(true);
    expect(isPaper({ left: 0, top: height - 16, right: width, bottom: height })).toBe(true);
    expect(isPaper({ left: 0, top: 0, right: 20, bottom: height })).toBe(true);
    expect(isPaper({ left: width - 20, top: 0, right: width, bottom: height })).toBe(true);
  });

  test("the line rises from the left end to the right one", async () => {
    const { extent } = await drawn(timeChart(rising(40)));
    const start = extent(FIRST, { ...TOTALS, right: LEFT + 40 });
    const end = extent(FIRST, { ...TOTALS, left: 790, right: 840 });
    expect(start?.top).toBeGreaterThan(310);
    // 400 of the 600 that the axis ends with
    expect(end?.top).toBeLessThan(240);
  });

  test("bars stand where the cases were, as high as they were many", async () => {
    const totals = [0, 0, 0, 0, 50, 50, 50, 50, 50, 150, 150, 150];
    const { extent } = await drawn(timeChart(totals));
    const bars = [extent(FIRST, { ...ADDED, right: 440 }), extent(FIRST, { ...ADDED, left: 440 })];
    const [low, high] = bars.map((bar) => (bar === undefined ? 0 : bar.bottom - bar.top));
    expect(low).toBeGreaterThan(10);
    expect((high ?? 0) / (low ?? 1)).toBeCloseTo(2, 0);
    // The fifth and the tenth of twelve days
    const middles = bars.map((bar) => ((bar?.left ?? 0) + (bar?.right ?? 0)) / 2);
    const dayWidth = ((middles[1] ?? 0) - (middles[0] ?? 0)) / 5;
    expect(dayWidth).toBeGreaterThan(45);
    expect(dayWidth).toBeLessThan(70);
  });

  test("two places: two colours, the second with gaps in its line", async () => {
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
  });

  test("words are written: title, captions, and the last total in the line's colour", async () => {
    const { count } = await drawn(timeChart(rising(30)));
    expect(count(LOOK.ink, { top: 30, bottom: 80 })).toBeGreaterThan(1_000);
    expect(count(LOOK.muted, { top: 660, bottom: 700 })).toBeGreaterThan(300);
    expect(count(FIRST, { left: 850, top: 140, bottom: 240 })).toBeGreaterThan(50);
  });
});

describe("what is left", () => {
  const row = (share: number) => ({ name: "GIPHY", share, words: `${share * 100} of 100` });

  test("bars as long as the shares, the low ones in another colour", async () => {
    const picture = await drawn({ type: "share", title: "Calls left", rows: [row(1), row(0.5), row(0.05), row(0)] });
    const widthIn = (index: number, color: string) => {
      const part = picture.extent(color, { left: 430, right: 700, top: 104 + index * 50, bottom: 154 + index * 50 });
      return part === undefined ? 0 : part.right - part.left;
    };
    const whole = widthIn(0, FIRST);
    expect(whole).toBeGreaterThan(200);
    expect(widthIn(1, FIRST) / whole).toBeCloseTo(0.5, 1);
    expect(widthIn(2, SECOND) / whole).toBeCloseTo(0.05, 1);
    expect([widthIn(2, FIRST), widthIn(3, FIRST), widthIn(3, SECOND)]).toEqual([0, 0, 0]);
  });

  test("many rows make a taller picture", async () => {
    const few = await drawn({ type: "share", title: "Calls left", rows: [row(1)] });
    const many = await drawn({ type: "share", title: "Calls left", rows: Array.from({ length: 40 }, () => row(0.3)) });
    expect(many.height).toBeGreaterThan(few.height * 10);
    expect(many.count(FIRST, { top: many.height - 60 })).toBeGreaterThan(100);
  });
});

const LONG = "the Democratic Republic of the Congo and Bosnia and Herzegovina ".repeat(20);

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
  ["endless words", timeChart(rising(9), { title: LONG, name: LONG, source: LONG, noun: LONG })],
  ["no words", timeChart(rising(9), { title: "", name: "", source: "", noun: "" })],
  ["other scripts", timeChart(rising(9), { title: "🦠 ألمانيا Γερμανία Германия 德国 ドイツ 독일", locale: "ar-EG" })],
  ["a locale that is none", timeChart(rising(9), { locale: "no such locale" })],
  ["no quotas", { type: "share", title: "Calls left", rows: [] }],
  ["a share beyond all", { type: "share", title: "", rows: [{ name: LONG, share: 7, words: LONG }] }],
  ["a share that is none", { type: "share", title: "", rows: [{ name: "", share: Number.NaN, words: "" }] }],
])("%s is drawn all the same", async (_, chart) => {
  const picture = await drawn(chart);
  expect([picture.width, picture.isOpaque]).toEqual([960, true]);
});
