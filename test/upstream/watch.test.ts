import { expect, test } from "vitest";
import { DAY_MS } from "../../src/core/time.ts";
import type { WatchEvent } from "../../src/core/watch.ts";
import { testCaller } from "../support/ask.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

/** What one caller is told, without its times. */
function watcher() {
  const told: string[] = [];
  const watch = (event: WatchEvent) => {
    if (event.type === "answer") told.push(`${event.upstream} answers from ${event.from}`);
    if (event.type === "call") told.push(`${event.upstream} is called: ${event.outcome}`);
    if ("queueMs" in event) expect(event.queueMs).toBeGreaterThanOrEqual(0);
    if ("ms" in event) expect(event.ms).toBeGreaterThanOrEqual(0);
  };
  return { told, caller: testCaller(5_000, { watch }) };
}

const kept = numberAt("/n", { freshMs: DAY_MS });

test("a call, then the cache", async () => {
  const { client } = await numbers("dogCeo");
  const { told, caller } = watcher();
  await client.askFor(caller).get("dogCeo", kept);
  await client.askFor(caller).get("dogCeo", kept);
  expect(told).toEqual(["dogCeo is called: ok", "dogCeo answers from call", "dogCeo answers from cache"]);
});

test("two ask the same at once: one is told of the call, the other that it was shared", async () => {
  const { client } = await numbers("dogCeo");
  const [first, second] = [watcher(), watcher()];
  await Promise.all([first, second].map(({ caller }) => client.askFor(caller).get("dogCeo", kept)));
  expect(first.told).toEqual(["dogCeo is called: ok", "dogCeo answers from call"]);
  expect(second.told).toEqual(["dogCeo answers from shared"]);
});

test("the upstream is down: every try is told, and whether an older answer stood in", async () => {
  const { client, upstream } = await numbers("dogCeo");
  const { told, caller } = watcher();
  const old = numberAt("/n", { freshMs: 0, staleMs: 0 });
  await client.askFor(caller).get("dogCeo", old);
  upstream.plays("dogCeo", { status: 503 });
  await client.askFor(caller).get("dogCeo", old);
  await failureOf(client.askFor(caller).get("dogCeo", numberAt("/other", { freshMs: 0 })));
  expect(told.filter((line) => line.endsWith("503")).length).toBeGreaterThan(2);
  expect(told.filter((line) => line.includes("answers"))).toEqual([
    "dogCeo answers from call",
    "dogCeo answers from stand-in",
    "dogCeo answers from none",
  ]);
});

test("a refresh that nobody waits for is told to the bot's own watch alone", async () => {
  const own = watcher();
  const { client, upstream } = await numbers("dogCeo", { watch: own.caller.watch });
  const { told, caller } = watcher();
  const stale = numberAt("/n", { freshMs: 0, staleMs: DAY_MS });
  await client.askFor(caller).get("dogCeo", stale);
  await client.askFor(caller).get("dogCeo", stale);
  expect(told).toEqual(["dogCeo is called: ok", "dogCeo answers from call", "dogCeo answers from cache"]);
  await expect.poll(() => own.told).toEqual(["dogCeo is called: ok"]);
  expect(upstream.calls("dogCeo")).toHaveLength(2);
});
