import { describe, expect, test } from "vitest";
import { daysMeant, nearestDay } from "../../src/core/dates.ts";

const NOW = new Date("2026-11-22T23:30:00Z");

describe("days", () => {
  test.each([
    ["2020-06-10", "2020-06-10"],
    ["2020-6-1", "2020-06-01"],
    [" 2020-06-10 ", "2020-06-10"],
    ["2020-02-29", "2020-02-29"],
    ["1900-01-01", "1900-01-01"],
    ["2100-12-31", "2100-12-31"],
    ["2020–06–10", "2020-06-10"],
    ["２０２０－０６－１０", "2020-06-10"],
    ["\u200e2020-06-10", "2020-06-10"],
    ["1\u00a0July\u00a02020", "2020-07-01"],
    ["today", "2026-11-22"],
    ["Today", "2026-11-22"],
    ["yesterday", "2026-11-21"],
    ["tomorrow", "2026-11-23"],
    ["3 days ago", "2026-11-19"],
    ["two weeks ago", "2026-11-08"],
    ["a month ago", "2026-10-22"],
    ["a year ago", "2025-11-22"],
    ["last Friday", "2026-11-20"],
    ["1 July 2020", "2020-07-01"],
    ["1st of July 2020", "2020-07-01"],
    ["July 1, 2020", "2020-07-01"],
    ["July 1 2020", "2020-07-01"],
    ["10 June", "2026-06-10"],
    ["01.07.2020", "2020-07-01"],
    ["1.7.20", "2020-07-01"],
    ["16.6.95", "1995-06-16"],
    ["1.7.", "2026-07-01"],
    ["31/7/2020", "2020-07-31"],
    ["7/31/2020", "2020-07-31"],
    ["7/7/2020", "2020-07-07"],
    ["29/2/2020", "2020-02-29"],
    ["2020/07/01", "2020-07-01"],
    ["2020.07.01", "2020-07-01"],
    ["Wednesday 10 June 2020", "2020-06-10"],
  ])("%s", async (typed, day) => {
    expect(await daysMeant(typed, { now: NOW })).toEqual([day]);
  });
});

describe("numbers in the order of whoever writes them", () => {
  const [first, seventh] = ["2020-07-01", "2020-01-07"];
  test.each([
    ["en-US", [seventh]],
    ["en-GB", [first]],
    ["de", [first]],
    ["pt-BR", [first]],
    ["es-419", [first]],
    // They write the year first, or nobody tells
    ["ja", [first, seventh]],
    ["sv-SE", [first, seventh]],
    ["en", [first, seventh]],
    ["not a locale", [first, seventh]],
  ])("%s", async (locale, days) => {
    expect(await daysMeant("1/7/2020", { now: NOW, locale })).toEqual(days);
    expect(await daysMeant("1-7-2020", { now: NOW, locale })).toEqual(days);
    expect(await daysMeant("01/07/20", { now: NOW, locale })).toEqual(days);
    // With dots everybody has the day first
    expect(await daysMeant("1.7.2020", { now: NOW, locale })).toEqual([first]);
  });

  test("without a year it is the nearest one", async () => {
    expect(await daysMeant("12/1", { now: NOW, locale: "en-US" })).toEqual(["2026-12-01"]);
    expect(await daysMeant("12/1", { now: NOW, locale: "en-GB" })).toEqual(["2027-01-12"]);
    expect(await daysMeant("12/1", { now: NOW })).toEqual(["2027-01-12", "2026-12-01"]);
  });
});

describe("words of the person's language", () => {
  test.each([
    ["de", "gestern", "2026-11-21"],
    ["de", "vorgestern", "2026-11-20"],
    ["de", "10. Juni 2020", "2020-06-10"],
    ["de", "vor 3 Tagen", "2026-11-19"],
    ["fr", "hier", "2026-11-21"],
    ["fr", "10 juin 2020", "2020-06-10"],
    ["fr", "il y a 3 jours", "2026-11-19"],
    ["es-ES", "ayer", "2026-11-21"],
    ["es-419", "10 de junio de 2020", "2020-06-10"],
    ["pt-BR", "ontem", "2026-11-21"],
    ["pt-BR", "10 de junho de 2020", "2020-06-10"],
    ["ja", "昨日", "2026-11-21"],
    ["ja", "2020年6月10日", "2020-06-10"],
    ["nl", "gisteren", "2026-11-21"],
    ["it", "ieri", "2026-11-21"],
    ["ru", "вчера", "2026-11-21"],
    ["uk", "вчора", "2026-11-21"],
    ["sv-SE", "igår", "2026-11-21"],
    ["fi", "eilen", "2026-11-21"],
    ["vi", "hôm qua", "2026-11-21"],
    ["zh-CN", "昨天", "2026-11-21"],
    ["zh-TW", "昨天", "2026-11-21"],
    ["id", "kemarin", "2026-11-21"],
    ["ar", "أمس", "2026-11-21"],
    // English is everybody's
    ["de", "yesterday", "2026-11-21"],
    ["ja", "10 June 2020", "2020-06-10"],
    ["tr", "yesterday", "2026-11-21"],
  ])("%s: %s", async (locale, typed, day) => {
    expect(await daysMeant(typed, { now: NOW, locale })).toEqual([day]);
  });

  test("nobody else's", async () => {
    expect(await daysMeant("gestern", { now: NOW, locale: "en-US" })).toEqual([]);
    expect(await daysMeant("hier", { now: NOW, locale: "de" })).toEqual([]);
    // Filipino is not Finnish
    expect(await daysMeant("eilen", { now: NOW, locale: "fil-PH" })).toEqual([]);
  });
});

const NOT_DAYS = [
  "",
  "flurbday",
  "2020-02-30",
  "2021-02-29",
  "2020-13-01",
  "1899-12-31",
  "2101-01-01",
  "0000-00-00",
  "31 June 2020",
  "30.2.2020",
  "31/6/2020",
  "13/13/2020",
  "12",
  "2020",
  "noon",
  "5pm",
  "from 1 July 2020 to 3 July 2020",
  "1 July 2020 or 3 July 2020",
  "beagle 1 July 2020",
  "<!channel>",
  "🐶",
  "1 ".repeat(5_000),
];

describe.each(["en", "de", "fr", "es", "pt", "ja", "ru", "zh"])("not days, in %s", (locale) => {
  test.each(NOT_DAYS)("%.40s", async (typed) => {
    expect(await daysMeant(typed, { now: NOW, locale })).toEqual([]);
  });

  test.each([
    "31. Juni 2020",
    "31 juin 2020",
    "30 de febrero de 2020",
    "31 de junho de 2020",
    "2020年6月31日",
    "31 июня 2020",
  ])("%s is stretched to no other day", async (typed) => {
    expect(await daysMeant(typed, { now: NOW, locale })).toEqual([]);
  });
});

test.each([
  ["2020-02-30", "2020-02-29"],
  ["2021-02-29", "2021-02-28"],
  ["2020-06-31", "2020-06-30"],
  ["2020-13-01", "2020-01-13"],
  ["2020/06/31", "2020-06-30"],
  ["2020.06.31", "2020-06-30"],
  ["2020-06-99", undefined],
  ["2020-06-00", undefined],
  ["flurbday", undefined],
])("the day near %s", (typed, near) => {
  expect(nearestDay(typed)).toBe(near);
});
