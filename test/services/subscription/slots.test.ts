import { describe, expect, test } from "vitest";
import { nextSlot } from "../../../src/services/subscription/slots.ts";
import { parseTimes } from "../../../src/services/subscription/times.ts";

/** The next ones after a moment, in UTC. */
async function slots(line: string, zone: string, after: string, count: number): Promise<readonly string[]> {
  const found: string[] = [];
  let at = Date.parse(after);
  for (let n = 0; n < count; n += 1) {
    at = await nextSlot(parseTimes(line), zone, at);
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

describe("the days on which clocks are set, in three zones", () => {
  // https://www.timeanddate.com/time/change: Berlin 29 March and 25 October, New York 8 March and 1 November, Lord Howe 5 April and 4 October 2026
  test.each([
    ["08:00", "Europe/Berlin", "2026-03-27T08:00Z", ["2026-03-28T07:00", "2026-03-29T06:00", "2026-03-30T06:00"]],
    ["08:00", "Europe/Berlin", "2026-10-23T08:00Z", ["2026-10-24T06:00", "2026-10-25T07:00", "2026-10-26T07:00"]],
    ["08:00", "America/New_York", "2026-03-06T20:00Z", ["2026-03-07T13:00", "2026-03-08T12:00", "2026-03-09T12:00"]],
    ["08:00", "America/New_York", "2026-10-30T20:00Z", ["2026-10-31T12:00", "2026-11-01T13:00", "2026-11-02T13:00"]],
    ["08:00", "Australia/Lord_Howe", "2026-10-02T12:00Z", ["2026-10-02T21:30", "2026-10-03T21:00", "2026-10-04T21:00"]],
    ["08:00", "Australia/Lord_Howe", "2026-04-03T12:00Z", ["2026-04-03T21:00", "2026-04-04T21:30", "2026-04-05T21:30"]],
  ])("every day %s in %s after %s", async (line, zone, after, expected) => {
    expect(await slots(line, zone, after, 3)).toEqual(expected);
  });

  test.each([
    // 02:30 does not exist: it comes when the clocks have been set, at 03:00
    ["02:30", "Europe/Berlin", "2026-03-27T12:00Z", ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]],
    ["sundays 02:30", "Europe/Berlin", "2026-03-22T12:00Z", ["2026-03-29T01:00", "2026-04-05T00:30"]],
    ["02:30", "America/New_York", "2026-03-07T12:00Z", ["2026-03-08T07:00", "2026-03-09T06:30"]],
    ["02:15", "Australia/Lord_Howe", "2026-10-02T20:00Z", ["2026-10-03T15:30", "2026-10-04T15:15"]],
    // 02:30 exists twice: it comes once
    ["02:30", "Europe/Berlin", "2026-10-24T12:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]],
    ["01:30", "America/New_York", "2026-10-31T12:00Z", ["2026-11-01T05:30", "2026-11-02T06:30"]],
    ["01:45", "Australia/Lord_Howe", "2026-04-04T04:00Z", ["2026-04-04T14:45", "2026-04-05T15:15"]],
  ])("every day %s in %s after %s, when there is no such time or two of them", async (line, zone, after, expected) => {
    expect(await slots(line, zone, after, expected.length)).toEqual(expected);
  });

  test("each day of a year has one, whatever the zone and the hour", async () => {
    for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]) {
      const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
      for (const line of ["00:00", "00:30", "02:15", "23:45"]) {
        const found = await slots(line, zone, "2026-01-01T12:00Z", 365);
        const days = found.map((at) => format.format(Date.parse(`${at}Z`)));
        expect(new Set(days).size, `${line} in ${zone}`).toBe(365);
        expect(days.at(-1)?.slice(0, 7), `${line} in ${zone}`).toMatch(/2026-12|2027-01/);
      }
    }
  });
});

test("days of the week, by the clocks of the zone", async () => {
  expect(await slots("mondays 09:30", "Asia/Tokyo", "2026-11-28T12:00Z", 2)).toEqual([
    "2026-11-30T00:30",
    "2026-12-07T00:30",
  ]);
  expect(await slots("weekdays 00:10", "Asia/Kolkata", "2026-11-27T12:00Z", 2)).toEqual([
    "2026-11-29T18:40",
    "2026-11-30T18:40",
  ]);
});

test("what is new is looked for every half hour, by all at once", async () => {
  expect(await slots("new", "UTC", "2026-11-28T12:00Z", 3)).toEqual([
    "2026-11-28T12:30",
    "2026-11-28T13:00",
    "2026-11-28T13:30",
  ]);
  expect(await slots("new", "Asia/Kolkata", "2026-11-28T12:29:59Z", 1)).toEqual(["2026-11-28T12:30"]);
});
