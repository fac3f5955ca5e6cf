import { setTimeout as sleep } from "node:timers/promises";
import type { Quota } from "../src/upstream/limits.ts";
import { slackEnvironment } from "./environment.ts";
import { fakeSlack } from "./fakes/slack.ts";
import { type FakeUpstream, fakeUpstream } from "./fakes/upstream.ts";
import { startContender } from "./process.ts";
import { type Session, slackOverHttp } from "./transports.ts";

const IDENTICAL_QUESTIONS = 1_000;

/** Long enough that all questions are there before the first answer, in milliseconds. */
const SLOW_ANSWER_MS = 500;

/** How many calls a thousand identical questions at once make. */
export async function measureCoalescing(): Promise<number> {
  const [slack, upstream] = await Promise.all([fakeSlack(), fakeUpstream()]);
  upstream.delayMs = SLOW_ANSWER_MS;
  const env = { ...slackEnvironment(slack), DOG_CEO_URL: upstream.url };
  const magpie = await startContender("magpie", env);
  const session = await slackOverHttp(slack, "deferred")(magpie.port, IDENTICAL_QUESTIONS);
  await Promise.all(Array.from({ length: IDENTICAL_QUESTIONS }, (_, slot) => session.ask(slot, "same")));
  session.close();
  await magpie.stop();
  slack.close();
  upstream.close();
  return upstream.calls.length;
}

/** A quota small enough to be used up several times in a short run. */
const QUOTA = { calls: 50, perMs: 2_000, words: "50 calls in 2 seconds" } as const;

/** How many questions are asked for each that the quota allows. */
const DEMAND = 3;

export interface QuotaUse {
  /** Calls made of those allowed, 0 to 1. */
  readonly used: number;
  /** Most calls in any stretch of the quota's length, of those allowed. Above 1, the quota was exceeded. */
  readonly tightest: number;
}

/** How much of a quota is used when more is wanted than it allows. */
export async function measureQuotaUse(forMs: number): Promise<QuotaUse> {
  const [slack, upstream] = await Promise.all([fakeSlack(), fakeUpstream()]);
  const overrides = JSON.stringify({ quotas: [QUOTA] });
  const env = { ...slackEnvironment(slack), DOG_CEO_URL: upstream.url, BENCH_OVERRIDES: overrides };
  const magpie = await startContender("magpie", env);
  const session = await slackOverHttp(slack, "deferred")(magpie.port, questionsIn(forMs, QUOTA));
  const use = await exhaust(session, upstream, forMs, QUOTA);
  session.close();
  await magpie.stop();
  slack.close();
  upstream.close();
  return use;
}

/** How many questions are asked in that time. */
export function questionsIn(forMs: number, { calls, perMs }: Quota): number {
  return (forMs / perMs) * calls * DEMAND;
}

/** Asks for three times what the quota allows. Who still waits when the last calls may leave is waited for by nobody. */
export async function exhaust(
  session: Pick<Session, "ask">,
  upstream: FakeUpstream,
  forMs: number,
  quota: Quota,
): Promise<QuotaUse> {
  const wanted = questionsIn(forMs, quota);
  const startedAt = performance.now();
  for (let count = 0; count < wanted; count += 1) {
    await sleep(Math.max(0, startedAt + (count * forMs) / wanted - performance.now()));
    // Who would have to wait too long is refused, which the session takes for a wrong answer
    session.ask(count, `quota-${count}`).catch(() => {});
  }
  await sleep(Math.max(0, startedAt + forMs + quota.perMs - performance.now()));
  const calls = upstream.calls.filter((at) => at >= startedAt);
  const [first = 0] = calls;
  const early = calls.filter((at) => at < first + forMs);
  return { used: early.length / (wanted / DEMAND), tightest: mostWithin(calls, quota.perMs) / quota.calls };
}

function mostWithin(times: readonly number[], perMs: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + perMs).length));
}
