import { setTimeout as sleep } from "node:timers/promises";
import { discordEnvironment, slackEnvironment } from "./environment.ts";
import { fakeDiscord } from "./fakes/discord.ts";
import { fakeSlack } from "./fakes/slack.ts";
import { fakeUpstream } from "./fakes/upstream.ts";
import { quantile } from "./measure.ts";
import { startContender } from "./process.ts";
import { discordOverHttp, type OpenSession, slackOverHttp } from "./transports.ts";

const COMMANDS_PER_SECOND = 80;

/** Time before each of the upstream's answers, in milliseconds: within the patience of a try, far beyond the platforms'. */
const HANG_MS = 5_000;

/** Magpie's own: what is not ready by then is deferred. */
const INLINE_BUDGET_MS = 1_000;

export interface HangResult {
  readonly title: string;
  /** Time from the request to the ack beyond the inline budget, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

/** How late the ack comes while every upstream hangs. */
export async function measureHang(forMs: number): Promise<readonly HangResult[]> {
  const slack = await fakeSlack();
  const discord = await fakeDiscord();
  const results = [
    await measure("Slack over HTTP", slackEnvironment(slack), slackOverHttp(slack, "deferred"), forMs),
    await measure(
      "Discord over HTTP",
      discordEnvironment(discord, "discord-http"),
      discordOverHttp(discord, "deferred"),
      forMs,
    ),
  ];
  slack.close();
  discord.close();
  return results;
}

async function measure(
  title: string,
  env: Readonly<Record<string, string>>,
  open: OpenSession,
  forMs: number,
): Promise<HangResult> {
  const upstream = await fakeUpstream();
  // As many calls at once as hang together, so that none is refused for want of room
  const slots = 2 * COMMANDS_PER_SECOND * Math.ceil(HANG_MS / 1_000);
  const overrides = JSON.stringify({ maxConcurrent: slots });
  const magpie = await startContender("magpie", { ...env, DOG_CEO_URL: upstream.url, BENCH_OVERRIDES: overrides });
  const session = await open(magpie.port, slots);
  const commands = (forMs / 1_000) * COMMANDS_PER_SECOND;
  // Compiled code and open connections, as a bot has that runs for a while
  await Promise.all(Array.from({ length: slots }, (_, slot) => session.ask(slot, `warm${slot}`)));
  upstream.delayMs = HANG_MS;
  const startedAt = performance.now();
  const asked: Promise<number>[] = [];
  for (let count = 0; count < commands; count += 1) {
    await sleep(Math.max(0, startedAt + (count * 1_000) / COMMANDS_PER_SECOND - performance.now()));
    asked.push(session.ask(count % slots, String(count)));
  }
  const beyondMs = (await Promise.all(asked)).map((ms) => ms - INLINE_BUDGET_MS);
  session.close();
  await magpie.stop();
  upstream.close();
  return {
    title,
    p50Ms: quantile(beyondMs, 0.5),
    p99Ms: quantile(beyondMs, 0.99),
    longestMs: Math.max(...beyondMs),
  };
}
