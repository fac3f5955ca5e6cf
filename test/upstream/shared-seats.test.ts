import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { RateLimitError } from "../../src/core/errors.ts";
import { HOUR_MS, SECOND_MS } from "../../src/core/time.ts";
import { Database } from "../../src/state/database.ts";
import { Quotas } from "../../src/state/quotas.ts";
import { ReplicaCount } from "../../src/state/replica-count.ts";
import type { Quota } from "../../src/upstream/limits.ts";
import { eventually } from "../support/shared.ts";
import { failureOf, numberAt } from "./numbers.ts";
import { type AskingReplica, mostWithin, replicas } from "./replicas.ts";

/** What GIPHY's free plan allows in an hour. */
const CALLS = 100;

const quota = (calls: number, perMs: number): Quota => ({ calls, perMs, words: `${calls} calls a moment` });

/** So many different questions at once, and how many were answered. */
async function ask(replica: AskingReplica | undefined, count: number, name = "x"): Promise<number> {
  const asked = Array.from({ length: count }, (_, n) => replica?.ask.get("dogApi", numberAt(`/${name}/${n}`)));
  return (await Promise.allSettled(asked)).filter(({ status }) => status === "fulfilled").length;
}

/** A replica that can be killed. */
async function replicaProcess(redisUrl: string, upstreamUrl: string): Promise<ChildProcess> {
  const file = join(import.meta.dirname, "../support/asks-shared.ts");
  const child = fork(file, [redisUrl, upstreamUrl], { stdio: "inherit" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "message");
  return child;
}

async function askIn(child: ChildProcess | undefined, questions: number): Promise<number> {
  child?.send(questions);
  const [answered] = child === undefined ? [] : await once(child, "message");
  return Number(answered);
}

describe("a quota that replicas share", () => {
  test("four processes at three times the demand use all of it, and no more", async () => {
    const { redis, upstream } = await replicas(0);
    const processes = await Promise.all(
      Array.from({ length: 4 }, () => replicaProcess(redis.url, upstream.urlOf("giphy"))),
    );
    const answered = await Promise.all(processes.map((child) => askIn(child, (CALLS * 3) / 4)));
    expect(answered.reduce((sum, count) => sum + count)).toBe(CALLS);
    expect(upstream.calls("giphy")).toHaveLength(CALLS);
    await askIn(processes[0], 200);
    expect(upstream.calls("giphy")).toHaveLength(CALLS);
  }, 60_000);

  test("is exceeded in no stretch of its time, and everybody gets a turn", async () => {
    const [calls, perMs] = [20, 500];
    const rows = { dogApi: { quotas: [quota(calls, perMs)], maxConcurrent: 50 } };
    const { all, upstream } = await replicas(4, { rows });
    expect(await Promise.all(all.map((replica, index) => ask(replica, 30, `${index}`)))).toEqual([30, 30, 30, 30]);
    expect(mostWithin(perMs, upstream, "dogApi")).toBeLessThanOrEqual(calls);
  }, 60_000);

  test("is one window for all, and each says when there is room", async () => {
    const { all, upstream } = await replicas(2, { rows: { dogApi: { quotas: [quota(10, HOUR_MS)] } } });
    const [one, other] = all;
    expect(await ask(one, 8)).toBe(8);
    expect(await ask(other, 8)).toBe(2);
    const refusal = await failureOf(other?.ask.get("dogApi", numberAt("/more")) ?? Promise.resolve());
    expect(refusal).toBeInstanceOf(RateLimitError);
    expect((refusal as RateLimitError).retryAfterMs).toBeGreaterThan(HOUR_MS - 60 * SECOND_MS);
    expect(await ask(one, 5, "again")).toBe(0);
    expect(upstream.calls("dogApi")).toHaveLength(10);
    await eventually(() => all.every((replica) => replica.status("dogApi")?.quota?.left === 0));
  });

  test("spacing holds over all", async () => {
    const { all, upstream } = await replicas(2, { rows: { dogApi: { quotas: [], minTimeMs: 200 } } });
    await Promise.all(all.map((replica, index) => ask(replica, 4, `${index}`)));
    const starts = upstream.requests("dogApi").map(({ startedAt }) => startedAt);
    expect(starts).toHaveLength(8);
    // Seven spaces; the first call may have been slow to arrive
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeGreaterThan(5 * 200);
  });

  test("what the upstream says is left holds for all", async () => {
    const { all, upstream } = await replicas(2, { rows: { dogApi: { quotas: [quota(50, HOUR_MS)] } } });
    const headers = { "x-ratelimit-remaining": "3", "x-ratelimit-reset": "3600" };
    upstream.plays("dogApi", { status: 200, body: { n: 1 }, headers }, 1);
    expect(await ask(all[0], 1)).toBe(1);
    await eventually(() => all[0]?.status("dogApi")?.quota?.left === 3);
    expect(await ask(all[1], 10)).toBe(3);
  });

  test("told to wait, all wait", async () => {
    const { all, upstream } = await replicas(2, { rows: { dogApi: { quotas: [quota(50, HOUR_MS)] } } });
    upstream.plays("dogApi", { status: 429, headers: { "retry-after": "1800" } }, 1);
    await failureOf(all[0]?.ask.get("dogApi", numberAt("/first")) ?? Promise.resolve());
    await eventually(() => all[0]?.shared.state().isConnected === true);
    const refusal = await failureOf(all[1]?.ask.get("dogApi", numberAt("/second")) ?? Promise.resolve());
    expect((refusal as RateLimitError).retryAfterMs).toBeGreaterThan(1_700 * SECOND_MS);
    expect(upstream.calls("dogApi")).toHaveLength(1);
  });

  test("each account has one of its own, over all", async () => {
    const { all } = await replicas(2, { rows: { github: { quotas: [quota(3, HOUR_MS)] } } });
    const askAs = async (replica: AskingReplica | undefined, token: string, count: number) => {
      const secrets = { headers: { authorization: token } };
      const asked = Array.from({ length: count }, (_, n) => replica?.ask.get("github", numberAt(`/${n}`, { secrets })));
      return (await Promise.allSettled(asked)).filter(({ status }) => status === "fulfilled").length;
    };
    expect(await askAs(all[0], "ann", 2)).toBe(2);
    expect(await askAs(all[1], "ann", 2)).toBe(1);
    expect(await askAs(all[1], "bob", 2)).toBe(2);
  });
});

describe("a quota that replicas share, and something dies", () => {
  test("a replica killed in the middle of calls: its seats come back by themselves", async () => {
    const { redis, upstream, all } = await replicas(1, {
      rows: { giphy: { quotas: [quota(CALLS, 2_000)], tryTimeoutMs: 1_000 } },
    });
    const child = await replicaProcess(redis.url, upstream.urlOf("giphy"));
    upstream.plays("giphy", "hung");
    child.send(8);
    await eventually(() => upstream.calls("giphy").length === 8);
    child.kill("SIGKILL");
    upstream.plays("giphy", undefined);
    // Seats are held in the child's window of an hour: those of this one's windows are free
    const asked = Array.from({ length: 20 }, (_, n) => all[0]?.ask.get("giphy", numberAt(`/${n}`)));
    expect((await Promise.allSettled(asked)).every(({ status }) => status === "fulfilled")).toBe(true);
    // And the child's own are gone with its window at the latest
    const keptMs = await redis.client.pttl("magpie:limit:giphy:3600000");
    expect(keptMs).toBeGreaterThan(0);
    expect(keptMs).toBeLessThan(HOUR_MS + 60 * SECOND_MS);
  }, 40_000);

  test.each(["killed", "hung", "a copy", "out of memory"] as const)(
    "Redis is %s: each goes on with its share of what was left, and all is known again afterwards",
    async (fault) => {
      const { all, redis, upstream } = await replicas(2, { rows: { dogApi: { quotas: [quota(10, HOUR_MS)] } } });
      const [one, other] = all;
      await eventually(() => all.every(({ shared }) => shared.replicas().count === 2));
      expect(await ask(other, 1, "before")).toBe(1);
      expect(await ask(one, 3, "before")).toBe(3);
      // The other has heard what the first has spent
      await eventually(() => other?.status("dogApi")?.quota?.left === 6);
      if (fault === "killed") await redis.kill();
      else if (fault === "hung") redis.hang();
      else if (fault === "a copy") await redis.client.replicaof("127.0.0.1", "1");
      else await redis.client.config("SET", "maxmemory", "1");
      expect(await ask(one, 10, "alone")).toBe(3);
      expect(await ask(other, 10, "alone")).toBe(3);
      if (fault === "killed") await redis.restart();
      else if (fault === "hung") redis.goOn();
      else if (fault === "a copy") await redis.client.replicaof("NO", "ONE");
      else await redis.client.config("SET", "maxmemory", "0");
      await eventually(() => all.every(({ shared }) => shared.state().isConnected));
      // Whoever has not told yet is waited for
      await eventually(async () => Number(await redis.client.hget("magpie:limit:dogApi", "t3600000")) >= 10);
      expect(await ask(one, 5, "after")).toBe(0);
      expect(await ask(other, 5, "after")).toBe(0);
      expect(upstream.calls("dogApi")).toHaveLength(10);
    },
    60_000,
  );

  test("a new replica learns what the others have spent", async () => {
    const { all, join: joinIn } = await replicas(1, { rows: { dogApi: { quotas: [quota(10, HOUR_MS)] } } });
    expect(await ask(all[0], 7)).toBe(7);
    expect(await ask(await joinIn(), 10)).toBe(3);
  });

  test("just after Redis was emptied each keeps to its share of what was left, and tells what it holds", async () => {
    const rows = { dogApi: { quotas: [quota(10, HOUR_MS)] } };
    const { join: joinIn, redis, upstream } = await replicas(0, { rows, settleMs: HOUR_MS });
    // Long ago, so that nobody has to wait for the others at the beginning
    await redis.client.set("magpie:birth", "0");
    const [one, other] = [await joinIn(), await joinIn()];
    await eventually(() => [one, other].every(({ shared }) => shared.replicas().count === 2));
    expect(await ask(one, 5, "before")).toBe(5);
    expect(await ask(other, 1, "before")).toBe(1);
    await eventually(() => one.status("dogApi")?.quota?.left === 4);
    await redis.client.flushall();
    const after = await ask(one, 10, "after");
    expect(after).toBe(2);
    // Half of the four, or of the three that are left once the first has told
    const afterwards = await ask(other, 10, "after");
    expect([1, 2]).toContain(afterwards);
    const spent = 6 + after + afterwards;
    expect(upstream.calls("dogApi")).toHaveLength(spent);
    await eventually(async () => Number(await redis.client.hget("magpie:limit:dogApi", "t3600000")) === spent);
  }, 60_000);
});

describe("replicas that start while Redis is away", () => {
  const rows = { dogApi: { quotas: [quota(30, HOUR_MS)] } };

  test("take each its share of what those before have left, however many have lived and stopped", async () => {
    const database = new Database("sqlite::memory:");
    onTestFinished(() => database.close());
    const [store, count] = [new Quotas(database), new ReplicaCount(database)];
    const { all, redis, upstream, join: joinIn } = await replicas(3, { rows, quotaStore: store, memory: count });
    await eventually(() => all.every(({ shared }) => shared.replicas().count === 3));
    await eventually(async () => (await count.read()) === 3);
    expect(await ask(all[0], 6, "before")).toBe(6);
    for (const { shared, close } of all) {
      await close();
      await shared.close();
    }
    await redis.kill();
    const later = [await joinIn("away"), await joinIn("away"), await joinIn("away")];
    await eventually(() => later.every(({ shared }) => shared.replicas().count === 3));
    // A third of the 24 that are left, and of fewer where another one has begun to take them
    expect(await ask(later[0], 30, "first")).toBe(8);
    for (const [index, replica] of later.slice(1).entries()) {
      const answered = await ask(replica, 30, `other${index}`);
      expect(answered).toBeGreaterThan(0);
      expect(answered).toBeLessThanOrEqual(8);
    }
    expect(upstream.calls("dogApi").length).toBeLessThanOrEqual(30);
    expect(later[0]?.shared.state().detail).toMatch(/3 replicas by what was known before$/);
  }, 30_000);

  test("take a part, where nobody knows how many there are", async () => {
    const { redis, join: joinIn } = await replicas(0, { rows });
    await redis.kill();
    expect(await ask(await joinIn("away"), 30)).toBe(Math.floor(30 / 4));
  });
});
