import { expect, test } from "vitest";
import { Pace } from "../../src/core/pace.ts";

/** A pace whose waits are written down, and take as long as they should, or `slip` longer. */
function clocked(everyMs: number, slip = 0) {
  let now = 1_000;
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    now += ms + slip;
  };
  const pace = new Pace(everyMs, { now: () => now, wait });
  return { pace, waits, passes: (ms: number) => (now += ms), now: () => now };
}

test("a turn each so often under one name, in the order they are asked for", async () => {
  const { pace, waits, passes } = clocked(100);
  const order: string[] = [];
  await Promise.all(["first", "second", "third"].map((each) => pace.turn("a").then(() => order.push(each))));
  expect([waits, order]).toEqual([
    [100, 100],
    ["first", "second", "third"],
  ]);
  await pace.turn("b");
  passes(70);
  await pace.turn("a");
  expect(waits).toEqual([100, 100, 30]);
  passes(1_000);
  await pace.turn("a");
  expect(waits).toHaveLength(3);
});

test("one that begins late moves those after it: none follow each other faster", async () => {
  const { pace, now } = clocked(100, 250);
  const begun: number[] = [];
  await Promise.all([1, 2, 3, 4].map(() => pace.turn("a").then(() => begun.push(now()))));
  expect(begun.map((at, index) => at - (begun[index - 1] ?? at))).toEqual([0, 350, 350, 350]);
});

test("a rest holds for the next turn, and shortens no longer wait", async () => {
  const { pace, waits } = clocked(10);
  pace.rest("a", 500);
  pace.rest("a", 100);
  await pace.turn("a");
  await pace.turn("b");
  expect(waits).toEqual([500]);
});
