import { expect, test } from "vitest";
import { isoDate } from "../../../src/core/format.ts";
import { DAY_MS } from "../../../src/core/time.ts";
import { type ActiveRover, ROVERS } from "../../../src/services/mars/rovers.ts";
import { dayTaken, SOL_MS, solsOfDay } from "../../../src/services/mars/sols.ts";

const { curiosity, perseverance } = ROVERS;
test.each([
  ["the landing", "curiosity", "2012-08-06", 0],
  ["the first photo in the feed", "curiosity", "2012-08-07", 1],
  ["the old service's sol 1500", "curiosity", "2016-10-25", 1500],
  ["the old service's sol 2789", "curiosity", "2020-06-10", 2789],
  ["the landing", "perseverance", "2021-02-18", 0],
  ["a photo with both clocks", "perseverance", "2021-06-01", 100],
] as const)("%s of %s on %s is on sol %i", (_, id, day, sol) => {
  const rover = ROVERS[id];
  const { from, to } = solsOfDay(rover, day);
  expect(sol).toBeGreaterThanOrEqual(from);
  expect(sol).toBeLessThanOrEqual(to);
  expect(dayTaken(rover, sol, undefined)).toBe(day);
});

/** The old service's rule, from whole days since the landing date. */
function ruleOfThumb(rover: ActiveRover, day: string): number {
  return Math.floor((Date.parse(day) - Date.parse(rover.landedOn)) / SOL_MS);
}

test.each([curiosity, perseverance])("every day since $name landed", (rover) => {
  let previous = { from: 0, to: 0 };
  for (let at = Date.parse(rover.landedOn); at < Date.parse("2035-01-01"); at += DAY_MS) {
    const day = isoDate(at);
    const sols = solsOfDay(rover, day);
    // One sol or two, without a gap between one day and the next
    expect(sols.to - sols.from, day).toBeOneOf([0, 1]);
    expect(sols.from - previous.to, day).toBeOneOf([0, 1]);
    // The old rule's sol or its neighbour is among them
    const rule = ruleOfThumb(rover, day);
    expect(sols.from, day).toBeLessThanOrEqual(rule + 1);
    expect(sols.to, day).toBeGreaterThanOrEqual(rule);
    previous = sols;
  }
});

test.each([curiosity, perseverance])("every sol since $name landed has a day that asks for it", (rover) => {
  for (let sol = 0; sol < 5_000; sol += 1) {
    const { from, to } = solsOfDay(rover, dayTaken(rover, sol, undefined));
    expect(sol >= from && sol <= to, String(sol)).toBe(true);
  }
});

test("a photo's own time decides, where it can be true", () => {
  // Sol 2789 lasted from 10 June, 06:00 to 11 June, 06:38
  expect(dayTaken(curiosity, 2789, "2020-06-10T16:48:00.000Z")).toBe("2020-06-10");
  expect(dayTaken(curiosity, 2789, "2020-06-11T02:00:00.000Z")).toBe("2020-06-11");
  expect(dayTaken(curiosity, 2789, "2020-06-16T02:00:00.000Z")).toBe("2020-06-10");
  expect(dayTaken(curiosity, 2789, "yesterday")).toBe("2020-06-10");
  expect(dayTaken(curiosity, 2789, undefined)).toBe("2020-06-10");
});

test("a time without a zone, as Perseverance sends it", () => {
  expect(dayTaken(perseverance, 100, "2021-06-01T14:14:37.984")).toBe("2021-06-01");
});

test("no sol before the landing", () => {
  expect(solsOfDay(curiosity, "1999-01-01")).toEqual({ from: 0, to: 0 });
});
