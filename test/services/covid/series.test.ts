import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dailySeries,
  dayNumber,
  dayOf,
  lastDay,
  partOf,
  type Series,
  spanOf,
  whileCounted,
} from "../../../src/services/covid/series.ts";

const daily: Series = { from: "2020-03-01", stepDays: 1, totals: [0, 2, 5, 5, 9] };
const weekly: Series = { from: "2020-03-01", stepDays: 7, totals: [10, 20, 50] };

test("totals by day, with a hole and out of order", () => {
  const totals = new Map([
    [dayNumber("2020-03-03"), 5],
    [dayNumber("2020-02-28"), 1],
    [dayNumber("2020-03-01"), 2],
  ]);
  expect(dailySeries(totals)).toEqual({ from: "2020-02-28", stepDays: 1, totals: [1, 1, 2, 2, 5] });
  expect(dailySeries(new Map())).toBeUndefined();
});

test("the last day", () => {
  expect(lastDay(daily)).toBe("2020-03-05");
  expect(lastDay(weekly)).toBe("2020-03-15");
});

test("a count that was given up", () => {
  expect(whileCounted({ ...daily, totals: [0, 3, 4, 0, 0] })?.totals).toEqual([0, 3, 4]);
  expect(whileCounted({ ...daily, totals: [0, 0] })).toBeUndefined();
});

test("without days: from the first case to the end", () => {
  expect(spanOf(daily, undefined, undefined)).toEqual({
    from: "2020-03-02",
    to: "2020-03-05",
    first: 2,
    last: 9,
    added: 7,
    corrected: 0,
    most: { day: "2020-03-05", added: 4 },
    days: 3,
    stepDays: 1,
  });
});

test("between two days", () => {
  expect(spanOf(daily, "2020-03-02", "2020-03-04")).toMatchObject({
    from: "2020-03-02",
    to: "2020-03-04",
    first: 2,
    last: 5,
    added: 3,
    most: { day: "2020-03-03", added: 3 },
  });
});

test("a range wider than the series is cut to it", () => {
  expect(spanOf(daily, "2019-01-01", "2024-01-01")).toMatchObject({ from: "2020-03-01", to: "2020-03-05", first: 0 });
});

test.each([
  ["2020-03-06", undefined],
  ["2021-01-01", "2021-02-01"],
  [undefined, "2020-02-29"],
])("nothing from %s to %s", (from, to) => {
  expect(spanOf(daily, from, to)).toBeUndefined();
});

test("a single day", () => {
  expect(spanOf(daily, "2020-03-03", "2020-03-03")).toMatchObject({ days: 0, first: 5, last: 5 });
  // Before the first case, too
  expect(spanOf(daily, undefined, "2020-03-01")).toMatchObject({ from: "2020-03-01", last: 0 });
});

test("no case at all", () => {
  expect(spanOf({ ...daily, totals: [0, 0, 0] }, undefined, undefined)).toMatchObject({ first: 0, last: 0, days: 2 });
});

test("days between two weeks stand for the week before", () => {
  expect(spanOf(weekly, "2020-03-10", "2020-03-18")).toMatchObject({ from: "2020-03-08", to: "2020-03-15", last: 50 });
});

test("corrections are told apart from what was added", () => {
  const corrected: Series = { ...daily, totals: [0, 100, 60, 70, 10] };
  expect(spanOf(corrected, "2020-03-01", "2020-03-04")).toMatchObject({
    first: 0,
    last: 70,
    added: 110,
    corrected: 40,
  });
  expect(spanOf(corrected, "2020-03-02", "2020-03-05")).toMatchObject({
    first: 100,
    last: 10,
    added: 10,
    corrected: 100,
  });
});

describe("for any series and any days", () => {
  /** Any totals, corrections among them, and three days in order, within them or not. */
  const cases = fc.record({
    series: fc.record({
      from: fc.integer({ min: 18_000, max: 18_400 }).map(dayOf),
      stepDays: fc.constantFrom(1 as const, 7 as const),
      totals: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 60 }),
    }),
    days: fc
      .tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 17_990, max: 18_900 })))
      .map((days) => days.toSorted((a, b) => a - b).map(dayOf)),
  });

  const eachSpan = (check: (span: NonNullable<ReturnType<typeof spanOf>>, series: Series) => void) =>
    fc.assert(
      fc.property(cases, ({ series, days: [from, to] }) => {
        for (const range of [[from, to], [undefined, to], [from, undefined], []] as const) {
          const span = spanOf(series, range[0], range[1]);
          if (span !== undefined) check(span, series);
        }
      }),
    );

  test("the parts add up to the whole, and no step is larger than what was added", () =>
    eachSpan((span) => {
      expect(span.first + span.added - span.corrected).toBe(span.last);
      expect(span.most?.added ?? 0).toBeLessThanOrEqual(span.added);
    }));

  test("the steps that the chart shows add up to the same", () =>
    eachSpan((span, series) => {
      const { totals } = partOf(series, span);
      const steps = totals.slice(1).map((total, index) => total - (totals[index] ?? 0));
      expect(steps.reduce((sum, step) => sum + step, 0)).toBe(span.added - span.corrected);
      expect(Math.max(0, ...steps)).toBe(span.most?.added ?? 0);
    }));

  test("two spans side by side add up to the one over both", () =>
    fc.assert(
      fc.property(cases, ({ series, days: [from, middle, to] }) => {
        const [whole, left, right] = [
          spanOf(series, from, to),
          spanOf(series, from, middle),
          spanOf(series, middle, to),
        ];
        if (whole === undefined || left === undefined || right === undefined) return;
        expect(left.added + right.added).toBe(whole.added);
        expect(left.corrected + right.corrected).toBe(whole.corrected);
        expect(left.days + right.days).toBe(whole.days);
      }),
    ));
});
