import { expect, test } from "vitest";
import { isbnDigits, parseIsbn } from "../../src/core/isbn.ts";

test.each([
  ["9780142437247", "978-0-14-243724-7"],
  ["978-0-14-243724-7", "978-0-14-243724-7"],
  ["978 0 14 243724 7", "978-0-14-243724-7"],
  ["ISBN: 0-14-243724-7", "978-0-14-243724-7"],
  ["978–0–14–243724–7", "978-0-14-243724-7"],
  ["159800221x", "978-1-59800-221-8"],
  ["9791032305690", "979-10-323-0569-0"],
])("%s is %s", (typed, isbn) => {
  expect(parseIsbn(typed)).toBe(isbn);
  expect(isbnDigits(isbn)).toMatch(/^97[89]\d{10}$/);
});

test.each(["9780142437248", "0142437248", "978014243724", "1984", "moby dick", "", "🐳", "9".repeat(10_000)])(
  "%s is none",
  (typed) => {
    expect(parseIsbn(typed)).toBeUndefined();
  },
);
