import { setTimeout as sleep } from "node:timers/promises";
import { Load, newQuestions } from "../load.ts";
import { alternate, type Duration, median } from "../measure.ts";
import { type Contender, startContender } from "../process.ts";
import { discordOverHttp, slackOverHttp } from "../transports.ts";
import { inTurn, type World } from "./replicas.ts";

const CONCURRENCY = 50;

export interface Reached {
  readonly replicas: number;
  readonly question: "cached" | "new";
  readonly perSecond: number;
  readonly cpuMicrosEach: number;
}

/** Commands a second of 1, 2 and 4 replicas on both cores, which the platforms, the load, Redis and Postgres share. */
export async function measureReached(world: World, forMs: number): Promise<readonly Reached[]> {
  const replicas = await world.start(4);
  const reached: Reached[] = [];
  // Each replica compiles what it needs
  await round(world, replicas, newQuestions("warm"), forMs * 2);
  for (const question of ["cached", "new"] as const) {
    for (const count of [1, 2, 4]) {
      const nextFact = question === "cached" ? () => "1" : newQuestions(`${count}-of-4`);
      const some = replicas.slice(0, count);
      await round(world, some, nextFact, forMs / 3);
      reached.push({ replicas: count, question, ...(await round(world, some, nextFact, forMs)) });
    }
  }
  for (const replica of replicas) await replica.stop();
  return reached;
}

async function round(world: World, replicas: readonly Contender[], nextFact: () => string, forMs: number) {
  const session = await inTurn(world, replicas, CONCURRENCY * replicas.length * 2);
  const load = new Load(CONCURRENCY, async (slot) => {
    await session.ask(slot, nextFact());
  });
  const snapshot = async () => {
    const usages = await Promise.all(replicas.map((replica) => replica.usage()));
    const cpuMicros = usages.reduce((sum, usage) => sum + usage.cpuMicros, 0);
    return { cpuMicros, finished: load.finished, at: performance.now() };
  };
  const before = await snapshot();
  await sleep(forMs);
  const after = await snapshot();
  await load.stop();
  session.close();
  const finished = after.finished - before.finished;
  return {
    perSecond: (finished / (after.at - before.at)) * 1_000,
    cpuMicrosEach: (after.cpuMicros - before.cpuMicros) / finished,
  };
}

export interface CachedCost {
  readonly title: string;
  /** CPU time of a cached command with Redis, of one without. */
  readonly ratio: number;
  /** Microseconds of CPU. */
  readonly withoutMicros: number;
  readonly withMicros: number;
}

/** What a cached command costs more when Redis is configured, in alternating rounds on one core. */
export async function measureCachedCost(world: World, duration: Duration): Promise<readonly CachedCost[]> {
  const { slack, discord, env } = world;
  const alone = { ...env, REDIS_URL: "" };
  const [without, withRedis] = [await startContender("magpie", alone), await startContender("magpie", env)];
  try {
    const costs: CachedCost[] = [];
    for (const [title, open] of [
      ["Slack over HTTP", slackOverHttp(slack, "deferred")],
      ["Discord over HTTP", discordOverHttp(discord, "deferred")],
    ] as const) {
      const entrants = [without, withRedis].map((contender) => ({ contender, open, nextFact: () => "1" }));
      const [before = [], after = []] = await alternate(entrants, duration);
      costs.push({
        title,
        ratio: median(after.map((each, index) => each.cpuMicrosEach / (before[index]?.cpuMicrosEach ?? Number.NaN))),
        withoutMicros: median(before.map((each) => each.cpuMicrosEach)),
        withMicros: median(after.map((each) => each.cpuMicrosEach)),
      });
    }
    return costs;
  } finally {
    await Promise.all([without.stop(), withRedis.stop()]);
  }
}
