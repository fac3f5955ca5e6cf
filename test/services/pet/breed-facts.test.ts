import { expect, test } from "vitest";
import { parsePurpose, parseRange, parseTemperament, parseTraits } from "../../../src/services/pet/breed-facts.ts";

test.each([
  ["9 - 16", { min: 9, max: 16 }],
  ["23.5 - 27.5", { min: 23.5, max: 27.5 }],
  ["30", { min: 30, max: 30 }],
  ["8 – 15 years", { min: 8, max: 15 }],
  ["12 - 16 Years years", { min: 12, max: 16 }],
  ["14 - 15", { min: 14, max: 15 }],
  ["NaN", undefined],
  ["NaN - 8", undefined],
  ["up - 18", undefined],
  ["16 - 9", undefined],
  ["", undefined],
  [undefined, undefined],
])("the range “%s”", (text, range) => {
  expect(parseRange(text)).toEqual(range);
});

test.each([
  ["Rabbit, hare hunting", "rabbit and hare hunting"],
  ["Killing rat, badger, other vermin", "killing rat, badger and other vermin"],
  ["Companion, guard dog, and hunter", "companion, guard dog, and hunter"],
  ["Guarding, Drafting, Police work.", "guarding, drafting and police work"],
  ["Hunting the American woodcock", "hunting the American woodcock"],
  [" , ", undefined],
  ["", undefined],
  [undefined, undefined],
])("bred for “%s”", (text, purpose) => {
  expect(parsePurpose(text)).toBe(purpose);
});

test("a temperament in words", () => {
  expect(parseTemperament("Amiable, Even Tempered, ")).toEqual(["amiable", "even tempered"]);
  expect(parseTemperament(undefined)).toEqual([]);
});

test("flags in words", () => {
  expect(parseTraits({ hypoallergenic: 1, indoor: 0, suppressed_tail: 1, natural: 1, adaptability: 5 })).toEqual([
    "hypoallergenic",
    "short tail",
  ]);
  expect(parseTraits({})).toEqual([]);
});
