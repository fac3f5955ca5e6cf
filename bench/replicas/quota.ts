import { setTimeout as sleep } from "node:timers/promises";
import { exhaust, type QuotaUse, questionsIn } from "../quota.ts";
import { inTurn, type World } from "./replicas.ts";

/** Longer than a new Redis leaves the replicas to say what they hold, in milliseconds, and than the first of them takes to start. */
const SETTLED_MS = 10_000;

/** The shortest window of a web API is a minute: of a tenth of it, what replicas tell each other is a tenth, too. */
const QUOTA = { calls: 150, perMs: 6_000, words: "150 calls in 6 seconds" } as const;

const EQUAL_QUESTIONS = 1_000;

/** Long enough that all questions are there before the first answer, in milliseconds. */
const SLOW_ANSWER_MS = 500;

/** How much of a quota so many replicas use together when three times as much is wanted. */
export async function measureSharedQuota(world: World, count: number, forMs: number): Promise<QuotaUse> {
  const replicas = await world.start(count, { BENCH_OVERRIDES: JSON.stringify({ quotas: [QUOTA] }) });
  await sleep(Math.max(0, world.openedAt + SETTLED_MS - performance.now()));
  const session = await inTurn(world, replicas, questionsIn(forMs, QUOTA));
  const use = await exhaust(session, world.upstream, forMs, QUOTA);
  session.close();
  for (const replica of replicas) await replica.stop();
  // Those who measure next find all of it
  await sleep(QUOTA.perMs);
  return use;
}

/** How many calls a thousand equal questions make that four replicas get at once. */
export async function measureEqualQuestions(world: World): Promise<number> {
  const { upstream } = world;
  const replicas = await world.start(4);
  const session = await inTurn(world, replicas, EQUAL_QUESTIONS);
  const before = upstream.calls.length;
  upstream.delayMs = SLOW_ANSWER_MS;
  await Promise.all(Array.from({ length: EQUAL_QUESTIONS }, (_, slot) => session.ask(slot, "equal")));
  upstream.delayMs = 0;
  session.close();
  for (const replica of replicas) await replica.stop();
  return upstream.calls.length - before;
}
