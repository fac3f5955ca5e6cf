import { monitorEventLoopDelay } from "node:perf_hooks";
import { z } from "zod";

const request = z.object({ ask: z.literal("usage"), collectGarbage: z.boolean() });

/** What a contender has used since its start. */
export const usage = z.object({
  /** User and system time of all its threads, in microseconds. */
  cpuMicros: z.number(),
  heapBytes: z.number(),
  rssBytes: z.number(),
  /** How late the event loop was since the last question, in milliseconds: the 99th of a hundred looks. */
  loopP99Ms: z.number(),
  /** What was asked of Redis since the last question: what for, how long it took, and when it ended, in milliseconds since the epoch. */
  askedRedis: z.array(z.object({ what: z.string(), ms: z.number(), endedAt: z.number() })),
});

type RedisAsk = z.infer<typeof usage>["askedRedis"][number];

/** What a contender keeps of them, so that a long run costs no memory. */
const MAX_ASKS = 20_000;

let asks: RedisAsk[] = [];

/** Keeps that Redis was asked for something, until the bench asks. */
export function askedRedis(what: string, ms: number): void {
  if (asks.length < MAX_ASKS) asks.push({ what, ms, endedAt: performance.timeOrigin + performance.now() });
}

export const ready = z.object({ port: z.number() });

/** Tells the bench that this process is ready, and answers its questions until the bench goes away. */
export function contend(port = 0): void {
  tellUsage();
  process.send?.({ port } satisfies z.infer<typeof ready>);
}

/** Answers the bench's questions until it goes away. */
export function tellUsage(): void {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  process.on("disconnect", () => process.exit(0));
  process.on("message", (message) => {
    // Twice: what a first collection finalizes, a second one frees
    if (request.parse(message).collectGarbage) for (let times = 0; times < 2; times += 1) globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { heapUsed, rss } = process.memoryUsage();
    const loopP99Ms = delay.percentile(99) / 1e6;
    delay.reset();
    const used = { cpuMicros: user + system, heapBytes: heapUsed, rssBytes: rss, loopP99Ms, askedRedis: asks };
    asks = [];
    process.send?.(used satisfies z.infer<typeof usage>);
  });
}

/** A variable that the bench sets for every contender that reads it. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: contenders are started by the bench`);
  return value;
}

/** Whether the bare columns answer directly, or acknowledge first and answer later. */
export const isDeferred = process.env["BENCH_ANSWER"] === "deferred";
