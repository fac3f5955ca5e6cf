import { describe, expect, test, vi } from "vitest";
import { NotFoundError, RateLimitError, ShareError, UpstreamError } from "../../src/core/errors.ts";
import { t } from "../../src/core/text.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { AnswerCache, bytesOf } from "../../src/upstream/cache.ts";
import { testCaller } from "../support/ask.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

const kept = numberAt("/n", { freshMs: DAY_MS });
const stale = numberAt("/n", { staleMs: DAY_MS });
const old = numberAt("/n");

describe("how old an answer is", () => {
  test("fresh: given without a call", async () => {
    const { ask, upstream } = await numbers("dogCeo");
    const first = await ask.get("dogCeo", kept);
    expect(await ask.get("dogCeo", kept)).toEqual(first);
    expect(first.source).toMatchObject({ name: "dog.ceo", isRecorded: false, staleBecause: undefined });
    expect(first.source.fetchedAt).toBeGreaterThan(Date.now() - 5_000);
    expect(upstream.calls("dogCeo")).toHaveLength(1);
  });

  test("fresh: the very same to everybody, and another once it was fetched anew", async () => {
    const { ask } = await numbers("dogCeo");
    await ask.get("dogCeo", kept);
    const [one, other] = [await ask.get("dogCeo", kept), await ask.get("dogCeo", kept)];
    expect(other).toBe(one);
    const newer = await ask.get("dogCeo", old);
    expect(newer).not.toBe(one);
    expect(newer.source).not.toBe(one.source);
  });

  test("fresh: not even a schema is made for it", async () => {
    const { ask } = await numbers("dogCeo");
    const schema = vi.fn(kept.schema);
    for (let times = 0; times < 3; times += 1) await ask.get("dogCeo", { ...kept, schema });
    expect(schema).toHaveBeenCalledOnce();
  });

  test("stale: given at once, and a fresh one is fetched behind it, once", async () => {
    const { ask, client, upstream } = await numbers("dogCeo");
    await ask.get("dogCeo", stale);
    upstream.plays("dogCeo", { slowMs: 50 });
    const admit = vi.fn();
    const person = client.askFor(testCaller(5_000, { admit }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => person.get("dogCeo", stale)));
    expect(answers.map(({ value }) => value.n)).toEqual(Array(20).fill(1));
    expect(admit).not.toHaveBeenCalled();
    await expect.poll(async () => (await ask.get("dogCeo", kept)).value.n).toBe(2);
    expect(upstream.calls("dogCeo")).toHaveLength(2);
  });

  test("old: waited for", async () => {
    const { ask } = await numbers("dogCeo");
    await ask.get("dogCeo", old);
    expect((await ask.get("dogCeo", old)).value.n).toBe(2);
  });

  test("the order of the parameters makes no other question, an undefined one none at all", async () => {
    const { ask, upstream } = await numbers("dogCeo");
    await ask.get("dogCeo", { ...kept, query: { a: 1, b: true } });
    await ask.get("dogCeo", { ...kept, query: { b: true, c: undefined, a: 1 } });
    expect(upstream.calls("dogCeo")).toEqual(["GET /n?a=1&b=true"]);
  });

  test("recorded answers say so", async () => {
    const { ask } = await numbers("dogCeo", { isRecorded: true });
    expect((await ask.get("dogCeo", kept)).source.isRecorded).toBe(true);
  });
});

describe("an old answer stands in", () => {
  test("when the upstream is down", async () => {
    const { ask, upstream } = await numbers("marsNasa");
    const first = await ask.get("marsNasa", old);
    upstream.plays("marsNasa", "html503");
    const { value, source } = await ask.get("marsNasa", old);
    expect(value).toEqual(first.value);
    expect(source).toEqual({ ...first.source, staleBecause: "NASA is not answering right now" });
  });

  test("when the upstream sends nonsense, or nothing", async () => {
    const { ask, upstream } = await numbers("marsNasa");
    await ask.get("marsNasa", old);
    for (const fault of ["brokenJson", "hung", "reset"] as const) {
      upstream.plays("marsNasa", fault);
      expect((await ask.get("marsNasa", old)).source.staleBecause).toBe("NASA is not answering right now");
    }
  });

  test("when the quota is used up", async () => {
    const quotas = [{ calls: 1, perMs: DAY_MS, words: "1 search a day" }];
    const { ask, upstream } = await numbers("giphy", { rows: { giphy: { quotas } } });
    await ask.get("giphy", old);
    expect((await ask.get("giphy", old)).source.staleBecause).toBe("GIPHY's quota is used up");
    expect(await failureOf(ask.get("giphy", numberAt("/other")))).toBeInstanceOf(RateLimitError);
    expect(upstream.calls("giphy")).toHaveLength(1);
  });

  test("when the person has used up the fair share", async () => {
    const { ask, client } = await numbers("dogApi");
    await ask.get("dogApi", old);
    const admit = () => {
      throw new ShareError("person", 1_000, "The Dog API's 10 calls a minute");
    };
    const greedy = client.askFor(testCaller(5_000, { admit }));
    expect((await greedy.get("dogApi", old)).source.staleBecause).toBe("a newer one is beyond the share for now");
    expect(await failureOf(greedy.get("dogApi", numberAt("/other")))).toBeInstanceOf(ShareError);
  });

  test("but not for a plain no", async () => {
    const { ask } = await numbers("dogCeo");
    await ask.get("dogCeo", old);
    const gone = { ...old, judge: () => new NotFoundError(t`No such breed.`) };
    expect(await failureOf(ask.get("dogCeo", gone))).toBeInstanceOf(NotFoundError);
  });

  test("while a refresh behind a stale answer fails without a sound", async () => {
    const { ask, upstream } = await numbers("dogCeo");
    await ask.get("dogCeo", stale);
    upstream.plays("dogCeo", { status: 500 });
    expect((await ask.get("dogCeo", stale)).source.staleBecause).toBeUndefined();
    await expect.poll(() => upstream.calls("dogCeo").length).toBe(2);
    expect(await failureOf(ask.get("dogCeo", numberAt("/other")))).toBeInstanceOf(UpstreamError);
  });
});

describe("memory", () => {
  test("has a bound, and what was not asked for longest goes first", () => {
    const cache = new AnswerCache(100_000);
    const answer = { value: "x", headers: {}, fetchedAt: 0, arrivedAt: 0, bytes: 7_952 };
    for (let n = 0; n < 1_000; n += 1) {
      cache.set(String(n), answer);
      cache.get("0");
    }
    expect(cache.bytes).toBe(100_000);
    expect(cache.get("0")).toBe(answer);
    expect(cache.get("1")).toBeUndefined();
    expect(cache.get("999")).toBe(answer);
  });

  test("an answer larger than all of it is given and not kept", async () => {
    const { ask, upstream } = await numbers("dogCeo", { tuning: { maxCacheBytes: 2_500 } });
    upstream.plays("dogCeo", { body: { n: 7, padding: "x".repeat(1_000) } });
    expect((await ask.get("dogCeo", kept)).value.n).toBe(7);
    expect((await ask.get("dogCeo", kept)).value.n).toBe(7);
    expect(upstream.calls("dogCeo")).toHaveLength(2);
  });

  test("a value made from a stream is measured, whatever it is", () => {
    expect(bytesOf(new Map([["Germany", new Float64Array(1_000)]]))).toBeGreaterThan(8_000);
    expect(bytesOf({ run: () => {} })).toBeGreaterThan(0);
  });
});
