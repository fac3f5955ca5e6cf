import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { Load } from "../load.ts";
import { fakeGiphy, portOf } from "../people.ts";
import { MAGPIE, startProgram } from "../program.ts";
import { RawConnection } from "../raw-client.ts";
import { countQueries } from "./count-queries.ts";
import type { World } from "./replicas.ts";

const CONCURRENCY = 20;

/** What is told to Redis after the answer has arrived by then, in milliseconds. */
const AFTERWARDS_MS = 500;

export interface CommandCost {
  readonly title: string;
  /** Commands for Redis, by name: `SET 1.0, EVALSHA 2.0`. */
  readonly redis: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly queries: number;
}

export interface Costs {
  readonly perCommand: readonly CommandCost[];
  readonly people: { readonly people: number; readonly keys: number; readonly kinds: string; readonly bytes: number };
}

/** What commands of the bot as it is started ask of Redis and Postgres, and what Redis holds after so many people. */
export async function measureCosts(world: World, commands: number, people: number): Promise<Costs> {
  const { slack, env, redisUrl } = world;
  const [giphy, postgres] = await Promise.all([fakeGiphy(), countQueries(world.postgresUrl)]);
  const bot = await startProgram(MAGPIE, {
    ...env,
    DATABASE_URL: postgres.url,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    PUBLIC_URL: "https://magpie.example",
    GITHUB_CLIENT_ID: "bench",
    GITHUB_CLIENT_SECRET: "bench",
    GIPHY_URL: giphy.url,
    GIPHY_API_KEY: "bench",
    // Counted, and never used up
    GIPHY_QUOTA: "1000000/h",
    FAIR_SHARE: "999999",
  });
  const redis = new Redis(redisUrl);
  const connections = await Promise.all(Array.from({ length: CONCURRENCY }, () => RawConnection.open(portOf(bot))));
  let nextPerson = 0;

  async function ask(slot: number, command: string, text: string): Promise<void> {
    nextPerson += 1;
    const { request, key } = slack.typed({ command, text, person: nextPerson });
    const later = slack.completions.of(key);
    const response = await connections[slot]?.send(request);
    if (response?.status !== 200) throw new Error(`answered with status ${response?.status}`);
    if (response.body === "") await later;
    slack.completions.forget(key);
  }
  async function several(count: number, command: string, textOf: (count: number) => string): Promise<void> {
    let asked = 0;
    const one = async (slot: number) => {
      asked += 1;
      await ask(slot, command, textOf(asked));
    };
    await new Load(Math.min(CONCURRENCY, count), one, () => asked < count).end();
    await sleep(AFTERWARDS_MS);
  }
  async function cost(title: string, command: string, textOf: (count: number) => string): Promise<CommandCost> {
    // Opens what is opened once, and is cached afterwards
    await several(1, command, textOf);
    const names = await commandNames(redis, () => several(commands, command, (count) => textOf(count + commands)));
    const [before, queriesBefore] = [await traffic(redis), postgres.queries()];
    await several(commands, command, (count) => textOf(count + 2 * commands));
    const [after, queriesAfter] = [await traffic(redis), postgres.queries()];
    return {
      title,
      redis: [...names].map(([name, count]) => `${name} ${(count / commands).toFixed(1)}`).join(", "),
      bytesIn: (after.in - before.in) / commands,
      bytesOut: (after.out - before.out) / commands,
      queries: (queriesAfter - queriesBefore) / commands,
    };
  }

  try {
    // A new Redis is not asked for quotas at first
    await several(20, "gif", (count) => `warm ${count}`);
    const perCommand = [
      await cost("`/gif`, cached", "gif", () => "shrug"),
      await cost("`/gif`, needs a call", "gif", (count) => `new ${count}`),
      await cost("`/shelf list`", "shelf", () => "list"),
      await cost("`/github connect`", "github", () => "connect"),
    ];
    await redis.flushall();
    // Each replica says again what it holds
    await sleep(6_000);
    const memory = async () => Number(await infoOf(redis, "memory", "used_memory_dataset"));
    const before = await memory();
    await several(people, "gif", (count) => `of person ${count}`);
    const keys = await redis.keys("magpie:*");
    const bytes = (await memory()) - before;
    return { perCommand, people: { people, keys: keys.length, kinds: kindsOf(keys), bytes } };
  } finally {
    for (const connection of connections) connection.close();
    redis.disconnect();
    await bot.stop();
    giphy.close();
    postgres.close();
  }
}

/** The commands that clients send meanwhile, without those inside of scripts and without the replicas' own beats. */
async function commandNames(redis: Redis, work: () => Promise<void>): Promise<ReadonlyMap<string, number>> {
  const monitor = await redis.monitor();
  const counts = new Map<string, number>();
  monitor.on("monitor", (_time: string, args: readonly string[], source: string) => {
    const isBeat = args.includes("magpie:replicas");
    const name = String(args[0]).toUpperCase();
    if (source === "lua" || isBeat || name === "INFO") return;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  await work();
  monitor.disconnect();
  return counts;
}

async function traffic(redis: Redis): Promise<{ readonly in: number; readonly out: number }> {
  const text = await redis.info("stats");
  return { in: Number(field(text, "total_net_input_bytes")), out: Number(field(text, "total_net_output_bytes")) };
}

async function infoOf(redis: Redis, section: string, name: string): Promise<string | undefined> {
  return field(await redis.info(section), name);
}

function field(text: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\S+)`, "m").exec(text)?.[1];
}

/** `claim 1000, count 3000, …`: keys by the word after our prefix. */
function kindsOf(keys: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const key of keys) {
    const kind = key.split(":")[1] ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(", ");
}
