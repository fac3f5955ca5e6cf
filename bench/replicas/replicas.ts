import { startPostgres } from "../../test/support/postgres.ts";
import { startRedis } from "../../test/support/redis-process.ts";
import { discordEnvironment, slackEnvironment } from "../environment.ts";
import { fakeDiscord } from "../fakes/discord.ts";
import { fakeSlack } from "../fakes/slack.ts";
import { fakeUpstream } from "../fakes/upstream.ts";
import { type Contender, onAllCores, startContender } from "../process.ts";
import { discordOverHttp, type Session, slackOverHttp } from "../transports.ts";

/** What replicas stand on: both platforms, an upstream, and real servers. */
export interface World {
  readonly slack: Awaited<ReturnType<typeof fakeSlack>>;
  readonly discord: Awaited<ReturnType<typeof fakeDiscord>>;
  readonly upstream: Awaited<ReturnType<typeof fakeUpstream>>;
  readonly redisUrl: string;
  /** An empty database. */
  readonly postgresUrl: string;
  /** When Redis was there, on the clock of `performance.now()`. */
  readonly openedAt: number;
  /** Variables of a bot on both platforms over HTTP, with Redis and Postgres. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts replicas. All of them end with `close`. */
  start(count: number, more?: Readonly<Record<string, string>>): Promise<readonly Contender[]>;
  close(): Promise<void>;
}

/** Starts all but the replicas. */
export async function openWorld(): Promise<World> {
  const [slack, discord, upstream] = await Promise.all([fakeSlack(), fakeDiscord(), fakeUpstream()]);
  const closers: (() => unknown)[] = [slack.close, discord.close, upstream.close];
  const started: Contender[] = [];
  const close = async () => {
    for (const contender of started) await contender.stop();
    for (const end of closers) await end();
  };
  try {
    const redis = await startRedis();
    const openedAt = performance.now();
    closers.push(redis.end);
    const postgres = await startPostgres();
    closers.push(postgres.close);
    const redisUrl = `redis://127.0.0.1:${redis.port}`;
    const postgresUrl = await postgres.freshUrl();
    const env = {
      ...slackEnvironment(slack),
      ...discordEnvironment(discord, "discord-http"),
      DOG_CEO_URL: upstream.url,
      DATABASE_URL: postgresUrl,
      REDIS_URL: redisUrl,
    };
    const start: World["start"] = async (count, more = {}) => {
      const beside = Array.from({ length: count }, () => startContender("magpie", { ...env, ...more }, [], onAllCores));
      const outcomes = await Promise.allSettled(beside);
      const failed = outcomes.find((outcome) => outcome.status === "rejected");
      const contenders = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
      started.push(...contenders);
      if (failed !== undefined) throw failed.reason;
      return contenders;
    };
    return { slack, discord, upstream, redisUrl, postgresUrl, openedAt, env, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Asks replicas in turn, and each over Slack and Discord in turn. */
export async function inTurn(
  { slack, discord }: World,
  replicas: readonly Contender[],
  slots: number,
): Promise<Pick<Session, "ask" | "close">> {
  const each = Math.ceil(slots / replicas.length / 2);
  const sessions = await Promise.all(
    [slackOverHttp(slack, "deferred"), discordOverHttp(discord, "deferred")].flatMap((open) =>
      replicas.map(async ({ port }) => ({ session: await open(port, each), free: [...Array(each).keys()] })),
    ),
  );
  let turn = 0;
  return {
    async ask(_slot, factId) {
      turn += 1;
      const { session, free } = sessions[turn % sessions.length] ?? {};
      const slot = free?.pop();
      if (session === undefined || slot === undefined) throw new Error("more are under way than there are slots");
      try {
        return await session.ask(slot, factId);
      } finally {
        free?.push(slot);
      }
    },
    close: () => {
      for (const { session } of sessions) session.close();
    },
  };
}
