import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import * as limits from "../../src/state/redis/limits.ts";
import { pausingNetwork } from "../support/pausing-network.ts";
import { describeWithRedis, redisServer } from "../support/redis.ts";
import { connectedReplica, eventually, replicaOf } from "../support/shared.ts";

const GONE = "Redis is gone: each replica goes on with its share of the quotas";
const BACK = "Redis is back: the quotas are shared again";

describeWithRedis("what replicas have in common", () => {
  test("a claim is one replica's", async () => {
    const { url } = await redisServer();
    const [one, other] = [await connectedReplica(url), await connectedReplica(url)];
    const claims = await Promise.all([one, other].map(({ shared }) => shared.claims.take("delivery:1", 60_000)));
    expect(claims.toSorted()).toEqual([false, true]);
    expect(await other.shared.claims.take("delivery:2", 60_000)).toBe(true);
  });

  test("a lock is held by one until it is released, and frees itself when its holder dies", async () => {
    const { url } = await redisServer();
    const [one, other] = [await connectedReplica(url), await connectedReplica(url)];
    const lock = await one.shared.locks.take("work", 60_000);
    if (lock === undefined || lock === "taken") throw new Error("not taken");
    expect(await other.shared.locks.take("work", 60_000)).toBe("taken");
    expect(await lock.renew()).toBe(true);
    await lock.release();
    expect(await lock.renew()).toBe(false);
    expect(await other.shared.locks.take("work", 100)).toMatchObject({ renew: expect.any(Function) });
    await eventually(async () => (await one.shared.locks.take("work", 100)) !== "taken");
  });

  test("counts add up, all of them or none", async () => {
    const { url } = await redisServer();
    const [one, other] = [await connectedReplica(url), await connectedReplica(url)];
    const counts = [
      { name: "channel", limit: 10 },
      { name: "person", limit: 2 },
    ];
    expect(await one.shared.counts.add(counts, 60_000)).toEqual({});
    expect(await other.shared.counts.add(counts, 60_000)).toEqual({});
    expect(await other.shared.counts.add(counts, 60_000)).toEqual({
      full: { index: 1, resetsInMs: expect.any(Number) },
    });
    // The channel was not counted with the person who had none left
    const channel = [{ name: "channel", limit: 3 }];
    expect(await one.shared.counts.add(channel, 60_000)).toEqual({});
    expect(await one.shared.counts.add(channel, 60_000)).toMatchObject({ full: { index: 0 } });
  });

  test("values are the same bytes on each replica, until they expire", async () => {
    const { url, client } = await redisServer();
    const [one, other] = [await connectedReplica(url), await connectedReplica(url)];
    const bytes = Buffer.from([0, 255, 10, 13]);
    await one.shared.values.set("answer", bytes, 60_000);
    expect(await other.shared.values.get("answer")).toEqual(bytes);
    expect(await client.pttl("magpie:value:answer")).toBeGreaterThan(50_000);
    await other.shared.values.delete("answer");
    expect(await one.shared.values.get("answer")).toBe("none");
  });

  test("a signal is heard by all", async () => {
    const { url } = await redisServer();
    const [one, other] = [await connectedReplica(url), await connectedReplica(url)];
    const heard: string[] = [];
    for (const { shared } of [one, other]) shared.signals.hear("news", (text) => void heard.push(text));
    await eventually(() => {
      one.shared.signals.send("news", "x");
      return heard.length >= 2;
    });
    expect(new Set(heard)).toEqual(new Set(["x"]));
  });

  test("everybody knows how many live, each has a rank of its own, and who stops is gone at once", async () => {
    const { url } = await redisServer();
    const replicas = [await connectedReplica(url), await connectedReplica(url), await connectedReplica(url)];
    await eventually(() => replicas.every(({ shared }) => shared.replicas().count === 3));
    expect(replicas.map(({ shared }) => shared.replicas().rank).toSorted()).toEqual([0, 1, 2]);
    expect(replicas[0]?.shared.state()).toEqual({ isConnected: true, detail: "redis, 3 replicas" });
    await replicas.pop()?.shared.close();
    await eventually(() => replicas.every(({ shared }) => shared.replicas().count === 2));
  });

  test("everything that is kept expires", async () => {
    const { url, client } = await redisServer();
    const { shared } = await connectedReplica(url);
    await shared.claims.take("a", 60_000);
    await shared.locks.take("b", 60_000);
    await shared.counts.add([{ name: "c", limit: 1 }], 60_000);
    await shared.values.set("d", "text", 60_000);
    const keys = await client.keys("*");
    expect(keys.every((key) => key.startsWith("magpie:"))).toBe(true);
    const lasting = (await Promise.all(keys.map(async (key) => ((await client.pttl(key)) < 0 ? [key] : [])))).flat();
    expect(lasting).toEqual(["magpie:birth"]);
  });
});

describeWithRedis("Redis that is not there", () => {
  test("at the start is waited for, and whoever asks is told at once", async () => {
    const server = await redisServer();
    await server.kill();
    const replica = replicaOf(server.url);
    expect(await replica.shared.refusal).toBeUndefined();
    expect(await replica.shared.claims.take("x", 1_000)).toBeUndefined();
    await eventually(() => replica.log.includes(GONE));
    expect(replica.shared.state()).toMatchObject({
      isConnected: false,
      detail: expect.stringContaining("ECONNREFUSED"),
    });
    await server.restart();
    await eventually(() => replica.shared.state().isConnected);
    expect(await replica.shared.claims.take("x", 1_000)).toBe(true);
    expect(replica.log).toEqual([GONE, BACK]);
  });

  test("killed and started again, empty: used again, said once", async () => {
    const server = await redisServer();
    const replica = await connectedReplica(server.url);
    await server.kill();
    await eventually(() => !replica.shared.state().isConnected);
    expect(await replica.shared.claims.take("x", 1_000)).toBeUndefined();
    await eventually(() => replica.log.includes(GONE));
    await server.restart();
    await eventually(() => replica.shared.state().isConnected);
    expect(replica.log).toEqual([GONE, BACK]);
    // Heard again without anybody's subscribing anew
    const heard: string[] = [];
    replica.shared.signals.hear("news", (text) => void heard.push(text));
    await eventually(() => {
      replica.shared.signals.send("news", "x");
      return heard.length > 0;
    });
  });

  test("hung: one command waits a moment, the others none, until it goes on", async () => {
    const server = await redisServer();
    const replica = await connectedReplica(server.url);
    server.hang();
    expect(await replica.shared.claims.take("x", 60_000)).toBeUndefined();
    expect(replica.shared.state()).toMatchObject({ isConnected: false });
    const asked = Array.from({ length: 1_000 }, (_, n) => replica.shared.claims.take(`${n}`, 60_000));
    // No timer can fire between two microtasks
    let hasTimePassed = false;
    setImmediate(() => {
      hasTimePassed = true;
    });
    expect(new Set(await Promise.all(asked))).toEqual(new Set([undefined]));
    expect(hasTimePassed).toBe(false);
    await eventually(() => replica.log.includes(GONE));
    server.goOn();
    await eventually(() => replica.shared.state().isConnected);
    expect(replica.log).toEqual([GONE, BACK]);
  });

  test("behind a network that stands still for ten seconds: gone meanwhile, then used again", {
    timeout: 60_000,
  }, async () => {
    const server = await redisServer();
    const network = await pausingNetwork(server.port);
    const replica = await connectedReplica(`redis://127.0.0.1:${network.port}`);
    expect(await replica.shared.claims.take("x", 60_000)).toBe(true);
    network.pause();
    const until = performance.now() + 10_000;
    expect(await replica.shared.claims.take("y", 60_000)).toBeUndefined();
    while (performance.now() < until) {
      expect(await replica.shared.claims.take("z", 60_000)).toBeUndefined();
      await wait(100);
    }
    expect(replica.log).toEqual([GONE]);
    network.goOn();
    await eventually(() => replica.shared.state().isConnected);
    // What was claimed before is claimed
    expect(await replica.shared.claims.take("x", 60_000)).toBe(false);
    expect(replica.log).toEqual([GONE, BACK]);
  });

  test("is used again within five seconds, by the times that it is given", () => {
    const { LONGEST_RETRY_MS, CONNECT_MS, SILENT_MS, UNSURE_BEAT_MS, COMMAND_MS } = limits;
    expect(LONGEST_RETRY_MS + CONNECT_MS + SILENT_MS + UNSURE_BEAT_MS + COMMAND_MS).toBeLessThan(5_000);
  });

  test("hung at the start: waited for, and closing takes no longer", async () => {
    const server = await redisServer();
    server.hang();
    const replica = replicaOf(server.url);
    expect(await replica.shared.refusal).toBeUndefined();
    await replica.shared.close();
    server.goOn();
  });

  test("a copy that can't be written to, until it is the writable one", async () => {
    const server = await redisServer();
    const replica = await connectedReplica(server.url);
    await server.client.replicaof("127.0.0.1", "1");
    expect(await replica.shared.claims.take("x", 60_000)).toBeUndefined();
    await eventually(() => replica.log.includes(GONE));
    await server.client.replicaof("NO", "ONE");
    await eventually(() => replica.shared.state().isConnected);
    expect(await replica.shared.claims.take("x", 60_000)).toBe(true);
    expect(replica.log).toEqual([GONE, BACK]);
  });

  test("one without memory to spare, until there is some", async () => {
    const server = await redisServer();
    const replica = await connectedReplica(server.url);
    await server.client.config("SET", "maxmemory", "1");
    expect(await replica.shared.claims.take("x", 60_000)).toBeUndefined();
    expect(replica.shared.state()).toMatchObject({ isConnected: false, detail: expect.stringContaining("OOM") });
    await eventually(() => replica.log.includes(GONE));
    await server.client.config("SET", "maxmemory", "0");
    await eventually(() => replica.shared.state().isConnected);
    expect(replica.log).toEqual([GONE, BACK]);
  });

  test.each([
    ["a wrong password", (port: number) => `redis://:wrong@127.0.0.1:${port}`, /WRONGPASS/],
    ["no password", (port: number) => `redis://127.0.0.1:${port}`, /NOAUTH/],
    ["a database that it doesn't have", (port: number) => `redis://:right@127.0.0.1:${port}/99`, /DB index/],
  ])("%s is refused in words", async (_, urlOf, words) => {
    const { port } = await redisServer(["--requirepass", "right"], "right");
    expect(await replicaOf(urlOf(port)).shared.refusal).toMatch(words);
    expect(await replicaOf(`redis://:right@127.0.0.1:${port}/1`).shared.refusal).toBeUndefined();
  });
});
