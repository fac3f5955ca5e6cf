import { discordEnvironment } from "./environment.ts";
import { fakeDiscord } from "./fakes/discord.ts";
import { fakeUpstream } from "./fakes/upstream.ts";
import { Load, newQuestions } from "./load.ts";
import { startContender } from "./process.ts";
import { discordOverGateway } from "./transports.ts";

const CONCURRENCY = 50;

export interface MemorySample {
  readonly interactions: number;
  /** After a full collection. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** Memory after each fifth of `interactions` deferred ones over the Gateway, every one with a new question. */
export async function measureMemory(interactions: number): Promise<readonly MemorySample[]> {
  const [discord, upstream] = await Promise.all([fakeDiscord(), fakeUpstream()]);
  const overrides = JSON.stringify({ inlineBudgetMs: 0 });
  const env = { ...discordEnvironment(discord, "gateway"), DOG_CEO_URL: upstream.url, BENCH_OVERRIDES: overrides };
  const magpie = await startContender("magpie", env, ["--expose-gc"]);
  const session = await discordOverGateway(discord)(magpie.port, CONCURRENCY);
  const samples: MemorySample[] = [];
  const nextQuestion = newQuestions();
  let asked = 0;
  for (let fifth = 1; fifth <= 5; fifth += 1) {
    const until = (interactions / 5) * fifth;
    await new Load(
      CONCURRENCY,
      async (slot) => {
        asked += 1;
        await session.ask(slot, nextQuestion());
      },
      () => asked < until,
    ).end();
    samples.push({ interactions: until, ...(await magpie.usage(true)) });
  }
  session.close();
  await magpie.stop();
  discord.close();
  upstream.close();
  return samples;
}
