import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { goat } from "../../commands/goat.ts";
import { createBot } from "../../src/bot.ts";
import { mapUpstreams, readConfig } from "../../src/config.ts";
import type { Exchange } from "../../src/core/invocation.ts";
import type { Reply } from "../../src/core/reply.ts";
import { setting } from "./contender.ts";

/** Asks the bot for so many of the largest goats at once, tells what that took, and ends. */
const count = Number(setting("BENCH_GOATS"));
const root = setting("BENCH_UPSTREAM");

const config = { ...readConfig({ ...process.env, FAIR_SHARE: "off" }), upstreamUrls: mapUpstreams(() => root) };
const bot = await createBot(config, [goat], pino({ level: "silent" }));

const startedAt = performance.now();
const replies = await Promise.all(Array.from({ length: count }, (_, index) => ask(index)));
const ms = performance.now() - startedAt;
const photos = replies.filter((reply) => reply.text.includes("Wikimedia Commons") && !reply.text.includes("instead"));
process.send?.({
  photos: photos.length,
  ms,
  peakBytes: peakOf(process.pid) + childPids().reduce((sum, pid) => sum + peakOf(pid), 0),
});
await bot.close();
process.disconnect?.();

/** The decoder's process. */
function childPids(): readonly number[] {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim();
  return pids === "" ? [] : pids.split(" ").map(Number);
}

/** Most memory that a process ever had, in bytes. Linux only. */
function peakOf(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1_024;
}

function ask(pick: number): Promise<Reply> {
  return new Promise((resolve) => {
    const show = async (reply: Reply) => resolve(reply);
    const exchange: Exchange = { answer: show, complete: show, defer: async () => {}, ignore: async () => {} };
    const user = { id: "U1", key: "chat:U1", name: "ann", locale: "en" };
    const values = { width: 2_000, height: 2_000, pick };
    const invocation = {
      deliveryId: randomUUID(),
      platform: "chat",
      command: "goat",
      input: { values },
      user,
    } as const;
    void bot.dispatcher.dispatch({ ...invocation, source: "command" }, exchange);
  });
}
