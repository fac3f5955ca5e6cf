import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { inTime } from "../../src/core/time.ts";
import { quantile } from "../measure.ts";
import { Front } from "./front.ts";
import type { World } from "./replicas.ts";

/** Commands a second, over both platforms. */
const RATE = 100;

/** Time before each of the upstream's answers, in milliseconds, so that every replica holds some. */
const SLOW_ANSWER_MS = 50;

/** What has not been answered by then never will be, in milliseconds. */
const PATIENCE_MS = 20_000;

const KILLED = 1;

export interface KillCost {
  readonly commands: number;
  /** Commands without an answer: those that the killed replica had, and all others. */
  readonly lostHeld: number;
  readonly lostOthers: number;
  /** From the kill to the first answer of another replica to a command whose turn was the killed one's, in milliseconds. */
  readonly takenOverMs: number;
  /** The 99th of a hundred answers and the slowest, before and after, in milliseconds. */
  readonly before: readonly [p99Ms: number, longestMs: number];
  readonly after: readonly [p99Ms: number, longestMs: number];
  /** From the kill until the others count one replica less, and share the quotas so, in milliseconds. */
  readonly countedOutMs: number;
}

/** What a SIGKILL of one of four replicas costs whoever is typing. */
export async function measureKill(world: World, forMs: number): Promise<KillCost> {
  const { upstream, redisUrl } = world;
  const replicas = await world.start(4);
  const redis = new Redis(redisUrl);
  upstream.delayMs = SLOW_ANSWER_MS;
  const front = new Front(replicas);
  const times = { before: [] as number[], after: [] as number[] };
  let killedAt: number | undefined;
  const lost = new Set<string>();
  let takenOverMs = Number.POSITIVE_INFINITY;

  async function ask(count: number): Promise<void> {
    const { key, request, later } = command(world, count);
    const askedAt = performance.now();
    try {
      const { response, turn, takenBy } = await inTime(front.send(key, request), PATIENCE_MS, gaveUp);
      if (!response.body.includes("Fact kill")) await inTime(later, PATIENCE_MS, gaveUp);
      const now = performance.now();
      front.answered(key);
      (killedAt === undefined || askedAt < killedAt ? times.before : times.after).push(now - askedAt);
      if (killedAt !== undefined && turn === KILLED && takenBy !== KILLED)
        takenOverMs = Math.min(takenOverMs, now - killedAt);
    } catch {
      lost.add(key);
    }
  }
  const commands = (forMs / 1_000) * RATE;
  const asked: Promise<void>[] = [];
  const startedAt = performance.now();
  let counting: Promise<number> = Promise.resolve(Number.NaN);
  for (let count = 0; count < commands; count += 1) {
    await sleep(Math.max(0, startedAt + (count * 1_000) / RATE - performance.now()));
    asked.push(ask(count));
    if (count !== Math.floor(commands / 3)) continue;
    await replicas[KILLED]?.kill();
    killedAt = performance.now();
    counting = countedOut(redis, 3);
  }
  await Promise.all(asked);
  const countedOutMs = (await counting) - (killedAt ?? 0);
  upstream.delayMs = 0;
  redis.disconnect();
  for (const replica of replicas) await replica.stop();
  const slowest = (all: readonly number[]) => [quantile(all, 0.99), Math.max(...all)] as const;
  const [before, after] = [slowest(times.before), slowest(times.after)];
  const held = front.held(KILLED);
  const lostHeld = [...lost].filter((key) => held.has(key)).length;
  return { commands, lostHeld, lostOthers: lost.size - lostHeld, takenOverMs, before, after, countedOutMs };
}

function gaveUp(): never {
  throw new Error("no answer");
}

/** A command of its own question, over Slack and Discord in pairs, so that each replica gets both. */
function command({ slack, discord }: World, count: number) {
  const question = `kill-${count}`;
  if (count % 8 < 4) {
    const { key, request } = slack.command(question);
    return { key, request, later: slack.completions.of(key) };
  }
  const interaction = discord.interaction(question);
  return {
    key: interaction.key,
    request: discord.signed(interaction),
    later: discord.completions.of(interaction.key),
  };
}

/** When the replicas count so many. */
async function countedOut(redis: Redis, count: number): Promise<number> {
  const until = performance.now() + PATIENCE_MS;
  while ((await redis.zcard("magpie:replicas")) > count && performance.now() < until) await sleep(20);
  return performance.now();
}
