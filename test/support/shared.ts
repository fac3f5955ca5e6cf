import { pino } from "pino";
import { onTestFinished, vi } from "vitest";
import { type RedisParts, RedisState } from "../../src/state/redis.ts";

/** One replica's side of what replicas share; closed after the test. `log`: what it said so far. */
export interface TestReplica {
  readonly shared: RedisState;
  readonly log: readonly string[];
}

export function replicaOf(url: string, parts: Partial<RedisParts> = {}): TestReplica {
  const log: string[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void log.push(JSON.parse(line).msg) });
  // In tests everybody reconnects quickly
  const shared = new RedisState({ url, log: logger, settleMs: 0, ...parts });
  onTestFinished(() => shared.close());
  return { shared, log };
}

export async function connectedReplica(url: string, parts: Partial<RedisParts> = {}): Promise<TestReplica> {
  const replica = replicaOf(url, parts);
  await eventually(() => replica.shared.state().isConnected);
  return replica;
}

/** Waits until it is so. Long enough for a machine that is busy; the bot itself promises 5 s. */
export async function eventually(isSo: () => boolean | Promise<boolean>, timeout = 15_000): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await isSo())) throw new Error(`not so: ${isSo}`);
    },
    { timeout, interval: 20 },
  );
}
