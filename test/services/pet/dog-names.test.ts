import { expect, test } from "vitest";
import { findBreed, knownAs, sameBreed } from "../../../src/services/pet/dog-names.ts";

const breeds = [
  "Afghan Hound",
  "Alaskan Husky",
  "American Eskimo Dog",
  "Basset Hound",
  "Bloodhound",
  "German Shepherd Dog",
  "Labrador Retriever",
  "Poodle (Miniature)",
  "Poodle (Toy)",
  "Siberian Husky",
].map((name) => ({ name }));

test.each([
  ["afghan hound", "Afghan Hound"],
  ["hound/afghan", "Afghan Hound"],
  ["hound-blood", "Bloodhound"],
  ["blood hound", "Bloodhound"],
  ["GERMAN SHEPHERD", "German Shepherd Dog"],
  ["toy poodle", "Poodle (Toy)"],
  ["husky", "Siberian Husky"],
  ["labrador", "Labrador Retriever"],
  ["basset", "Basset Hound"],
  ["eskimo", "American Eskimo Dog"],
  ["hound", undefined],
  ["poodle", undefined],
  ["🐶", undefined],
  ["", undefined],
])("“%s”", (typed, name) => {
  expect(findBreed(typed, breeds)?.name).toBe(name);
});

test("dog.ceo's breed of The Dog API's name", () => {
  const ceo = ["afghan hound", "husky", "labrador", "african wild", "mountain bernese"].map((name) => ({ name }));
  expect(sameBreed("Siberian Husky", ceo)?.name).toBe("husky");
  expect(sameBreed("Afghan Hound", ceo)?.name).toBe("afghan hound");
  expect(sameBreed("Bernese Mountain Dog", ceo)?.name).toBe("mountain bernese");
  // An Alaskan Husky is no Siberian one: better no picture than a wrong one
  expect(sameBreed("Alaskan Husky", ceo)).toBeUndefined();
});

test("the name people know a dog.ceo breed by", () => {
  expect(knownAs("labrador")).toBe("Labrador Retriever");
  expect(knownAs("dandie terrier")).toBe("Dandie Terrier");
});
