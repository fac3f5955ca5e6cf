import { HOUR_MS } from "../../src/core/time.ts";
import { quantile } from "../measure.ts";
import { type Contender, startContender } from "../process.ts";
import { type OpenSession, slackOverHttp } from "../transports.ts";
import type { World } from "./replicas.ts";

/** Time before each of the upstream's answers, in milliseconds: what Redis is asked before the call has ended by then, for sure. */
const SLOW_ANSWER_MS = 10;

export interface RedisTime {
  readonly title: string;
  /** What Redis is asked while the person waits. */
  readonly asks: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The whole command, the upstream included. */
  readonly commandP50Ms: number;
}

/** How long a command waits for Redis, one at a time. */
export async function measureRedisTime(world: World, commands: number): Promise<readonly RedisTime[]> {
  const { env, slack, upstream } = world;
  const overrides = JSON.stringify({
    quotas: [{ calls: 1_000_000, perMs: HOUR_MS, words: "1,000,000 calls an hour" }],
  });
  const magpie = await startContender("magpie", { ...env, FAIR_SHARE: "999999", BENCH_OVERRIDES: overrides });
  const open = slackOverHttp(slack, "deferred");
  upstream.delayMs = SLOW_ANSWER_MS;
  try {
    // Compiles, and waits out the time in which a new Redis is not asked for quotas
    const warmUpUntil = performance.now() + 6_000;
    for (let count = 0; performance.now() < warmUpUntil; count += 1) {
      await timed(magpie, open, { questions: [`warm-${count}`], upstream: world.upstream });
    }
    const cached = Array.from({ length: commands }, () => "same");
    const fresh = cached.map((_, count) => `timed-${count}`);
    return [
      { title: "cached", ...(await timed(magpie, open, { questions: cached, upstream })) },
      { title: "needs a call, with a quota", ...(await timed(magpie, open, { questions: fresh, upstream })) },
    ];
  } finally {
    upstream.delayMs = 0;
    await magpie.stop();
  }
}

async function timed(
  magpie: Contender,
  open: OpenSession,
  { questions, upstream }: { readonly questions: readonly string[]; readonly upstream: World["upstream"] },
): Promise<Omit<RedisTime, "title">> {
  const session = await open(magpie.port, 1);
  const inCommand: number[] = [];
  const inRedis: number[] = [];
  let asks = 0;
  await magpie.usage();
  for (const question of questions) {
    const calls = upstream.calls.length;
    const beganAt = performance.timeOrigin + performance.now();
    inCommand.push(await session.ask(0, question));
    const called = upstream.calls[calls];
    const { askedRedis } = await magpie.usage();
    // What is told to Redis after the call, nobody waits for; a claim is made beside the work
    const until = called === undefined ? Infinity : performance.timeOrigin + called + SLOW_ANSWER_MS / 2;
    const waitedFor = askedRedis.filter(({ ms, endedAt }) => endedAt - ms >= beganAt && endedAt < until);
    const sum = (what: (name: string) => boolean) =>
      waitedFor.filter((ask) => what(ask.what)).reduce((total, { ms }) => total + ms, 0);
    const beside = ["claim", "count"];
    inRedis.push(
      Math.max(
        sum((name) => name === "claim"),
        sum((name) => !beside.includes(name)),
      ),
    );
    asks += waitedFor.length;
  }
  session.close();
  return {
    asks: asks / questions.length,
    p50Ms: quantile(inRedis, 0.5),
    p99Ms: quantile(inRedis, 0.99),
    commandP50Ms: quantile(inCommand, 0.5),
  };
}
