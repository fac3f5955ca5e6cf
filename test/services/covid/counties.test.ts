import { expect, test } from "vitest";
import { BodyError } from "../../../src/core/errors.ts";
import { recordedText } from "../../../src/recorded/body.ts";
import { readCounties } from "../../../src/services/covid/counties.ts";
import type { LeftOut } from "../../../src/upstream/list.ts";

/** A body in pieces of so many bytes. */
async function* inPieces(text: string, bytes = 1_000) {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

const county = (name: string | null, ...cases: readonly unknown[]) => ({
  province: "x",
  county: name,
  timeline: {
    cases: Object.fromEntries(cases.map((count, index) => [`3/${index + 1}/20`, count])),
    deaths: Object.fromEntries(cases.map((_, index) => [`3/${index + 1}/20`, index])),
  },
});

const recorded = recordedText("covid-disease-sh/historical-usacounties-california-30d.2020-10-14.json");

test.each([1, 7, 37_000, 1_000_000])("California as recorded, in pieces of %i bytes", async (bytes) => {
  const state = await readCounties(inPieces(bytes === 1 ? JSON.stringify([county("méxico", 1, 2)]) : recorded, bytes));
  if (bytes === 1) {
    expect(state.counties[0]).toMatchObject({ name: "méxico", history: { confirmed: { totals: [1, 2] } } });
    return;
  }
  expect(state.counties).toHaveLength(JSON.parse(recorded).length);
  expect(state.counties[0]).toMatchObject({ name: "alameda", history: { confirmed: { from: "2020-09-14" } } });
  expect(state.history.confirmed?.totals).toHaveLength(30);
});

test("a state is the sum of its counties", async () => {
  const text = JSON.stringify([county("a", 1, 2, 3), county("b", 10), county(null, 100, 200, 300)]);
  const state = await readCounties(inPieces(text));
  // A county that stopped reporting stays in it
  expect(state.history).toEqual({
    confirmed: { from: "2020-03-01", stepDays: 1, totals: [111, 212, 313] },
    deaths: { from: "2020-03-01", stepDays: 1, totals: [0, 2, 4] },
    isFinal: false,
  });
  expect(state.counties.map(({ name }) => name)).toEqual(["a", "b", undefined]);
});

test("an odd county, an odd day and an odd count cost only themselves", async () => {
  const told: LeftOut[] = [];
  const text = JSON.stringify([
    { county: "no timeline" },
    county("words for counts", "many", -1, null),
    { county: "odd days", timeline: { cases: { "3/1/20": 5, "13/45/20": 6, "1/1/99": 7, total: 8 } } },
    county('{a "name" of braces}', 1),
  ]);
  const { counties } = await readCounties(inPieces(text), (leftOut) => told.push(leftOut));
  expect(counties).toMatchObject([
    { name: "odd days", history: { confirmed: { from: "2020-03-01", totals: [5] } } },
    { name: '{a "name" of braces}' },
  ]);
  expect(told).toEqual([{ count: 2, first: "0: no county" }]);
});

test.each([
  ["an empty list", "[]"],
  ["nothing", ""],
  ["a page for people", "<!doctype html><title>Gone</title>"],
  ["a message", '{"message":"State not found"}'],
  ["no list", "null"],
  ["braces without an end", "[".repeat(10) + "{".repeat(100_000)],
  ["an open brace in a name", '[{"county":"{","timeline":{"cases":{"3/1/20":5}}}]'],
])("%s is no state", async (_, text) => {
  await expect(readCounties(inPieces(text))).rejects.toBeInstanceOf(BodyError);
});

test("everything else has its turn while a large state is read", async () => {
  const days = Array.from({ length: 1_143 }, (_, index) => index);
  const cases = Object.fromEntries(
    days.map((day) => {
      const at = new Date(Date.UTC(2020, 0, 22 + day));
      return [`${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear() % 100}`, day * 100];
    }),
  );
  const one = JSON.stringify({ county: "a", timeline: { cases, deaths: cases } });
  let turns = 0;
  let isReading = true;
  const turn = () => {
    turns += 1;
    if (isReading) setImmediate(turn);
  };
  setImmediate(turn);
  const state = await readCounties(inPieces(`[${Array(256).fill(one).join(",")}]`, 65_536));
  isReading = false;
  expect(state.history).toMatchObject({ isFinal: true });
  expect(state.history.confirmed?.totals.at(-1)).toBe(256 * 114_200);
  expect(turns).toBeGreaterThan(200);
});
