import { expect, test } from "vitest";
import { talk } from "../support/conversation.ts";

/** Each has numbers above a thousand, parts of a whole, or a price. */
const LINES = [
  "/covid germany",
  "/covid germany versus:italy from:2020-03-01",
  "/covid germany confirmed from:2020-03-27 to:2020-03-30",
  "/mars 2020-06-10",
  "/epic 2024-05-31",
  "/person count:10 seed:magpie",
  "/quota",
  "/help",
  "/help mars",
];

test.each(LINES)("%s is written in one language, whatever the person's own is", async (line) => {
  const [english, german] = [await talk({ locale: "en" }), await talk({ locale: "de" })];
  await english.ann.types(line);
  await german.ann.types(line);
  expect(german.ann.sees()).toBe(english.ann.sees());
});

test("a book's rating and its price", async () => {
  const { ann } = await talk({ locale: "de" });
  await ann.types("/book moby dick");
  expect(ann.sees()).toMatch(/★ \d\.\d/);
  expect(ann.sees()).not.toMatch(/\d,\d{2}\b(?!,)\s?[€$]/);
});
