import { onTestFinished } from "vitest";
import { UPSTREAMS, type UpstreamId } from "../../src/upstream/limits.ts";
import { type SimulatedDiscord, simulatedDiscord } from "./discord.ts";
import { type FakeUpstream, fakeUpstream } from "./fake-upstream.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";
import { type Program, startProgram } from "./program.ts";
import { type RedisServer, redisServer } from "./redis.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig } from "./slack.ts";

/** How the world reaches the replicas. */
const PUBLIC_URL = "https://magpie.example";

interface PartState {
  readonly isConnected: boolean;
  readonly detail: string;
}

/** One replica: the bot as a process of its own. */
export interface ReplicaProgram {
  readonly program: Program;
  /** Where its web server is, without a slash at its end. */
  readonly root: string;
  /** From now on the platforms deliver to it. */
  takesOver(): void;
  /** What `/readyz` says of one of its parts. */
  part(name: "redis" | "database"): Promise<PartState | undefined>;
}

export interface ReplicaPrograms {
  readonly slack: SimulatedSlack;
  readonly discord: SimulatedDiscord;
  readonly upstream: FakeUpstream;
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  readonly replicas: readonly ReplicaProgram[];
  readonly databaseUrl: string;
  /** Starts one more. */
  another(): Promise<ReplicaProgram>;
}

/** Several replicas with one Redis, one Postgres, and both platforms over HTTP. All of it ends with the test. */
export async function replicaPrograms(
  count: number,
  env: Readonly<Record<string, string>> = {},
  /** Called with the address of the database, before any of them starts. */
  before: (databaseUrl: string) => Promise<void> = async () => {},
): Promise<ReplicaPrograms> {
  const [slack, discord, upstream, redis, postgres] = await Promise.all([
    simulatedSlack(),
    simulatedDiscord(),
    fakeUpstream(),
    redisServer(),
    startPostgres(),
  ]);
  const started: Program[] = [];
  onTestFinished(async () => {
    for (const program of started) program.kill("SIGKILL");
    await Promise.all(started.map(({ ended }) => ended));
    await Promise.all([slack.close(), discord.close(), upstream.close(), postgres.close()]);
  });
  const { botToken, apiUrl, signingSecret = "" } = slackConfig(slack, ["http"]);
  const { token, applicationId, publicKey = "", apiUrl: discordUrl } = discord.config("http");
  const ids = Object.keys(UPSTREAMS) as UpstreamId[];
  const databaseUrl = await postgres.freshUrl();
  await before(databaseUrl);
  const shared = {
    ...Object.fromEntries(ids.map((id) => [UPSTREAMS[id].urlVariable, upstream.urlOf(id)])),
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: apiUrl,
    DISCORD_TOKEN: token,
    DISCORD_APPLICATION_ID: applicationId,
    DISCORD_PUBLIC_KEY: publicKey,
    DISCORD_API_URL: discordUrl,
    PUBLIC_URL,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    ENCRYPTION_KEY: Buffer.alloc(32, "k").toString("base64"),
    GIPHY_API_KEY: "giphy-key-hush",
    GOOGLE_BOOKS_API_KEY: "books-key-hush",
    GITHUB_CLIENT_ID: "github-client",
    GITHUB_CLIENT_SECRET: "github-secret-hush",
    ...env,
  };
  const another = async (): Promise<ReplicaProgram> => {
    const program = startProgram([], shared);
    started.push(program);
    const ready = JSON.parse(await program.says(/"msg":"ready"/)) as { address: { port: number } };
    const root = `http://127.0.0.1:${ready.address.port}`;
    return {
      program,
      root,
      takesOver: () => {
        slack.deliversTo(`${root}/slack/events`);
        discord.interactionsUrl = `${root}/discord/interactions`;
      },
      part: async (name) => {
        const response = await fetch(`${root}/readyz`);
        const { parts } = (await response.json()) as { readonly parts: Readonly<Record<string, PartState>> };
        return parts[name];
      },
    };
  };
  const replicas = await Promise.all(Array.from({ length: count }, another));
  replicas[0]?.takesOver();
  return { slack, discord, upstream, redis, postgres, replicas, databaseUrl, another };
}
