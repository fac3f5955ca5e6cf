import { expect, test } from "vitest";
import { RateLimitError, UpstreamError } from "../../src/core/errors.ts";
import { HOUR_MS, SECOND_MS } from "../../src/core/time.ts";
import { describeWithRedis } from "../support/redis.ts";
import { eventually } from "../support/shared.ts";
import { failureOf, numberAt } from "./numbers.ts";
import { type AskingReplica, type Replicas, replicas } from "./replicas.ts";

const rows = { dogApi: { quotas: [] } };

interface Three extends Replicas {
  readonly one: AskingReplica;
  readonly two: AskingReplica;
  readonly three: AskingReplica;
}

/** Three replicas that leave a failing upstream alone for so long at first, in milliseconds. */
async function threeReplicas(firstMs: number): Promise<Three> {
  const made = await replicas(3, { rows, tuning: { breakerTimes: { firstMs, longestMs: HOUR_MS } } });
  const [one, two, three] = made.all;
  if (one === undefined || two === undefined || three === undefined) throw new TypeError("there are three");
  // A pipeline listens to others from its first question on
  for (const [index, { ask }] of made.all.entries()) await ask.get("dogApi", numberAt(`/first/${index}`));
  return { ...made, one, two, three };
}

/** Asks as often as it takes for the upstream to be left alone by this replica. */
async function seesFail({ ask }: AskingReplica): Promise<void> {
  for (let n = 0; n < 5; n += 1) await failureOf(ask.get("dogApi", numberAt(`/fails/${n}`)));
}

const stateOf = (replica: AskingReplica) => replica.status("dogApi")?.state;

/** Each of them asks this often, at once; the number of calls in all afterwards. */
async function callsAfter({ all, upstream }: Replicas, times: number): Promise<number> {
  const asked = all.flatMap(({ ask }) => Array.from({ length: times }, () => ask.get("dogApi", numberAt("/asked"))));
  await Promise.allSettled(asked);
  return upstream.calls("dogApi").length;
}

describeWithRedis("an upstream that one replica sees fail", () => {
  test("is left alone by all, also by one that starts later", async () => {
    const { upstream, one, two, three, join } = await threeReplicas(HOUR_MS);
    upstream.plays("dogApi", { status: 500 });
    await seesFail(one);
    await eventually(() => [one, two, three].every((replica) => stateOf(replica) === "down"));
    upstream.plays("dogApi", undefined);
    for (const { ask } of [two, three]) {
      expect(await failureOf(ask.get("dogApi", numberAt("/x")))).toBeInstanceOf(UpstreamError);
    }
    expect(upstream.calls("dogApi")).toHaveLength(3 + 5);
    const late = await join();
    await late.ask.get("dogApi", numberAt("/late")).catch(() => {});
    await eventually(() => stateOf(late) === "down");
    expect(upstream.calls("dogApi").length).toBeLessThanOrEqual(3 + 5 + 1);
  });

  test("is tested by one of them, for all", async () => {
    const made = await threeReplicas(SECOND_MS);
    const { upstream, all, one } = made;
    upstream.plays("dogApi", { status: 500 });
    await seesFail(one);
    await eventually(() => all.every((replica) => stateOf(replica) === "down"));
    const { promise, resolve } = Promise.withResolvers<void>();
    upstream.plays("dogApi", { until: promise });
    let tests: Promise<unknown>[] = [];
    await eventually(() => {
      tests = [...tests, ...all.map(({ ask }) => ask.get("dogApi", numberAt("/test")).catch(() => {}))];
      return upstream.calls("dogApi").length > 8;
    });
    // While it is under way, nobody else asks
    const later = all.map(({ ask }) => ask.get("dogApi", numberAt("/later")).catch(() => {}));
    expect(upstream.calls("dogApi")).toHaveLength(9);
    resolve();
    await Promise.all([...tests, ...later]);
    await eventually(() => all.every((replica) => stateOf(replica) === "fine"));
    for (const { ask } of all) expect((await ask.get("dogApi", numberAt("/back"))).value.n).toBeGreaterThan(0);
    expect(all.flatMap(({ log }) => log)).toEqual([]);
  });

  test("is left alone for twice as long when the test fails, by all", async () => {
    const made = await threeReplicas(SECOND_MS);
    const { upstream, all, one } = made;
    upstream.plays("dogApi", { status: 500 });
    await seesFail(one);
    await eventually(() => all.every((replica) => stateOf(replica) === "down"));
    await eventually(async () => (await callsAfter(made, 3)) === 3 + 6);
    await eventually(async () => (await callsAfter(made, 3)) === 3 + 7);
    const at = upstream.requests("dogApi").map(({ startedAt }) => startedAt);
    const [fifth = 0, sixth = 0, seventh = 0] = at.slice(-3);
    expect(sixth - fifth).toBeGreaterThan(SECOND_MS - 50);
    expect(seventh - sixth).toBeGreaterThan(2 * SECOND_MS - 50);
  }, 40_000);

  test("is tested by another one when the one that does is killed", async () => {
    const { upstream, all, one, two } = await threeReplicas(SECOND_MS);
    upstream.plays("dogApi", { status: 500 });
    await seesFail(one);
    await eventually(() => all.every((replica) => stateOf(replica) === "down"));
    upstream.plays("dogApi", "hung", 1);
    let left: Promise<unknown> = Promise.resolve();
    await eventually(() => {
      left = one.ask.get("dogApi", numberAt("/test")).catch(() => {});
      return upstream.calls("dogApi").length === 9;
    });
    // As a kill would: it holds the lock, and neither renews nor frees it
    await one.shared.close();
    await eventually(async () => (await two.ask.get("dogApi", numberAt("/x")).catch(() => undefined)) !== undefined);
    await one.close();
    await left;
  }, 40_000);
});

describeWithRedis("an upstream that does not answer one replica", () => {
  test("is not taken from the others: it may be the replica's own network", async () => {
    const { upstream, one, two, three } = await threeReplicas(HOUR_MS);
    upstream.plays("dogApi", "reset");
    await seesFail(one);
    expect(stateOf(one)).toBe("down");
    upstream.plays("dogApi", undefined);
    for (const { ask } of [two, three]) for (let n = 0; n < 3; n += 1) await ask.get("dogApi", numberAt(`/well/${n}`));
    expect([two, three].map(stateOf)).toEqual(["fine", "fine"]);
    expect(stateOf(one)).toBe("down");
  });

  test("is left alone by all once it does not answer a second one", async () => {
    const { upstream, one, two, three, redis } = await threeReplicas(HOUR_MS);
    upstream.plays("dogApi", "reset");
    await seesFail(one);
    await eventually(async () => (await redis.client.exists("magpie:value:outage:dogApi")) === 1);
    await two.ask.get("dogApi", numberAt("/second")).catch(() => {});
    // Its own look at what the first has told may have come after its first failure
    await two.ask.get("dogApi", numberAt("/second")).catch(() => {});
    await eventually(() => stateOf(three) === "down");
    expect(stateOf(two)).toBe("down");
    const before = upstream.calls("dogApi").length;
    await failureOf(three.ask.get("dogApi", numberAt("/third")));
    expect(upstream.calls("dogApi")).toHaveLength(before);
  });
});

describeWithRedis("while nobody can be asked", () => {
  test("each goes by what it sees itself", async () => {
    const { upstream, redis, all, one, two, three } = await threeReplicas(HOUR_MS);
    await redis.kill();
    await eventually(() => all.every(({ shared }) => !shared.state().isConnected));
    upstream.plays("dogApi", { status: 500 });
    await seesFail(one);
    expect([one, two, three].map(stateOf)).toEqual(["down", "fine", "fine"]);
    upstream.plays("dogApi", undefined);
    expect((await two.ask.get("dogApi", numberAt("/two"))).value.n).toBeGreaterThan(0);
  });

  test("one that all left alone is tested by each", async () => {
    const { upstream, redis, all, one } = await threeReplicas(SECOND_MS);
    upstream.plays("dogApi", { status: 500 });
    await seesFail(one);
    await eventually(() => all.every((replica) => stateOf(replica) === "down"));
    await redis.kill();
    upstream.plays("dogApi", undefined);
    for (const replica of all) {
      await eventually(
        async () => (await replica.ask.get("dogApi", numberAt("/x")).catch(() => undefined)) !== undefined,
      );
      expect(stateOf(replica)).toBe("fine");
    }
  });
});

describeWithRedis("an upstream without a quota that says to wait", () => {
  test("is not asked by any of them", async () => {
    const { upstream, all, one, two, three } = await threeReplicas(HOUR_MS);
    upstream.plays("dogApi", { status: 429, headers: { "retry-after": "1800" } }, 1);
    await failureOf(one.ask.get("dogApi", numberAt("/x")));
    await eventually(() => all.every((replica) => stateOf(replica) === "resting"));
    for (const { ask } of [two, three]) {
      const refusal = await failureOf(ask.get("dogApi", numberAt("/y")));
      expect(refusal).toBeInstanceOf(RateLimitError);
      expect((refusal as RateLimitError).retryAfterMs).toBeGreaterThan(1_700 * SECOND_MS);
    }
    expect(upstream.calls("dogApi")).toHaveLength(4);
  });
});
