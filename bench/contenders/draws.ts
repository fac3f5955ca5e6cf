import { readFileSync } from "node:fs";
import { z } from "zod";

/** What a contender that draws is asked: charts of these numbers, one after another. */
export const request = z.object({ from: z.number(), count: z.number() });

/** How long each took, in milliseconds, and what memory it takes now. */
export const drawn = z.object({
  ms: z.array(z.number()),
  rssBytes: z.number(),
  /** What processes beside it have for themselves. The rest, such as Node's own code, was there before. */
  besideBytes: z.number(),
});

/** Answers each request by drawing, until the bench goes away. */
export function draws(draw: (number: number) => Promise<Uint8Array> | Uint8Array): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", async (message) => {
    const { from, count } = request.parse(message);
    const ms: number[] = [];
    for (let number = from; number < from + count; number += 1) {
      const startedAt = performance.now();
      const png = await draw(number);
      ms.push(performance.now() - startedAt);
      if (!isPicture(png)) throw new Error(`chart ${number} is no picture`);
    }
    const besideBytes = childPids().reduce((sum, pid) => sum + privateBytes(pid), 0);
    process.send?.({ ms, rssBytes: process.memoryUsage.rss(), besideBytes } satisfies z.infer<typeof drawn>);
  });
  process.send?.("ready");
}

function isPicture(png: Uint8Array): boolean {
  return png.byteLength > 5_000 && Buffer.from(png.subarray(1, 4)).toString() === "PNG";
}

/** Linux only; elsewhere there are none. */
function childPids(): readonly number[] {
  const pids = read(`/proc/self/task/${process.pid}/children`).trim();
  return pids === "" ? [] : pids.split(" ").map(Number);
}

function privateBytes(pid: number): number {
  const lines = read(`/proc/${pid}/smaps_rollup`).matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm);
  return [...lines].reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1_024, 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
