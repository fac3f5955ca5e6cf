import { describe, expect, test, vi } from "vitest";
import { bestMatches, nearNames } from "../../src/core/closest.ts";

test("a list that is held is made ready for searching once, and searched in the same way", () => {
  const names = Array.from({ length: 170 }, (_, index) => `Breed ${index}`).concat("Beagle", "Épagneul");
  const first = [bestMatches("beegle", names, 3), bestMatches("epag", names, 3)];
  expect(first.map(([best]) => best)).toEqual(["Beagle", "Épagneul"]);
  const normalize = vi.spyOn(String.prototype, "normalize");
  const again = [bestMatches("beegle", names, 3), bestMatches("epag", names, 3)];
  const work = normalize.mock.calls.length;
  normalize.mockRestore();
  expect(again).toEqual(first);
  expect(work).toBeLessThan(20);
});

const COUNTRIES = [
  ..."Germany Italy France Turkey Cuba Bahrain Armenia Andorra Philippines Colombia Réunion Portugal Greenland".split(
    " ",
  ),
  "Cayman Islands",
  "South Africa",
  "United Kingdom",
  "New Zealand",
  "Saint Vincent and the Grenadines",
];
const BREEDS = [
  ..."Beagle Maltese Mastiff Collie Pug Boxer".split(" "),
  "Labrador Retriever",
  "Golden Retriever",
  "Cardigan Welsh Corgi",
  "Norwich Terrier",
  "West Highland White Terrier",
  "Border Collie",
];

describe("names that were likely meant", () => {
  test.each([
    ["germny", COUNTRIES, ["Germany"]],
    ["Itly", COUNTRIES, ["Italy"]],
    ["filipines", COUNTRIES, ["Philippines"]],
    ["reunon", COUNTRIES, ["Réunion"]],
    ["africa", COUNTRIES, ["South Africa"]],
    ["unted kingdm", COUNTRIES, ["United Kingdom"]],
    ["newzealand", COUNTRIES, ["New Zealand"]],
    ["beegle", BREEDS, ["Beagle"]],
    ["labradoodle", BREEDS, ["Labrador Retriever"]],
    ["retriver", BREEDS, ["Labrador Retriever", "Golden Retriever"]],
    ["corgi", BREEDS, ["Cardigan Welsh Corgi"]],
    ["collie", BREEDS, ["Collie", "Border Collie"]],
  ])("%s", (typed, names, near) => {
    expect(nearNames(typed, names, 3)).toEqual(near);
  });

  test.each([
    ["atlantis", COUNTRIES],
    ["eu", COUNTRIES],
    ["wakanda", COUNTRIES],
    ["europe", COUNTRIES],
    ["x", COUNTRIES],
    ["🐶", COUNTRIES],
    ["@Magpie", BREEDS],
    ["test", BREEDS],
    ["zzzzqq", BREEDS],
    ["germany ".repeat(2_000), COUNTRIES],
  ])("nothing is near %.20s", (typed, names) => {
    expect(nearNames(typed, names, 3)).toEqual([]);
  });
});
