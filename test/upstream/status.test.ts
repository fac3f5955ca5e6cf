import { expect, test } from "vitest";
import { DAY_MS } from "../../src/core/time.ts";
import { UPSTREAMS } from "../../src/upstream/limits.ts";
import { numberAt, numbers } from "./numbers.ts";

test("before anybody asked: all are fine, but for those whose key is missing", async () => {
  const { client } = await numbers("dogApi", { keys: { giphy: "key" } });
  const status = client.status();
  expect(status.map(({ id }) => id)).toEqual(Object.keys(UPSTREAMS));
  expect(status.filter(({ state }) => state === "off").map(({ id }) => id)).toEqual([
    "klipy",
    "googleBooks",
    "marsVista",
    "nasa",
  ]);
  expect(status.find(({ id }) => id === "giphy")).toEqual({
    id: "giphy",
    name: "GIPHY",
    state: "fine",
    waiting: 0,
    underWay: 0,
    quota: { left: 100, of: 100, words: "100 searches an hour", freeAt: undefined },
  });
  expect(status.find(({ id }) => id === "dogCeo")).toEqual({
    id: "dogCeo",
    name: "dog.ceo",
    state: "fine",
    waiting: 0,
    underWay: 0,
  });
});

test("the tightest quota is the one that is told", async () => {
  const quotas = [
    { calls: 100, perMs: 60_000, words: "100 a minute" },
    { calls: 4, perMs: DAY_MS, words: "4 a day" },
  ];
  const { ask, client } = await numbers("dogApi", { rows: { dogApi: { quotas } } });
  const status = () => client.status().find(({ id }) => id === "dogApi");
  await ask.get("dogApi", numberAt("/1"));
  expect(status()).toMatchObject({ state: "fine", quota: { left: 3, of: 4, words: "4 a day" } });
  await Promise.all(["/2", "/3", "/4"].map((path) => ask.get("dogApi", numberAt(path))));
  const { state, at, quota } = status() ?? {};
  expect(state).toBe("resting");
  expect(quota).toEqual({ left: 0, of: 4, words: "4 a day", freeAt: at });
  expect((at ?? 0) - Date.now()).toBeGreaterThan(DAY_MS - 10_000);
});

test("one call at a time: one is under way, two wait, and in the end none", async () => {
  const { ask, client, upstream } = await numbers("dogCeo", { rows: { dogCeo: { maxConcurrent: 1 } } });
  const queue = () => {
    const { waiting, underWay } = client.status().find(({ id }) => id === "dogCeo") ?? {};
    return [waiting, underWay];
  };
  upstream.plays("dogCeo", { slowMs: 200 }, 1);
  const answers = ["/1", "/2", "/3"].map((path) => ask.get("dogCeo", numberAt(path)));
  await expect.poll(() => upstream.calls("dogCeo").length).toBe(1);
  expect(queue()).toEqual([2, 1]);
  await Promise.all(answers);
  expect(queue()).toEqual([0, 0]);
});
