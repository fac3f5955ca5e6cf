import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../src/core/time.ts";
import { remainingOf, restOf, retryAfterMs } from "../../src/upstream/rate-headers.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

describe("when to come back", () => {
  test.each([
    ["120", 120_000],
    ["0", 0],
    ["1.5", 1_500],
    ["Sun, 22 Nov 2026 12:01:00 GMT", 60_000],
    ["Sun, 22 Nov 2026 11:00:00 GMT", undefined],
    ["soon", undefined],
    ["-5", undefined],
    ["", undefined],
  ])("Retry-After: %s", (value, expected) => {
    expect(retryAfterMs({ "retry-after": value }, NOW)).toBe(expected);
  });

  test("not said", () => {
    expect(retryAfterMs({}, NOW)).toBeUndefined();
  });
});

describe("what is left", () => {
  test.each([
    ["nothing said", {}, []],
    ["KLIPY", { "x-ratelimit-limit": "100", "x-ratelimit-remaining": "99" }, [{ left: 99, of: 100 }]],
    [
      "GitHub: reset in epoch seconds",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1_000 + 90) },
      [{ left: 0, resetInMs: 90_000 }],
    ],
    [
      "reset in epoch milliseconds",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW + 90_000) },
      [{ left: 0, resetInMs: 90_000 }],
    ],
    [
      "IETF draft: reset in seconds from now",
      { "ratelimit-remaining": "5", "ratelimit-reset": "30" },
      [{ left: 5, resetInMs: 30_000 }],
    ],
    [
      "Mars Vista: one for the hour, one for the day",
      {
        "x-ratelimit-remaining-hour": "7",
        "x-ratelimit-reset-hour": String(NOW / 1_000 + 60),
        "x-ratelimit-remaining-day": "900",
      },
      [
        { left: 7, resetInMs: 60_000, perMs: HOUR_MS },
        { left: 900, perMs: DAY_MS },
      ],
    ],
    [
      "a reset that has passed",
      { "x-ratelimit-remaining": "1", "x-ratelimit-reset": "1000000001" },
      [{ left: 1, resetInMs: 0 }],
    ],
    ["nonsense", { "x-ratelimit-remaining": "many", "x-ratelimit-reset": "-1" }, []],
  ])("%s", (_, headers, expected) => {
    expect(remainingOf(headers, NOW)).toEqual(expected);
  });
});

describe("how long to rest", () => {
  test.each([
    ["429 and nothing more: a minute", 429, {}, { ms: 60_000, why: "unsaid" }],
    ["429 with Retry-After", 429, { "retry-after": "5" }, { ms: 5_000, why: "quota" }],
    ["429 with a reset", 429, { "ratelimit-remaining": "0", "ratelimit-reset": "7" }, { ms: 7_000, why: "quota" }],
    ["none left", 200, { "ratelimit-remaining": "0", "ratelimit-reset": "7" }, { ms: 7_000, why: "quota" }],
    ["some left", 200, { "ratelimit-remaining": "1", "ratelimit-reset": "7" }, undefined],
    ["503 with Retry-After", 503, { "retry-after": "5" }, { ms: 5_000, why: "recovery" }],
    ["503 and nothing more", 503, {}, undefined],
    ["a page moved for good", 301, { "retry-after": "5" }, undefined],
  ])("%s", (_, status, headers, expected) => {
    expect(restOf(status, headers)).toEqual(expected);
  });
});
