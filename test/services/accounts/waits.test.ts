import { afterEach, expect, test, vi } from "vitest";
import { AccountWaits } from "../../../src/services/accounts/waits.ts";

afterEach(() => {
  vi.useRealTimers();
});

const DONE = { type: "connected", login: "octocat" } as const;

test("one wait a person and provider: who was told of the link before hears nothing more", async () => {
  const waits = new AccountWaits();
  const asked = Array.from({ length: 200 }, () => waits.outcome("ann", "github", 60_000));
  const other = waits.outcome("ann", "google", 60_000);
  expect(waits.size).toBe(2);
  waits.tell("ann", "github", DONE);
  expect(waits.size).toBe(1);
  expect(await Promise.all(asked)).toEqual([...Array.from({ length: 199 }, () => undefined), DONE]);
  waits.tell("ann", "google", DONE);
  expect(await other).toEqual(DONE);
});

test("however many people ask, no more than a thousand are waited for; the first ones are let go", async () => {
  const waits = new AccountWaits();
  const first = waits.outcome("person 0", "github", 60_000);
  for (let person = 1; person < 5_000; person += 1) void waits.outcome(`person ${person}`, "github", 60_000);
  expect(waits.size).toBe(1_000);
  expect(await first).toBeUndefined();
});

test("an earlier wait's time does not end a later one", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const waits = new AccountWaits();
  const earlier = waits.outcome("ann", "github", 1_000);
  await vi.advanceTimersByTimeAsync(900);
  const later = waits.outcome("ann", "github", 1_000);
  await vi.advanceTimersByTimeAsync(900);
  expect(await earlier).toBeUndefined();
  expect(waits.size).toBe(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(await later).toEqual({ type: "expired" });
  expect([waits.size, vi.getTimerCount()]).toEqual([0, 0]);
});
