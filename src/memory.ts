import { type EventLoopUtilization, performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MINUTE_MS } from "./core/time.ts";

/** Between two looks, in milliseconds; our choice. */
const LOOK_MS = MINUTE_MS / 2;

/** Part of the time between two looks in which something was done, from which on it is not quiet. Our choice. */
const BUSY = 0.05;

/** Memory beyond what was left the last time that is worth a collection, in bytes. Our choice. */
const WORTH_BYTES = 64 * 1_048_576;

/** A whole collection that keeps no room in reserve. */
type Collect = () => Promise<unknown>;

/** What is known when it is decided. */
export interface Look {
  readonly residentBytes: number;
  /** Part of the time since the last look in which the event loop was busy, 0 to 1. */
  readonly busy: number;
}

/**
 * Gives memory back to the system when hardly anything is to be done. After a busy time V8 keeps the pages that its heap has
 * given up, several times what is in use. It returns them with a collection of its own once it takes the process for idle, which
 * is seldom so where one only waits for requests. The collection here stops the process, up to 0.6 s on a busy core, so it is
 * made only where it is worth it.
 */
export class SpareMemory {
  readonly #collect: Collect;
  readonly #residentBytes: () => number;
  #leftBytes: number;

  constructor(collect: Collect, residentBytes: () => number) {
    this.#collect = collect;
    this.#residentBytes = residentBytes;
    this.#leftBytes = residentBytes();
  }

  /** Gives back what there is, where it is quiet and worth it. */
  async look({ residentBytes, busy }: Look): Promise<void> {
    if (busy >= BUSY || residentBytes < this.#leftBytes + WORTH_BYTES) return;
    await this.#collect();
    // What is still there is in use
    this.#leftBytes = this.#residentBytes();
  }
}

/** Looks every half a minute from now on; keeps no process alive. */
export function giveMemoryBack(lookMs: number = LOOK_MS): void {
  const residentBytes = () => process.memoryUsage.rss();
  const memory = new SpareMemory(collector(), residentBytes);
  let before: EventLoopUtilization = performance.eventLoopUtilization();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization: busy } = performance.eventLoopUtilization(now, before);
    before = now;
    void memory.look({ residentBytes: residentBytes(), busy });
  }, lookMs).unref();
}

/** V8's own function, which only a flag gives; for this module alone, and not for all that is loaded. */
function collector(): Collect {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: object) => Promise<unknown>;
  setFlagsFromString("--no-expose-gc");
  return () => collect({ type: "major", flavor: "last-resort", execution: "async" });
}
