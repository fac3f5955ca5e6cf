import { expect, test } from "vitest";
import { UnknownNameError } from "../../../src/core/errors.ts";
import { readZone, suggestZones, zoneOf, zonesOf } from "../../../src/services/subscription/zones.ts";

test.each([
  ["Europe/Berlin", "Europe/Berlin"],
  ["europe/berlin", "Europe/Berlin"],
  ["new york", "America/New_York"],
  ["utc", "UTC"],
])("%s is %s", (typed, zone) => {
  expect(readZone(typed)).toBe(zone);
});

test("one that nobody knows, with what was meant", () => {
  expect(() => readZone("Europe/Brelin")).toThrow(UnknownNameError);
  try {
    readZone("Europe/Brelin");
  } catch (error) {
    expect(error instanceof UnknownNameError && error.suggestions[0]).toMatchObject({ value: "Europe/Berlin" });
  }
});

test("what a platform tells is taken if it is a zone", () => {
  expect([zoneOf("America/Los_Angeles"), zoneOf("Mars/Jezero"), zoneOf("")]).toEqual([
    "America/Los_Angeles",
    undefined,
    undefined,
  ]);
});

test("zones while one types, and those of a language", () => {
  expect(suggestZones("berl", 3)[0]).toBe("Europe/Berlin");
  expect(zonesOf("de", 3)).toContain("Europe/Berlin");
  expect(zonesOf("ja", 3)).toEqual(["Asia/Tokyo"]);
  expect(zonesOf("no such language at all", 3)).toEqual([]);
});
