import { describe, expect, onTestFinished, test, vi } from "vitest";
import { BodyError, DeadlineError, UpstreamError } from "../../src/core/errors.ts";
import { DAY_MS } from "../../src/core/time.ts";
import type { StreamQuestion } from "../../src/upstream/question.ts";
import { testCaller } from "../support/ask.ts";
import type { Fault } from "../support/fake-upstream.ts";
import { failureOf, numbers } from "./numbers.ts";

const length: StreamQuestion<number> = {
  path: "",
  freshMs: DAY_MS,
  staleMs: 0,
  read: async (body) => {
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.byteLength;
    return bytes;
  },
};

test("a large file is read as it comes, once for all, and its value kept", async () => {
  const { ask, upstream } = await numbers("who");
  upstream.plays("who", { body: "x".repeat(5_000_000) });
  const answers = await Promise.all([ask.get("who", length), ask.get("who", length)]);
  expect(answers.map(({ value }) => value)).toEqual([5_000_000, 5_000_000]);
  expect((await ask.get("who", length)).value).toBe(5_000_000);
  expect(upstream.calls("who")).toHaveLength(1);
});

describe("what can go wrong", () => {
  test.each<{
    when: string;
    fault: Fault;
    error: typeof UpstreamError | typeof BodyError | typeof DeadlineError;
    message: string;
  }>([
    { when: "404", fault: { status: 404 }, error: UpstreamError, message: "404" },
    { when: "503", fault: "html503", error: UpstreamError, message: "503" },
    { when: "cut off", fault: "cut", error: UpstreamError, message: "no connection" },
    { when: "endless", fault: "endless", error: BodyError, message: "body over the size cap" },
    { when: "a byte at a time", fault: "drip", error: DeadlineError, message: "no answer within 100 ms" },
    { when: "hung", fault: "hung", error: DeadlineError, message: "no answer within 100 ms" },
  ])("$when", async ({ fault, error, message }) => {
    const { ask } = await numbers("who", { rows: { who: { maxBytes: 10_000_000 } }, faults: { who: fault } });
    const failure = await failureOf(ask.get("who", length));
    expect(failure).toBeInstanceOf(error);
    expect(failure.message).toBe(`the World Health Organization GET /: ${message}`);
  });

  test("the reader finds it is something else: its own error, and the rest is not downloaded", async () => {
    const { ask, upstream } = await numbers("who");
    upstream.plays("who", "endless");
    const wrong = new BodyError("no such column", { upstream: "who", path: "Date_reported" });
    const read = async (body: AsyncIterable<Uint8Array>) => {
      for await (const _ of body) throw wrong;
      return 0;
    };
    expect(await failureOf(ask.get("who", { ...length, read }))).toBe(wrong);
    await expect.poll(() => upstream.transcript()).toEqual(["START GET ", "END GET "]);
  });

  test("a bug in the reader stays one", async () => {
    const { ask, upstream } = await numbers("who");
    upstream.plays("who", { body: "x" });
    const read = async () => {
      throw new TypeError("ours");
    };
    expect(await failureOf(ask.get("who", { ...length, read }))).toBeInstanceOf(TypeError);
  });
});

test("is tried again as any question is, where calls are not few", async () => {
  const { ask, upstream } = await numbers("dogCeo");
  upstream.plays("dogCeo", "html503", 2);
  expect((await ask.get("dogCeo", length)).value).toBe('{"n":1}'.length);
  expect(upstream.calls("dogCeo")).toHaveLength(3);
});

describe("an upstream with few calls a day", () => {
  test("one that failed is not tried again, nor is another made for a while", async () => {
    const { ask, upstream, client } = await numbers("who");
    upstream.plays("who", "html503");
    for (let n = 0; n < 6; n += 1) expect(await failureOf(ask.get("who", length))).toBeInstanceOf(UpstreamError);
    expect(upstream.calls("who")).toHaveLength(1);
    expect(client.status().find(({ id }) => id === "who")).toMatchObject({ state: "resting", quota: { left: 11 } });
  });

  test("each failure in a row doubles the time, and an answer ends it", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const afterFailure = { firstMs: 100, longestMs: 400 };
    const { client, upstream } = await numbers("who", { rows: { who: { afterFailure } } });
    /** Asks once, and waits for so long as the upstream is then left alone. */
    const restAfterAsking = async () => {
      await client
        .askFor(testCaller())
        .get("who", { ...length, freshMs: 0 })
        .catch(() => {});
      const restMs = (client.status().find(({ id }) => id === "who")?.at ?? Date.now()) - Date.now();
      vi.advanceTimersByTime(restMs);
      return restMs;
    };
    const rests: number[] = [];
    // One more, and it would be left alone altogether
    upstream.plays("who", "html503", 4);
    for (let n = 0; n < 5; n += 1) rests.push(await restAfterAsking());
    upstream.plays("who", "html503", 1);
    for (let n = 0; n < 2; n += 1) rests.push(await restAfterAsking());
    expect(rests).toEqual([100, 200, 400, 400, 0, 100, 0]);
    expect(upstream.calls("who")).toHaveLength(7);
  });
});
