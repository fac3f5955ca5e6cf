import type { Redis } from "ioredis";
import { inTime } from "../../core/time.ts";

/** How a Redis or Valkey is set up. What it does not tell is absent. */
export interface RedisInspection {
  /** "Redis 7.0.15" or "Valkey 9.0.1". */
  readonly name?: string | undefined;
  /** Of Redis, or of the Redis that a Valkey goes with. */
  readonly majorVersion?: number | undefined;
  /** Another server's copy, which can't be written. */
  readonly isCopy: boolean;
  /** 0 for no bound; in bytes. */
  readonly maxMemory?: number | undefined;
  readonly evictionPolicy?: string | undefined;
  /** The median of a few questions, in milliseconds. */
  readonly latencyMs: number;
  /** Its clock against ours, in milliseconds. */
  readonly aheadMs: number;
}

const PINGS = 9;

/** Looks, and changes nothing. Rejects with what the server or the way to it has against us, and when it takes longer. */
export async function inspectRedis(url: string, patienceMs: number): Promise<RedisInspection> {
  const { Redis } = await import("ioredis");
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  const { promise: refused, reject } = Promise.withResolvers<never>();
  refused.catch(() => {});
  client.on("error", reject);
  const silent = (): never => {
    throw Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
  };
  try {
    // "Connection is closed" is all that a command says where the event tells the cause
    const looked = look(client).catch((error: unknown) => new Promise<never>((_, no) => setImmediate(no, error)));
    return await inTime(Promise.race([refused, looked]), patienceMs, silent);
  } finally {
    client.disconnect();
  }
}

async function look(client: Redis): Promise<RedisInspection> {
  await client.connect();
  await client.ping();
  const took: number[] = [];
  for (let n = 0; n < PINGS; n += 1) {
    const at = performance.now();
    await client.ping();
    took.push(performance.now() - at);
  }
  const [askedAt, [seconds, microseconds], answeredAt] = [Date.now(), await client.time(), Date.now()];
  // Who may only use keys is not told the rest
  const said = await client.info().catch((error: Error) => {
    if (error.message.startsWith("NOPERM")) return "";
    throw error;
  });
  const fields = new Map(
    said.split("\r\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
  );
  const field = (name: string) => fields.get(name);
  const [redis, valkey, maxMemory] = [field("redis_version"), field("valkey_version"), field("maxmemory")];
  return {
    name: valkey !== undefined ? `Valkey ${valkey}` : redis && `Redis ${redis}`,
    majorVersion: redis === undefined ? undefined : Number.parseInt(redis, 10),
    isCopy: field("role") === "slave",
    maxMemory: maxMemory === undefined ? undefined : Number(maxMemory),
    evictionPolicy: field("maxmemory_policy"),
    latencyMs: took.toSorted((a, b) => a - b)[(PINGS - 1) / 2] ?? 0,
    aheadMs: Number(seconds) * 1_000 + Number(microseconds) / 1_000 - (askedAt + answeredAt) / 2,
  };
}
