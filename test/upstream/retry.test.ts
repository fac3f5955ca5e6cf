import { expect, test } from "vitest";
import { UpstreamError } from "../../src/core/errors.ts";
import { steadyNow } from "../../src/core/time.ts";
import { retrying } from "../../src/upstream/retry.ts";
import { testCaller } from "../support/ask.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

test.each([
  ["a reset socket", "reset"],
  ["a body cut off", "cut"],
  ["502", { status: 502 }],
  ["503", { status: 503 }],
  ["504", { status: 504 }],
] as const)("%s once: the second try answers", async (_, fault) => {
  const { ask, upstream } = await numbers("dogCeo");
  upstream.plays("dogCeo", fault, 1);
  expect((await ask.get("dogCeo", numberAt("/"))).value.n).toBe(1);
  expect(upstream.transcript()).toEqual(["START GET /", "END GET /", "START GET /", "END GET /"]);
});

test("a wait beyond the deadline is not begun", async () => {
  const { client, upstream } = await numbers("dogCeo", { tuning: { retryWaitMs: 10_000 } });
  upstream.plays("dogCeo", { status: 503 });
  const failure = await failureOf(client.askFor(testCaller(2_000)).get("dogCeo", numberAt("/")));
  expect(failure.message).toBe("dog.ceo GET /: 503");
  expect(upstream.calls("dogCeo")).toHaveLength(1);
});

test("the waits grow and are never the same", async () => {
  const starts: number[] = [];
  const attempt = async () => {
    starts.push(performance.now());
    throw new UpstreamError("down", { upstream: "x", isRetryable: true });
  };
  await failureOf(retrying(attempt, { deadline: steadyNow() + 5_000, waitMs: 20, maxTries: 3 }));
  const [first = 0, second = 0, third = 0] = starts;
  expect(starts).toHaveLength(3);
  expect(second - first).toBeGreaterThanOrEqual(9);
  expect(third - second).toBeGreaterThanOrEqual(39);
});

test("a bug is not tried again", async () => {
  let tries = 0;
  const attempt = async () => {
    tries += 1;
    throw new TypeError("ours");
  };
  expect(await failureOf(retrying(attempt, { deadline: steadyNow() + 5_000, waitMs: 1, maxTries: 3 }))).toBeInstanceOf(
    TypeError,
  );
  expect(tries).toBe(1);
});
