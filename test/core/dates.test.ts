import { describe, expect, test } from "vitest";
import { parseDate } from "../../src/core/dates.ts";

const NOW = new Date("2026-11-22T23:30:00Z");

describe("days", () => {
  test.each([
    ["2020-06-10", "2020-06-10"],
    ["2020-6-1", "2020-06-01"],
    [" 2020-06-10 ", "2020-06-10"],
    ["2020-02-29", "2020-02-29"],
    ["1900-01-01", "1900-01-01"],
    ["2100-12-31", "2100-12-31"],
    ["today", "2026-11-22"],
    ["Today", "2026-11-22"],
    ["yesterday", "2026-11-21"],
    ["tomorrow", "2026-11-23"],
    ["3 days ago", "2026-11-19"],
    ["two weeks ago", "2026-11-08"],
    ["a month ago", "2026-10-22"],
    ["1 July 2020", "2020-07-01"],
    ["1st of July 2020", "2020-07-01"],
    ["July 1, 2020", "2020-07-01"],
    ["July 1 2020", "2020-07-01"],
    ["10 June", "2026-06-10"],
    ["1/7/2020", "2020-07-01"],
    ["01.07.2020", "2020-07-01"],
    ["2020/07/01", "2020-07-01"],
    ["Wednesday 10 June 2020", "2020-06-10"],
  ])("%s", async (typed, day) => {
    expect(await parseDate(typed, NOW)).toBe(day);
  });
});

describe("not days", () => {
  test.each([
    "",
    "flurbday",
    "2020-02-30",
    "2021-02-29",
    "2020-13-01",
    "1899-12-31",
    "2101-01-01",
    "0000-00-00",
    "31 June 2020",
    "12",
    "2020",
    "from 1 July 2020 to 3 July 2020",
    "1 July 2020 or 3 July 2020",
    "beagle 1 July 2020",
    "<!channel>",
    "🐶",
    "1 ".repeat(5_000),
  ])("%s", async (typed) => {
    expect(await parseDate(typed, NOW)).toBeUndefined();
  });
});
