import { setTimeout as delay } from "node:timers/promises";
import { steadyNow } from "../core/time.ts";

/** The same work for everybody who asks while it is under way, or before it may begin again. `apartMs`: between its end and that. */
export function shared<T>(work: () => Promise<T>, apartMs = 0): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  let mayBeginAt = Number.NEGATIVE_INFINITY;
  async function begin(): Promise<T> {
    try {
      const waitMs = mayBeginAt - steadyNow();
      if (waitMs > 0) await delay(waitMs);
      return await work();
    } finally {
      mayBeginAt = steadyNow() + apartMs;
      underWay = undefined;
    }
  }
  return () => {
    underWay ??= begin();
    return underWay;
  };
}
