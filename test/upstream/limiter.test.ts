import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { BusyError, DeadlineError, RateLimitError, UpstreamError, userMessage } from "../../src/core/errors.ts";
import { DAY_MS, steadyNow } from "../../src/core/time.ts";
import { type Bounds, Limiter } from "../../src/upstream/limiter.ts";
import { parseQuota, type Quota, UPSTREAMS, type UpstreamRow } from "../../src/upstream/limits.ts";
import type { TestAsk } from "../support/ask.ts";
import { testCaller } from "../support/ask.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

const call = { upstream: "The Dog API", route: "/", tries: 1 };
const quota = (calls: number, perMs: number): Quota => ({ calls, perMs, words: `${calls} calls a moment` });

function bounds(changes: Partial<Bounds> = {}): Bounds {
  return { priority: "interactive", deadline: steadyNow() + 5_000, isWanted: () => true, ...changes };
}

function limiterOf(changes: Partial<UpstreamRow>): Limiter {
  const limiter = new Limiter({ ...UPSTREAMS.dogApi, quotas: [], ...changes });
  onTestFinished(() => limiter.close());
  return limiter;
}

/** Asks this many different questions at once. */
function askMany({ ask }: TestAsk, count: number) {
  return Array.from({ length: count }, (_, index) => ask.get("dogApi", numberAt(`/${index}`)));
}

function statusOf({ client }: TestAsk) {
  return client.status().find(({ id }) => id === "dogApi");
}

describe("a quota", () => {
  test("is never exceeded in any stretch of its time, and used to the full", async () => {
    const [calls, perMs] = [5, 100];
    const upstreams = await numbers("dogApi", { rows: { dogApi: { quotas: [quota(calls, perMs)] } } });
    await Promise.all(askMany(upstreams, 40));
    const starts = upstreams.upstream.requests("dogApi").map(({ startedAt }) => startedAt);
    expect(starts).toHaveLength(40);
    const tooClose = starts.filter((at, index) => at - (starts[index - calls] ?? Number.NEGATIVE_INFINITY) < perMs);
    expect(tooClose).toEqual([]);
  });

  test("and a second, longer one: both have room", async () => {
    const quotas = [quota(2, 50), quota(6, DAY_MS)];
    const upstreams = await numbers("dogApi", { rows: { dogApi: { quotas } } });
    const outcomes = await Promise.allSettled(askMany(upstreams, 10));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused).toEqual(Array(4).fill(expect.any(RateLimitError)));
    expect(upstreams.upstream.calls("dogApi")).toHaveLength(6);
    expect(statusOf(upstreams)).toMatchObject({ state: "resting", quota: { left: 0, of: 6 } });
  });

  test("that is used up refuses at once and says when there is room", async () => {
    const upstreams = await numbers("dogApi");
    await Promise.all(askMany(upstreams, 10));
    const failure = await failureOf(upstreams.ask.get("dogApi", numberAt("/more")));
    if (!(failure instanceof RateLimitError)) throw failure;
    expect(failure.retryAfterMs).toBeGreaterThan(30_000);
    expect(failure.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(userMessage(failure)).toMatch(
      /^The Dog API gives me 10 calls a minute and they are used up\. There is room again in \d\d seconds\.$/,
    );
    expect(upstreams.upstream.calls("dogApi")).toHaveLength(10);
    expect(statusOf(upstreams)).toMatchObject({
      state: "resting",
      quota: { left: 0, of: 10, words: "10 calls a minute" },
    });
  });

  test("counts those who wait already", async () => {
    const limiter = limiterOf({ quotas: [quota(1, 60_000)] });
    await limiter.run(call, bounds(), async () => {});
    limiter.run(call, bounds({ deadline: steadyNow() + 65_000 }), async () => {}).catch(() => {});
    const failure = await failureOf(limiter.run(call, bounds({ deadline: steadyNow() + 65_000 }), async () => {}));
    expect(failure).toBeInstanceOf(RateLimitError);
  });

  test("gives a seat to every try", async () => {
    const upstreams = await numbers("dogApi");
    upstreams.upstream.plays("dogApi", { status: 502 });
    await failureOf(upstreams.ask.get("dogApi", numberAt("/")));
    expect(upstreams.upstream.calls("dogApi")).toHaveLength(3);
    expect(statusOf(upstreams)?.quota?.left).toBe(7);
  });

  test("keeps the seat of a call that was not made", async () => {
    const limiter = limiterOf({ quotas: [quota(1, DAY_MS)] });
    const unwanted = limiter.run(call, bounds({ isWanted: () => false }), async () => {});
    expect(await failureOf(unwanted)).toBeInstanceOf(DeadlineError);
    expect(limiter.quota?.left).toBe(1);
    expect(await limiter.run(call, bounds(), async () => "made")).toBe("made");
    expect(limiter.quota?.left).toBe(0);
  });
});

describe("who goes first", () => {
  test.each<{ by: string; changes: Partial<UpstreamRow> }>([
    { by: "a quota", changes: { quotas: [quota(1, 80)] } },
    { by: "spacing", changes: { minTimeMs: 80 } },
    { by: "calls under way", changes: { maxConcurrent: 1 } },
  ])("people before refreshes, where $by holds them up", async ({ changes }) => {
    const limiter = limiterOf(changes);
    const order: string[] = [];
    const run = (name: string, priority: Bounds["priority"]) =>
      limiter.run(call, bounds({ priority }), async () => {
        order.push(name);
        await wait(5);
      });
    await Promise.all([
      run("first", "background"),
      // May hold the next turn already when people come
      run("refresh", "background"),
      run("refresh", "background"),
      run("refresh", "background"),
      run("ann", "interactive"),
      run("bob", "interactive"),
    ]);
    expect(order.slice(-2)).toEqual(["refresh", "refresh"]);
  });

  test("never more under way at once than the upstream may have", async () => {
    const upstreams = await numbers("dogApi", { rows: { dogApi: { quotas: [], maxConcurrent: 3 } } });
    upstreams.upstream.plays("dogApi", { slowMs: 10 });
    await Promise.all(askMany(upstreams, 20));
    expect(upstreams.upstream.maxConcurrent("dogApi")).toBe(3);
  });

  test("calls are spaced", async () => {
    const limiter = limiterOf({ minTimeMs: 50 });
    const startedAt = performance.now();
    const starts: number[] = [];
    const run = () => limiter.run(call, bounds(), async () => void starts.push(performance.now() - startedAt));
    await Promise.all([run(), run(), run(), run()]);
    // One that starts late on a busy machine is near the next one, and none is early; Bottleneck counts in whole milliseconds
    for (const [index, at] of starts.entries()) expect(at).toBeGreaterThanOrEqual(50 * index - 5);
  });

  test("a queue that would be too long is refused", async () => {
    const limiter = limiterOf({ maxConcurrent: 1 });
    let finish = () => {};
    const hung = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const first = limiter.run(call, bounds(), () => hung);
    const inside = Array.from({ length: 1_000 }, () => limiter.run(call, bounds(), () => hung));
    const failure = await failureOf(limiter.run(call, bounds(), async () => {}));
    expect(failure).toBeInstanceOf(BusyError);
    finish();
    await Promise.all([first, ...inside]);
    expect(await limiter.run(call, bounds(), async () => "room")).toBe("room");
  });

  test("spacing that would take too long is refused", async () => {
    const limiter = limiterOf({ minTimeMs: 60_000 });
    const inside = [limiter.run(call, bounds(), async () => {})];
    for (const run of inside) run.catch(() => {});
    const failure = await failureOf(limiter.run(call, bounds(), async () => {}));
    expect(failure instanceof RateLimitError && userMessage(failure)).toMatch(
      /^A lot of people are asking The Dog API at once\. Ask me again in \d+ seconds\.$/,
    );
  });

  test("who waits when the bot stops is turned away", async () => {
    const upstreams = await numbers("dogApi", { rows: { dogApi: { quotas: [quota(1, 3_000)] } } });
    await Promise.all(askMany(upstreams, 1));
    const waiting = failureOf(upstreams.ask.get("dogApi", numberAt("/waits")));
    await wait(20);
    await upstreams.client.close();
    expect(await waiting).toBeInstanceOf(UpstreamError);
  });
});

describe("what upstreams say", () => {
  async function answering(headers: Record<string, string>, status = 200): Promise<TestAsk> {
    const upstreams = await numbers("dogApi");
    upstreams.upstream.plays("dogApi", { status, headers, body: { n: 0 } }, 1);
    await upstreams.ask.get("dogApi", numberAt("/first")).catch(() => {});
    return upstreams;
  }

  test("fewer calls left than we counted: theirs counts", async () => {
    const upstreams = await answering({ "x-ratelimit-remaining": "2" });
    expect(statusOf(upstreams)).toMatchObject({ state: "fine", quota: { left: 2, of: 10 } });
    const outcomes = await Promise.allSettled(askMany(upstreams, 5));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  test("more calls left than we counted: ours counts", async () => {
    const upstreams = await answering({ "x-ratelimit-remaining": "500" });
    expect(statusOf(upstreams)?.quota?.left).toBe(9);
  });

  test.each([
    {
      when: "it allows more than we assumed",
      headers: { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "990" },
      of: 1_000,
      calls: 31,
    },
    {
      when: "its number is of another window",
      headers: { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "990", "x-ratelimit-reset": "86400" },
      of: 10,
      calls: 10,
    },
    { when: "it allows fewer", headers: { "x-ratelimit-limit": "5", "x-ratelimit-remaining": "4" }, of: 10, calls: 5 },
    { when: "it does not say what is left", headers: { "x-ratelimit-limit": "1000" }, of: 10, calls: 10 },
  ])("$when: $of a minute", async ({ headers, of, calls }) => {
    const upstreams = await answering(headers);
    expect(statusOf(upstreams)?.quota).toMatchObject({ of, words: `${of.toLocaleString("en-US")} calls a minute` });
    await Promise.allSettled(askMany(upstreams, 30));
    expect(upstreams.upstream.calls("dogApi")).toHaveLength(calls);
  });

  test("what the operator has set is not raised", async () => {
    const quotas = { dogApi: parseQuota("2/h", UPSTREAMS.dogApi) ?? [] };
    const upstreams = await numbers("dogApi", { quotas });
    upstreams.upstream.plays("dogApi", {
      status: 200,
      headers: { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "990" },
      body: { n: 1 },
    });
    await Promise.allSettled(askMany(upstreams, 5));
    expect(upstreams.upstream.calls("dogApi")).toHaveLength(2);
    expect(statusOf(upstreams)?.quota).toMatchObject({ left: 0, of: 2, words: "2 calls an hour" });
  });

  test("no quota at all, by the operator's word", async () => {
    const upstreams = await numbers("dogApi", { quotas: { dogApi: [] } });
    await Promise.all(askMany(upstreams, 30));
    expect(statusOf(upstreams)?.quota).toBeUndefined();
  });

  test("429 without a time: it rests, and that is a guess", async () => {
    const upstreams = await answering({}, 429);
    const failure = await failureOf(upstreams.ask.get("dogApi", numberAt("/")));
    if (!(failure instanceof RateLimitError)) throw failure;
    expect(userMessage(failure)).toMatch(
      /^The Dog API is resting, I guess for a minute\. Ask me again in \d\d seconds\.$/,
    );
  });

  test("429 without a time, when our count says the same", async () => {
    const upstreams = await numbers("dogApi");
    await Promise.all(askMany(upstreams, 9));
    upstreams.upstream.plays("dogApi", { status: 429 }, 1);
    const failure = await failureOf(upstreams.ask.get("dogApi", numberAt("/more")));
    expect(failure instanceof RateLimitError && userMessage(failure)).toMatch(
      /gives me 10 calls a minute and they are used up/,
    );
  });

  test("none left until a reset: rests till then", async () => {
    const reset = Math.ceil(Date.now() / 1_000) + 600;
    const upstreams = await answering({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) });
    const status = statusOf(upstreams);
    expect(status?.state).toBe("resting");
    expect(Math.abs((status?.at ?? 0) - reset * 1_000)).toBeLessThan(1_000);
    expect(await failureOf(upstreams.ask.get("dogApi", numberAt("/")))).toBeInstanceOf(RateLimitError);
  });

  test("429 and an hour's Retry-After: refused at once, for all questions", async () => {
    const upstreams = await answering({ "retry-after": "3600" }, 429);
    const failure = await failureOf(upstreams.ask.get("dogApi", numberAt("/other")));
    if (!(failure instanceof RateLimitError)) throw failure;
    expect(failure.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(failure.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    expect(upstreams.upstream.calls("dogApi")).toEqual(["GET /first"]);
  });

  test("429 and a Retry-After beyond belief is cut to what a quota can need", async () => {
    const upstreams = await answering({ "retry-after": "999999999999" }, 429);
    expect((statusOf(upstreams)?.at ?? 0) - Date.now()).toBeLessThanOrEqual(3_600_000);
  });

  test.each([429, 503])("%s and a short Retry-After: waited for, then tried again", async (status) => {
    const upstreams = await numbers("dogApi");
    upstreams.upstream.plays("dogApi", { status, headers: { "retry-after": "0.1" } }, 1);
    expect((await upstreams.ask.get("dogApi", numberAt("/"))).value.n).toBe(1);
    const [first, second] = upstreams.upstream.requests("dogApi");
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(99);
  });

  test("503 and a long Retry-After: not answering, and not asked meanwhile", async () => {
    const upstreams = await answering({ "retry-after": "120" }, 503);
    const failure = await failureOf(upstreams.ask.get("dogApi", numberAt("/other")));
    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).not.toBeInstanceOf(RateLimitError);
    expect(upstreams.upstream.calls("dogApi")).toHaveLength(1);
  });

  test("a caller with more time waits out a rest that another could not", async () => {
    const upstreams = await answering({ "retry-after": "2" }, 429);
    upstreams.upstream.plays("dogApi", { status: 429, headers: { "retry-after": "0.3" } }, 1);
    const hasty = upstreams.client.askFor(testCaller(20_000, { deadline: steadyNow() }));
    expect(await failureOf(hasty.get("dogApi", numberAt("/hasty")))).toBeInstanceOf(RateLimitError);
    expect((await upstreams.ask.get("dogApi", numberAt("/patient"))).value.n).toBeGreaterThan(0);
  });
});
