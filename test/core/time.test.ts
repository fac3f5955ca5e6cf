import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { BackOff, DAY_MS, HOUR_MS, inTime } from "../../src/core/time.ts";

const never = new Promise<never>(() => {});
const late = () => "late" as const;

test("the lengths of a day and an hour", () => {
  expect([HOUR_MS, DAY_MS]).toEqual([
    Date.parse("2026-11-22T01:00Z") - Date.parse("2026-11-22T00:00Z"),
    Date.parse("2026-11-23") - Date.parse("2026-11-22"),
  ]);
});

describe("a time limit", () => {
  test("work that is done in time", async () => {
    expect(await inTime(Promise.resolve("done"), 1_000, late)).toBe("done");
  });

  test("work that fails in time", async () => {
    await expect(inTime(Promise.reject(new Error("broken")), 1_000, late)).rejects.toThrow("broken");
  });

  test("work that takes too long", async () => {
    expect(await inTime(never, 5, late)).toBe("late");
  });

  test("work whose lateness is an error", async () => {
    const tooLate = () => {
      throw new Error("too late");
    };
    await expect(inTime(never, 5, tooLate)).rejects.toThrow("too late");
  });

  test.each([0, -1])("%i ms: not even work that is done is in time", async (ms) => {
    expect(await inTime(Promise.resolve("done"), ms, late)).toBe("late");
  });

  test("work that fails when nobody waits any more troubles nobody", async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    expect(await inTime(promise, 5, late)).toBe("late");
    // Unhandled, it would fail this run
    reject(new Error("broken"));
  });
});

describe("trying again", () => {
  const waits = { firstMs: 10, longestMs: 40 };

  test("waits double up to the longest, and what succeeds is the outcome", async () => {
    const heard: string[] = [];
    const outcomes = [new Error("first"), new Error("second"), new Error("third"), new Error("fourth"), "done"];
    const attempt = async () => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    };
    const startedAt = performance.now();
    const outcome = await new BackOff(waits).until(attempt, (error, waitMs) => heard.push(`${error} ${waitMs}`));
    expect([outcome, heard]).toEqual([
      "done",
      ["Error: first 10", "Error: second 20", "Error: third 40", "Error: fourth 40"],
    ]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(100);
  });

  test("each piece of work begins with the first wait", async () => {
    const backOff = new BackOff(waits);
    const heard: number[] = [];
    for (let run = 0; run < 2; run += 1) {
      let tries = 0;
      const attempt = async () => {
        tries += 1;
        if (tries === 1) throw new Error("not yet");
      };
      await backOff.until(attempt, (_, waitMs) => heard.push(waitMs));
    }
    expect(heard).toEqual([10, 10]);
  });

  test("a failure that no other try mends", async () => {
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw new Error("refused");
    };
    const failed = (error: unknown) => {
      throw new Error("hopeless", { cause: error });
    };
    await expect(new BackOff(waits).until(attempt, failed)).rejects.toThrow("hopeless");
    expect(tries).toBe(1);
  });

  test("a stop in the middle of a wait", async () => {
    const backOff = new BackOff({ firstMs: DAY_MS, longestMs: DAY_MS });
    const failed = vi.fn(() => setTimeout(() => backOff.stop(), 5));
    const attempt = () => Promise.reject(new Error("not yet"));
    expect(await backOff.until(attempt, failed)).toBeUndefined();
    expect([failed.mock.calls.length, backOff.isStopped]).toEqual([1, true]);
  });

  test("a stop in the middle of a try: it hears of it, and its failure is none", async () => {
    const backOff = new BackOff(waits);
    const failed = vi.fn();
    const attempt = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("cut off"))));
    const outcome = backOff.until(attempt, failed);
    backOff.stop();
    expect(await outcome).toBeUndefined();
    expect(failed).not.toHaveBeenCalled();
  });

  test("after a stop nothing is tried", async () => {
    const backOff = new BackOff(waits);
    backOff.stop();
    const attempt = vi.fn(async () => "done");
    expect([await backOff.until(attempt, () => {}), attempt.mock.calls]).toEqual([undefined, []]);
  });
});

test("no timer outlives its work", async () => {
  const program = `
    import { BackOff, inTime, TimeLimit } from "${new URL("../../src/core/time.ts", import.meta.url).href}";
    const DAY_MS = 86_400_000;
    const late = () => { throw new Error("late"); };
    await inTime(Promise.resolve(), DAY_MS, late);
    await inTime(Promise.reject(new Error("broken")), DAY_MS, late).catch(() => {});
    await inTime(new Promise(() => {}), 5, () => {});
    new TimeLimit(DAY_MS).end();
    const backOff = new BackOff({ firstMs: DAY_MS, longestMs: DAY_MS });
    await backOff.until(() => Promise.reject(new Error("not yet")), () => setImmediate(() => backOff.stop()));
    await new BackOff({ firstMs: 1, longestMs: 1 }).until(async () => "done", () => {});
    process.stdout.write(JSON.stringify(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout")));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
  expect(stdout).toBe("[]");
});
