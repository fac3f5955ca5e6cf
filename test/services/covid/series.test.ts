import { expect, test } from "vitest";
import {
  dailySeries,
  dayNumber,
  lastDay,
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
    most: { day: "2020-03-05", added: 4 },
    days: 3,
    stepDays: 1,
  });
});

test("between two days", () => {
  expect(spanOf(daily, "2020-03-03", "2020-03-04")).toMatchObject({
    from: "2020-03-03",
    to: "2020-03-04",
    first: 5,
    last: 5,
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
