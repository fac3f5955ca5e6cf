import { expect, test } from "vitest";
import { languageCode, languageName, languageNames } from "../../../src/services/book/languages.ts";

test.each([
  ["de", "de"],
  ["German", "de"],
  [" GERMAN ", "de"],
  ["maori", "mi"],
  ["hebrew", "he"],
])("%s is %s", (typed, code) => {
  expect(languageCode(typed)).toBe(code);
});

test.each(["germn", "xx", "", "d", "🇩🇪"])("%s is none", (typed) => {
  expect(languageCode(typed)).toBeUndefined();
});

test("every name is there once and leads to its code", () => {
  const names = languageNames();
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(languageName(languageCode(name) ?? "")).toBe(name);
});
