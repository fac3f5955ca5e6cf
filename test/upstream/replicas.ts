import { onTestFinished } from "vitest";
import { mapUpstreams } from "../../src/config.ts";
import type { RedisParts, RedisState } from "../../src/state/redis.ts";
import { UpstreamClient, type UpstreamClientParts } from "../../src/upstream/client.ts";
import type { Ask, UpstreamStatus } from "../../src/upstream/question.ts";
import { testCaller } from "../support/ask.ts";
import { type FakeUpstream, fakeUpstream } from "../support/fake-upstream.ts";
import { type RedisServer, redisServer } from "../support/redis.ts";
import { connectedReplica, replicaOf } from "../support/shared.ts";

/** One replica's way to the upstreams. */
export interface AskingReplica {
  readonly ask: Ask;
  readonly shared: RedisState;
  readonly log: readonly string[];
  status(id: string): UpstreamStatus | undefined;
  close(): Promise<void>;
}

export interface Replicas {
  readonly redis: RedisServer;
  readonly upstream: FakeUpstream;
  readonly all: readonly AskingReplica[];
  /** One more; it waits for Redis unless told that it is away. */
  join(isAway?: "away"): Promise<AskingReplica>;
}

/** So many replicas over one Redis and one fake upstream of every kind, which counts its answers; all closed after the test. */
export async function replicas(
  count: number,
  parts: Pick<UpstreamClientParts, "rows" | "tuning"> &
    Partial<Pick<UpstreamClientParts, "keys" | "quotaStore">> &
    Pick<RedisParts, "settleMs" | "memory"> = {},
): Promise<Replicas> {
  const redis = await redisServer();
  let n = 0;
  const answer = () => {
    n += 1;
    return { status: 200, body: { n } };
  };
  const upstream = await fakeUpstream(mapUpstreams(() => answer));
  onTestFinished(() => upstream.close());
  const { memory, settleMs = 0, ...clientParts } = parts;
  const join = async (isAway?: "away"): Promise<AskingReplica> => {
    const replica = isAway === undefined ? connectedReplica : replicaOf;
    const { shared, log } = await replica(redis.url, { settleMs, memory });
    const quiet = () => {};
    const client = new UpstreamClient({
      urls: mapUpstreams((_, id) => upstream.urlOf(id)),
      keys: {},
      contact: "https://magpie.example",
      isRecorded: false,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      shared,
      ...clientParts,
      tuning: { retryWaitMs: 1, ...parts.tuning },
    });
    onTestFinished(() => client.close());
    return {
      ask: client.askFor(testCaller(60_000)),
      shared,
      log,
      status: (id) => client.status().find((status) => status.id === id),
      close: () => client.close(),
    };
  };
  const all = await Promise.all(Array.from({ length: count }, () => join()));
  return { redis, upstream, all, join };
}

/** The most calls that came within any stretch of so many milliseconds. */
export function mostWithin(perMs: number, upstream: FakeUpstream, id: Parameters<FakeUpstream["requests"]>[0]): number {
  const starts = upstream.requests(id).map(({ startedAt }) => startedAt);
  return Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && at < from + perMs).length));
}
