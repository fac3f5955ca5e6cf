import { MINUTE_MS } from "../../core/time.ts";
import { NEW_EVERY_MINUTES } from "./limits.ts";
import type { Times } from "./times.ts";

const NEW_EVERY_MS = NEW_EVERY_MINUTES * MINUTE_MS;

/**
 * When a subscription comes next after a moment, both in milliseconds since the epoch, by the clocks of its zone. A time that does
 * not exist because the clocks are set forward comes when they have been; one that exists twice comes the first time.
 */
export async function nextSlot(times: Times, zone: string, after: number): Promise<number> {
  // The same moments for all, so that they ask the same at the same time
  if (times.kind === "new") return (Math.floor(after / NEW_EVERY_MS) + 1) * NEW_EVERY_MS;
  const { Cron } = await import("croner");
  const { minute, hour, days } = times;
  const next = new Cron(`${minute} ${hour} * * ${days.join(",")}`, { timezone: zone, paused: true });
  const at = next.nextRun(new Date(after));
  if (at === null) throw new RangeError("a week without any of its days");
  return at.getTime();
}
