import { USER_AGENT, versionedRoot } from "../adapters/discord/api.ts";
import type { Config } from "../config.ts";
import { MINUTE_MS } from "../core/time.ts";
import { probe } from "../net/probe.ts";
import { bad, type Finding, good, skipped, unsure } from "../setup/finding.ts";

/** Off by more than this, a clock is not kept by anybody; our choice, in milliseconds. */
const WRONG_MS = 30_000;

/** Signatures are refused beyond it. https://docs.slack.dev/authentication/verifying-requests-from-slack (2026-11-22) */
const FATAL_MS = 5 * MINUTE_MS;

const ADVICE = "Let the system keep it: timedatectl set-ntp true, or the time settings of the host of this container.";

/** This machine's clock against those of the platforms that are configured. */
export async function checkClock({ slack, discord }: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const subject = "Clock";
  const clocks = [
    ...(slack === undefined ? [] : [{ name: "Slack", url: `${slack.apiUrl}api.test` }]),
    ...(discord === undefined ? [] : [{ name: "Discord", url: `${versionedRoot(discord.apiUrl)}/gateway` }]),
  ];
  if (clocks.length === 0) return [skipped(subject, "Only signatures of Slack and Discord need it.")];
  const headers = { "user-agent": USER_AGENT };
  const readings = await Promise.all(
    clocks.map(async ({ name, url }) => {
      const answer = await probe(url, { headers, signal });
      return { name, aheadMs: "noAnswer" in answer ? undefined : answer.aheadMs };
    }),
  );
  const read = readings.flatMap(({ name, aheadMs }) => (aheadMs === undefined ? [] : [{ name, aheadMs }]));
  const [worst] = read.toSorted((one, other) => Math.abs(other.aheadMs) - Math.abs(one.aheadMs));
  if (worst === undefined) return [unsure(subject, "Nobody told me the time to compare it with.")];
  const offMs = Math.abs(worst.aheadMs);
  if (offMs <= WRONG_MS) return [good(subject, `It goes with that of ${read.map(({ name }) => name).join(" and ")}.`)];
  const off = `It is ${inWords(offMs)} ${worst.aheadMs > 0 ? "behind" : "ahead of"} that of ${worst.name}`;
  return [
    offMs > FATAL_MS
      ? bad(subject, `${off}: every signed request is refused.`, ADVICE)
      : bad(subject, `${off}; at five minutes signed requests are refused.`, ADVICE),
  ];
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
