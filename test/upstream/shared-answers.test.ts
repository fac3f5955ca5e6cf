import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { z } from "zod";
import { NotFoundError } from "../../src/core/errors.ts";
import { bold, t } from "../../src/core/text.ts";
import { HOUR_MS, MINUTE_MS } from "../../src/core/time.ts";
import type { Question } from "../../src/upstream/question.ts";
import { describeWithRedis } from "../support/redis.ts";
import { eventually } from "../support/shared.ts";
import { failureOf, numberAt } from "./numbers.ts";
import { type AskingReplica, type Replicas, replicas } from "./replicas.ts";

const rows = { dogApi: { quotas: [] }, github: { quotas: [] }, githubSearch: { quotas: [] }, giphy: { quotas: [] } };

const kept = { freshMs: HOUR_MS, staleMs: HOUR_MS };

function ofAnHour(path: string, changes: Partial<Question<{ n: number }>> = {}): Question<{ n: number }> {
  return numberAt(path, { ...kept, ...changes });
}

/** So many replicas, by name. */
async function pair(
  parts: Parameters<typeof replicas>[1] = {},
): Promise<Replicas & Record<"one" | "other", AskingReplica>> {
  const made = await replicas(2, { rows, ...parts });
  const [one, other] = made.all;
  if (one === undefined || other === undefined) throw new TypeError("there are two");
  return { ...made, one, other };
}

async function sharedKeys(redis: Replicas["redis"]): Promise<readonly string[]> {
  return redis.client.keys("magpie:value:answer:*");
}

/** Waits until so many answers stand in Redis. */
async function standing(redis: Replicas["redis"], count: number): Promise<void> {
  await eventually(async () => (await sharedKeys(redis)).length === count);
}

/** Everything that stands in Redis, as text. */
async function allOf(redis: Replicas["redis"]): Promise<string> {
  const client = new Redis(redis.url);
  const names = await client.keys("*");
  const values = await Promise.all(names.map((name) => client.dumpBuffer(name)));
  client.disconnect();
  return `${names.join("\n")}\n${values.map((value) => value?.toString("latin1")).join("\n")}`;
}

describeWithRedis("answers that replicas share", () => {
  test("one is asked, the other serves it without a call and as old as it is", async () => {
    const { one, other, redis, upstream } = await pair();
    const first = await one.ask.get("dogApi", ofAnHour("/a"));
    await standing(redis, 1);
    const second = await other.ask.get("dogApi", ofAnHour("/a"));
    expect(second.value).toEqual(first.value);
    expect(Math.abs(second.source.fetchedAt - first.source.fetchedAt)).toBeLessThan(1_000);
    expect(upstream.calls("dogApi")).toHaveLength(1);
    // It holds as long as its question says
    const [key = ""] = await sharedKeys(redis);
    expect(await redis.client.pttl(key)).toBeGreaterThan(2 * HOUR_MS - MINUTE_MS);
    expect(await redis.client.pttl(key)).toBeLessThanOrEqual(2 * HOUR_MS);
  });

  test("a large one comes packed and whole; one that is too large is not shared", async () => {
    const { one, other, redis, upstream } = await pair();
    const words = { schema: () => z.object({ words: z.string() }), ...kept };
    const long = "magpie, ärger 🐦 ".repeat(2_000);
    upstream.plays("dogApi", { body: { words: long } });
    await one.ask.get("dogApi", { path: "/long", ...words });
    await standing(redis, 1);
    const [key = ""] = await sharedKeys(redis);
    expect(await redis.client.strlen(key)).toBeLessThan(long.length / 10);
    expect((await other.ask.get("dogApi", { path: "/long", ...words })).value.words).toBe(long);
    expect(upstream.calls("dogApi")).toHaveLength(1);
    const huge = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join("");
    upstream.plays("dogApi", { body: { words: huge } });
    await one.ask.get("dogApi", { path: "/huge", ...words });
    upstream.plays("dogApi", { body: { words: "b" } });
    await one.ask.get("dogApi", { path: "/b", ...words });
    await standing(redis, 2);
    await other.ask.get("dogApi", { path: "/huge", ...words });
    expect(upstream.calls("dogApi").filter((line) => line.includes("huge"))).toHaveLength(2);
  });

  test("with an ETag, whoever asks next asks whether it still holds, and tells the others", async () => {
    const { one, other, redis, upstream, join } = await pair();
    const soonStale = ofAnHour("/a", { freshMs: 1 });
    upstream.plays("dogApi", { status: 200, body: { n: 41 }, headers: { etag: '"x"' } }, 1);
    const first = await one.ask.get("dogApi", soonStale);
    await standing(redis, 1);
    upstream.plays("dogApi", { status: 304, headers: { etag: '"x"' } });
    expect((await other.ask.get("dogApi", soonStale)).value.n).toBe(41);
    await eventually(() => upstream.requests("dogApi")[1]?.headers["if-none-match"] === '"x"');
    // With the body as it was, and younger
    const third = await join();
    await eventually(async () => {
      const answer = await third.ask.get("dogApi", ofAnHour("/a"));
      return answer.value.n === 41 && answer.source.fetchedAt > first.source.fetchedAt;
    });
  });

  test("one that this version reads differently counts as none", async () => {
    const { one, other, redis, upstream } = await pair();
    await one.ask.get("dogApi", ofAnHour("/a"));
    await standing(redis, 1);
    upstream.plays("dogApi", { body: { name: "Rex" } });
    const newer = { path: "/a", schema: () => z.object({ name: z.string() }), ...kept };
    expect((await other.ask.get("dogApi", newer)).value).toEqual({ name: "Rex" });
    expect(upstream.calls("dogApi")).toHaveLength(2);
  });

  test.each(["", "nonsense", "{}\n{}", '{"fetchedAt":1,"headers":{},"isPacked":true}\n{}'])(
    "what is no answer counts as none: %j",
    async (bytes) => {
      const { one, other, redis, upstream } = await pair();
      await one.ask.get("dogApi", ofAnHour("/a"));
      await standing(redis, 1);
      await redis.client.set((await sharedKeys(redis))[0] ?? "", bytes);
      expect((await other.ask.get("dogApi", ofAnHour("/a"))).value.n).toBe(2);
      expect(upstream.calls("dogApi")).toHaveLength(2);
    },
  );

  test("one from a clock that is ahead is as old as nothing can be younger than", async () => {
    const { one, other, redis } = await pair();
    await one.ask.get("dogApi", ofAnHour("/a"));
    await standing(redis, 1);
    const ahead = JSON.stringify({ fetchedAt: Date.now() + 10 * HOUR_MS, headers: {}, isPacked: false });
    await redis.client.set((await sharedKeys(redis))[0] ?? "", `${ahead}\n{"n":7}`);
    const answer = await other.ask.get("dogApi", ofAnHour("/a"));
    expect(answer.value.n).toBe(7);
    expect(answer.source.fetchedAt).toBeLessThanOrEqual(Date.now());
  });

  test("what there is not, no other asks for again, and says it in the same words", async () => {
    const { one, other, redis, upstream } = await pair();
    const none = () => new NotFoundError(t`no dog called ${bold("Rex")}`, [{ option: "a", value: "b", label: "c" }]);
    const question = ofAnHour("/rex", { judge: none, noneMs: MINUTE_MS });
    const first = await failureOf(one.ask.get("dogApi", question));
    await standing(redis, 1);
    const [key = ""] = await sharedKeys(redis);
    expect(await redis.client.pttl(key)).toBeLessThanOrEqual(MINUTE_MS);
    const second = await failureOf(other.ask.get("dogApi", question));
    expect(second).toBeInstanceOf(NotFoundError);
    expect(second).toMatchObject({ userText: none().userText, suggestions: none().suggestions, isUnsure: false });
    expect(first).toMatchObject({ userText: none().userText });
    expect(upstream.calls("dogApi")).toHaveLength(1);
    // It is not kept longer than the first would
    await redis.client.del(key);
    await failureOf(other.ask.get("dogApi", question));
    expect(upstream.calls("dogApi")).toHaveLength(1);
  });

  test("nothing that is kept for no time is shared, nor what another version said", async () => {
    const { one, other, redis, upstream } = await pair();
    const judge = () => new NotFoundError(t`none`);
    for (const { ask } of [one, other]) await failureOf(ask.get("dogApi", ofAnHour("/x", { judge, noneMs: 0 })));
    expect(upstream.calls("dogApi")).toHaveLength(2);
    await failureOf(one.ask.get("dogApi", ofAnHour("/y", { judge })));
    await standing(redis, 1);
    await redis.client.set((await sharedKeys(redis))[0] ?? "", 'none 0.0.0\n{"words":"old"}');
    await failureOf(other.ask.get("dogApi", ofAnHour("/y", { judge })));
    expect(upstream.calls("dogApi")).toHaveLength(4);
  });

  test("those of a person are never among them, nor is what anybody typed in a name", async () => {
    const { one, other, redis, upstream } = await pair({ keys: { giphy: "operators-key" } });
    const secrets = { headers: { authorization: "Bearer gho_secret" } };
    for (const { ask } of [one, other]) {
      await ask.get("github", ofAnHour("/users/ann", { secrets }));
      await ask.get("github", ofAnHour("/users/ann"));
      await ask.get("githubSearch", ofAnHour("/mylibrary", { secrets }));
      await ask.get("dogApi", ofAnHour("/mine", { secrets }));
      await ask.get(
        "giphy",
        ofAnHour("/search", { query: { q: "typed" }, secrets: { query: { api_key: "operators-key" } } }),
      );
    }
    await standing(redis, 1);
    expect(upstream.calls("giphy")).toHaveLength(1);
    expect(upstream.calls("dogApi")).toHaveLength(2);
    expect(await allOf(redis)).not.toMatch(/gho_secret|operators-key|typed|users.ann/);
  });

  test("what needs no account is everybody's, whatever headers it is asked with", async () => {
    const { one, other, redis, upstream } = await pair();
    const headers = { accept: "application/vnd.github+json" };
    await one.ask.get("githubPublic", ofAnHour("/events", { headers }));
    await standing(redis, 1);
    await other.ask.get("githubPublic", ofAnHour("/events", { headers }));
    expect(upstream.requests("githubPublic").map((request) => request.headers)).toMatchObject([headers]);
  });

  test("what is in memory is given without a word to Redis", async () => {
    const { one, redis } = await pair();
    await one.ask.get("dogApi", ofAnHour("/a"));
    await standing(redis, 1);
    const commands = async () =>
      Number((await redis.client.info("commandstats")).match(/^cmdstat_get:calls=(\d+)/m)?.[1]);
    const before = await commands();
    for (let n = 0; n < 100; n += 1) await one.ask.get("dogApi", ofAnHour("/a"));
    // The signs of life go on
    expect(await commands()).toBeLessThan(before + 50);
  });
});

describeWithRedis("a question on several replicas at once", () => {
  test("1,000 equal ones over four replicas make one call", async () => {
    const { all, upstream } = await replicas(4, { rows });
    const asked = Array.from({ length: 1_000 }, (_, n) => all[n % 4]?.ask.get("dogApi", ofAnHour("/same")));
    const answers = await Promise.all(asked);
    expect(new Set(answers.map((answer) => answer?.value.n))).toEqual(new Set([1]));
    expect(upstream.calls("dogApi")).toHaveLength(1);
  });

  test("who waits for another's answer spends nothing of the quota", async () => {
    const quotas = [{ calls: 10, perMs: HOUR_MS, words: "10 calls an hour" }];
    const { one, other, upstream } = await pair({ rows: { dogApi: { quotas } } });
    const { promise, resolve } = Promise.withResolvers<void>();
    upstream.plays("dogApi", { until: promise }, 1);
    const first = one.ask.get("dogApi", ofAnHour("/a"));
    await eventually(() => upstream.calls("dogApi").length === 1);
    const second = other.ask.get("dogApi", ofAnHour("/a"));
    // It waits: nothing is left for it to do but to look
    await other.shared.values.get("whatever");
    resolve();
    expect((await second).value).toEqual((await first).value);
    await eventually(() => one.status("dogApi")?.quota?.left === 9);
    await other.ask.get("dogApi", ofAnHour("/b"));
    await eventually(() => [one, other].every((replica) => replica.status("dogApi")?.quota?.left === 8));
  });

  test("the first is killed in the middle: another asks once its lock has expired", async () => {
    const { one, other, upstream } = await pair();
    upstream.plays("dogApi", "hung", 1);
    const left = failureOf(one.ask.get("dogApi", ofAnHour("/a")));
    await eventually(() => upstream.calls("dogApi").length === 1);
    // As a kill would: it holds the lock, and neither renews nor frees it
    await one.shared.close();
    expect((await other.ask.get("dogApi", ofAnHour("/a"))).value.n).toBeGreaterThan(0);
    expect(upstream.calls("dogApi")).toHaveLength(2);
    await one.close();
    await left;
  }, 30_000);

  test("the first fails: the next asks for itself", async () => {
    const { one, other, upstream } = await pair();
    const { promise, resolve } = Promise.withResolvers<void>();
    upstream.plays("dogApi", { until: promise }, 1);
    const first = one.ask.get("dogApi", ofAnHour("/a"));
    await eventually(() => upstream.calls("dogApi").length === 1);
    const second = other.ask.get("dogApi", ofAnHour("/a"));
    resolve();
    expect((await first).value).toEqual((await second).value);
    expect(upstream.calls("dogApi")).toHaveLength(1);
    upstream.plays("dogApi", { status: 403 }, 1);
    const outcomes = await Promise.allSettled([one, other].map(({ ask }) => ask.get("dogApi", ofAnHour("/b"))));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test.each(["killed", "hung", "emptied"] as const)(
    "Redis is %s in the middle: everybody is answered",
    async (fault) => {
      const { one, other, upstream, redis } = await pair();
      const { promise, resolve } = Promise.withResolvers<void>();
      upstream.plays("dogApi", { until: promise }, 1);
      const first = one.ask.get("dogApi", ofAnHour("/a"));
      await eventually(() => upstream.calls("dogApi").length === 1);
      const second = other.ask.get("dogApi", ofAnHour("/a"));
      if (fault === "killed") await redis.kill();
      else if (fault === "hung") redis.hang();
      else await redis.client.flushall();
      // It waits for nobody
      expect((await second).value.n).toBeGreaterThan(0);
      resolve();
      expect((await first).value.n).toBeGreaterThan(0);
      expect(upstream.calls("dogApi")).toHaveLength(2);
      redis.goOn();
    },
    30_000,
  );
});
