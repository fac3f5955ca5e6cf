import { hasRedis } from "../../test/support/redis-process.ts";
import { table } from "../table.ts";
import { measureCosts } from "./costs.ts";
import { measureKill } from "./killed.ts";
import { measureEqualQuestions, measureSharedQuota } from "./quota.ts";
import { measureRedisTime } from "./redis-time.ts";
import { openWorld, type World } from "./replicas.ts";
import { measureCachedCost, measureReached } from "./throughput.ts";

/** All about replicas, as Markdown. */
export async function measureReplicas(isQuick: boolean): Promise<string> {
  if (!hasRedis) return "Left out: there is no `redis-server` here.";
  const world = await openWorld();
  try {
    const parts = [reached, promises, cached, redisTime, killed, costs];
    const texts: string[] = [];
    for (const part of parts) {
      const startedAt = performance.now();
      texts.push(await part(world, isQuick));
      if (process.env["BENCH_VERBOSE"] !== undefined) tell(`${part.name}: ${performance.now() - startedAt} ms`);
    }
    return texts.join("\n\n");
  } finally {
    await world.close();
  }
}

async function reached(world: World, isQuick: boolean): Promise<string> {
  const rows = await measureReached(world, isQuick ? 1_500 : 4_000);
  return `Commands over Slack and Discord in turn, with 50 under way. Replicas, platforms, load, Redis and Postgres share the two cores.

${table(
  ["replicas", "question", "commands a second", "CPU each, µs"],
  rows.map(({ replicas, question, perSecond, cpuMicrosEach }) => [
    String(replicas),
    question,
    perSecond.toFixed(0),
    cpuMicrosEach.toFixed(0),
  ]),
)}`;
}

async function promises(world: World, isQuick: boolean): Promise<string> {
  const forMs = 12_000;
  const uses: (readonly string[])[] = [];
  for (const count of isQuick ? [4] : [1, 2, 4]) {
    const { used, tightest } = await measureSharedQuota(world, count, forMs);
    const name = `quota used by ${count} at three times the demand; its fullest window`;
    uses.push([name, `${percent(used)}; ${percent(tightest)}`, "≥ 95 %; ≤ 100 %"]);
  }
  const calls = await measureEqualQuestions(world);
  return table(["", "reached", "wanted"], [...uses, ["calls for 1,000 equal questions to 4", String(calls), "1"]]);
}

async function cached(world: World, isQuick: boolean): Promise<string> {
  const duration = isQuick
    ? { rounds: 3, roundMs: 1_000, warmUpMs: 3_000 }
    : { rounds: 7, roundMs: 1_500, warmUpMs: 5_000 };
  const rows = await measureCachedCost(world, duration);
  return `A cached command, in CPU time, with and without Redis in alternating rounds on one core.

${table(
  ["", "without, µs", "with, µs", "ratio", "wanted"],
  rows.map(({ title, withoutMicros, withMicros, ratio }) => [
    title,
    withoutMicros.toFixed(0),
    withMicros.toFixed(0),
    ratio.toFixed(2),
    "≤ 1.05",
  ]),
)}`;
}

async function redisTime(world: World, isQuick: boolean): Promise<string> {
  const rows = await measureRedisTime(world, isQuick ? 100 : 400);
  return `What a command waits for Redis, one at a time, in milliseconds; the upstream takes 10.

${table(
  ["", "asked of Redis", "p50", "p99", "first answer, p50"],
  rows.map(({ title, asks, p50Ms, p99Ms, commandP50Ms }) => [
    title,
    asks.toFixed(1),
    p50Ms.toFixed(2),
    p99Ms.toFixed(2),
    commandP50Ms.toFixed(2),
  ]),
)}`;
}

async function killed(world: World, isQuick: boolean): Promise<string> {
  const cost = await measureKill(world, isQuick ? 6_000 : 12_000);
  const slowest = ([p99, longest]: readonly [number, number]) => `${p99.toFixed(0)}, ${longest.toFixed(0)}`;
  return `One of four replicas is killed with SIGKILL while 100 commands a second come, of ${cost.commands} in all; times in milliseconds.

${table(
  ["", "reached", "wanted"],
  [
    ["lost of those that it had", String(cost.lostHeld), ""],
    ["lost of all others", String(cost.lostOthers), "0"],
    ["first answer of another in its turn, after the kill", cost.takenOverMs.toFixed(0), ""],
    ["answers before: p99, longest", slowest(cost.before), ""],
    ["answers after: p99, longest", slowest(cost.after), ""],
    ["the others count three", cost.countedOutMs.toFixed(0), "≤ 8,000"],
  ],
)}`;
}

function tell(words: string): void {
  process.stderr.write(`  ${words}\n`);
}

async function costs(world: World, isQuick: boolean): Promise<string> {
  const { perCommand, people } = await measureCosts(world, isQuick ? 50 : 200, isQuick ? 200 : 1_000);
  return `What the bot as \`npm start\` runs it asks of Redis and Postgres.

${table(
  ["a command", "of Redis", "bytes to Redis", "bytes from it", "queries of Postgres"],
  perCommand.map(({ title, redis, bytesIn, bytesOut, queries }) => [
    title,
    redis,
    bytesIn.toFixed(0),
    bytesOut.toFixed(0),
    queries.toFixed(1),
  ]),
)}

${people.people} people, each with a search of their own: ${people.keys} keys in Redis (${people.kinds}), ${(people.bytes / 1_048_576).toFixed(1)} MB of memory.`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}
