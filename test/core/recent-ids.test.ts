import { expect, test } from "vitest";
import { RecentIds } from "../../src/core/recent-ids.ts";

test("an id is new once", () => {
  const ids = new RecentIds({ max: 10, ttlMs: 1_000 }, 0);
  expect(ids.add("a", 0)).toBe(true);
  expect(ids.add("a", 999)).toBe(false);
  expect(ids.add("b", 999)).toBe(true);
});

test("an id is remembered for its whole time, and forgotten after twice that", () => {
  const ids = new RecentIds({ max: 10, ttlMs: 1_000 }, 0);
  ids.add("late in the first half", 999);
  expect(ids.add("late in the first half", 1_998)).toBe(false);
  expect(ids.add("late in the first half", 2_998)).toBe(true);
});

test("a long silence forgets everything", () => {
  const ids = new RecentIds({ max: 10, ttlMs: 1_000 }, 0);
  ids.add("a", 0);
  expect(ids.add("a", 5_000)).toBe(true);
});

test("many ids push out only those that came before as many others", () => {
  const ids = new RecentIds({ max: 3, ttlMs: 1_000 }, 0);
  for (const id of ["a", "b", "c", "d", "e"]) ids.add(id, 0);
  expect(ids.add("c", 0)).toBe(false);
  ids.add("f", 0);
  ids.add("g", 0);
  expect(ids.add("a", 0)).toBe(true);
});
