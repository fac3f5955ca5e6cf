import { expect, test } from "vitest";
import { hiderOf } from "../../src/playground/hidden.ts";

test.each([
  ["a bot token", "xoxb-111-222-abcdef"],
  ["one without digits", "xoxb-hush-wrong"],
  ["an app-level token", "xapp-1-A111-simulated"],
  ["a token of Discord's", "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GabcDE.dGhpcyBpcyBhIHRlc3Q"],
])("%s is hidden, once", (_, token) => {
  const secrets = ["configured"];
  const hide = hiderOf(secrets);
  expect([hide([token]), hide([token, token])]).toEqual([true, true]);
  expect(secrets).toEqual(["configured", token]);
});

test.each([
  "",
  "ready",
  "connection",
  "Germany",
  "2026-11-28",
  "confirmed cases 12",
  "x".repeat(200),
  `a1${"x".repeat(499)}`,
])("what looks like no token stays in the log: %s", (word) => {
  const secrets: string[] = [];
  expect(hiderOf(secrets)([word])).toBe(true);
  expect(secrets).toEqual([]);
});

test("60,000 different ones: a hundred are hidden, and the others are refused", () => {
  const secrets = ["configured"];
  const hide = hiderOf(secrets);
  const taken = Array.from({ length: 60_000 }, (_, n) => hide([`xoxb-guess-${n}`])).filter(Boolean);
  expect([taken.length, secrets.length]).toEqual([100, 101]);
});
