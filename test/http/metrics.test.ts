import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../../commands/index.ts";
import manifest from "../../package.json" with { type: "json" };
import { runnableCommands } from "../../src/core/command.ts";
import { UPSTREAMS } from "../../src/upstream/limits.ts";
import { type ConnectedProgram, connectedProgram } from "../support/connected-program.ts";
import { scrape } from "../support/scrape.ts";

let bot: ConnectedProgram;

beforeAll(async () => {
  bot = await connectedProgram({ FAIR_SHARE: "off" });
});

afterAll(() => bot.close());

// First: later, somebody has asked
test("before anybody asked: connected, all upstreams with a key are well, and nothing is counted", async () => {
  const { value, count, families } = await scrape(bot.root);
  expect(value("magpie_build_info", { version: manifest.version })).toBe(1);
  expect([value("magpie_platform_connected", { platform: "slack" }), count("magpie_platform_connected")]).toEqual([
    1, 2,
  ]);
  expect([value("magpie_upstream_down"), value("magpie_upstream_resting")]).toEqual([0, 0]);
  expect(count("magpie_upstream_down")).toBeGreaterThan(Object.keys(UPSTREAMS).length / 2);
  expect(value("magpie_upstream_down", { upstream: "klipy" })).toBe(undefined);
  expect(value("magpie_upstream_quota_left", { upstream: "giphy" })).toBe(100);
  expect([value("magpie_upstream_calls_waiting"), value("magpie_upstream_calls_under_way")]).toEqual([0, 0]);
  expect(count("magpie_invocations_total")).toBe(0);
  expect(value("process_resident_memory_bytes")).toBeGreaterThan(10_000_000);
  expect(value("nodejs_eventloop_lag_p99_seconds")).not.toBe(undefined);
  for (const { name, type, help } of families) {
    expect(help, name).not.toBe("");
    if (type === "COUNTER") expect(name).toMatch(/_total$/);
    if (type === "HISTOGRAM" && name.startsWith("magpie_")) expect(name).toMatch(/_seconds$/);
  }
});

test("the page about metrics names each of them, and no other", async () => {
  const { families } = await scrape(bot.root);
  const page = await readFile(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  const named = new Set([...page.matchAll(/\bmagpie_[a-z_]+/g)].map(([name]) => name));
  const ours = families.map(({ name }) => name).filter((name) => name.startsWith("magpie_"));
  expect([...named].toSorted()).toEqual(ours.toSorted());
});

test("a command on each platform, a second time from the cache", async () => {
  const ann = bot.slack.person("ann", { via: "http" });
  const bob = bot.discord.person("bob");
  await ann.types("/dog beagle");
  await ann.reads("Amiable, even tempered");
  const { value: before } = await scrape(bot.root);
  await bob.types("dog", { breed: "beagle" }, { via: "gateway" });
  const { value } = await scrape(bot.root);
  const ofDog = { command: "dog", outcome: "ok", source: "command" };
  expect(value("magpie_invocations_total", { ...ofDog, platform: "slack" })).toBe(1);
  expect(value("magpie_invocations_total", { ...ofDog, platform: "discord" })).toBe(1);
  for (const platform of ["slack", "discord"]) {
    expect(value("magpie_invocation_ack_duration_seconds_count", { platform })).toBe(1);
    expect(value("magpie_invocation_duration_seconds_bucket", { platform, le: "20" })).toBe(1);
  }
  const calls = before("magpie_upstream_calls_total", { upstream: "dogApi", outcome: "ok" });
  expect(calls).toBeGreaterThan(0);
  expect(value("magpie_upstream_calls_total", { upstream: "dogApi", outcome: "ok" })).toBe(calls);
  expect(value("magpie_upstream_call_duration_seconds_count", { upstream: "dogApi" })).toBe(calls);
  expect(value("magpie_upstream_queue_duration_seconds_count", { upstream: "dogApi" })).toBe(calls);
  const fromCache = { upstream: "dogApi", from: "cache" };
  expect(value("magpie_upstream_answers_total", fromCache)).toBeGreaterThan(
    before("magpie_upstream_answers_total", fromCache) ?? 0,
  );
});

test("a call under way, and what is left of its quota", async () => {
  bot.upstream.plays("giphy", { slowMs: 1_500 }, 1);
  const ann = bot.slack.person("ann", { via: "http" });
  const typed = ann.types("/gif shrug");
  await expect.poll(() => bot.upstream.calls("giphy").length).toBe(1);
  const { value } = await scrape(bot.root);
  expect(value("magpie_upstream_calls_under_way", { upstream: "giphy" })).toBe(1);
  expect(value("magpie_upstream_quota_left", { upstream: "giphy" })).toBe(99);
  expect(value("magpie_upstream_quota_size", { upstream: "giphy" })).toBe(100);
  await typed;
  await ann.reads("Powered By GIPHY");
});

test("an upstream fails until it is left alone: its errors, what they came to, and /readyz says since when", async () => {
  bot.upstream.plays("giphy", "html503");
  const people = Array.from({ length: 5 }, (_, index) => bot.slack.person(`zoe${index}`, { via: "http" }));
  await Promise.all(people.map((zoe, index) => zoe.types(`/gif hush-hush-${index}`)));
  await Promise.all(people.map((zoe) => zoe.reads("GIPHY is not answering right now")));
  const { value } = await scrape(bot.root);
  expect(value("magpie_upstream_calls_total", { upstream: "giphy", outcome: "5xx" })).toBeGreaterThanOrEqual(5);
  expect(value("magpie_upstream_answers_total", { upstream: "giphy", from: "none" })).toBe(5);
  expect(value("magpie_invocations_total", { command: "gif", outcome: "upstream" })).toBe(5);
  expect(value("magpie_upstream_down", { upstream: "giphy" })).toBe(1);
  const readiness = await fetch(`${bot.root}/readyz`);
  expect(readiness.status).toBe(200);
  expect(await readiness.json()).toMatchObject({
    status: "ready",
    upstreams: { giphy: { state: "down", since: expect.stringMatching(/^20..-..-..T/) } },
  });
});

test("an upstream answers with what means nothing", async () => {
  bot.upstream.plays("catApi", { body: { cats: "none" } });
  const ann = bot.slack.person("ann", { via: "http" });
  await ann.types("/cat siamese");
  await ann.reads("CATAAS");
  const { value } = await scrape(bot.root);
  expect(value("magpie_upstream_ill", { upstream: "catApi" })).toBe(1);
  expect(value("magpie_upstream_calls_total", { upstream: "catApi", outcome: "unusable" })).toBe(1);
  expect(await (await fetch(`${bot.root}/readyz`)).json()).toMatchObject({
    upstreams: { catApi: { state: "ill", since: expect.stringMatching(/^20..-..-..T/) } },
  });
});

test("a thousand unknown commands are one series", async () => {
  const ann = bot.slack.person("ann", { via: "http" });
  for (let batch = 0; batch < 10; batch += 1) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => ann.types(`/hush${batch}x${index}`)));
  }
  const { value, text } = await scrape(bot.root);
  expect(value("magpie_invocations_total", { command: "unknown" })).toBe(1_000);
  expect(text.match(/^magpie_invocations_total\{command="unknown"/gm)).toHaveLength(1);
});

// Last: after all that was typed above
test("labels hold names out of our own tables: nothing that anybody typed, no person, place or token", async () => {
  const { text } = await scrape(bot.root);
  const lines = text.split("\n").filter((line) => line.startsWith("magpie_"));
  const labels = new Set(lines.flatMap((line) => [...line.matchAll(/="([^"]*)"/g)].map(([, label = ""]) => label)));
  const ours: readonly string[] = [
    ...runnableCommands(commands).map(({ name }) => name),
    ...Object.keys(UPSTREAMS),
    ...[
      "unknown",
      "unusable",
      "slack",
      "discord",
      "command",
      "ok",
      "usage",
      "upstream",
      "5xx",
      "cache",
      "call",
      "shared",
      "none",
    ],
    manifest.version,
  ];
  expect([...labels].filter((label) => !ours.includes(label) && !/^(\d+(\.\d+)?|\+Inf)$/.test(label))).toEqual([]);
  expect([...labels].filter((label) => /\d{5,}/.test(label))).toEqual([]);
  expect(text).not.toMatch(/hush|beagle|shrug|simulated/i);
});
