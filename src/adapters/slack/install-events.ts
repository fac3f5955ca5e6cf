import { setTimeout as delay } from "node:timers/promises";
import type { InstallationQuery } from "@slack/bolt";
import { z } from "zod";
import type { Logger } from "../../core/dispatch.ts";
import { RecentIds } from "../../core/recent-ids.ts";
import { type Installs, installId } from "./install-store.ts";

/** Slack repeats an event up to three times within six minutes. https://docs.slack.dev/apis/events-api (2026-11-22) */
const REPEATED_MS = 10 * 60_000;
const MAX_EVENTS = 10_000;

/** Waits between tries at a database that is away double from the first to the longest, in milliseconds; our choice. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

const envelope = z.object({
  type: z.literal("event_callback"),
  event_id: z.string(),
  /** Seconds since the epoch. */
  event_time: z.number(),
  event: z.looseObject({ type: z.string() }),
});

const revoked = z.object({
  type: z.literal("tokens_revoked"),
  tokens: z.object({ bot: z.array(z.string()).nullish() }),
});

/** Listens for the end of installations: an app taken out, a token revoked. The sealed token is deleted then. */
export class InstallEvents {
  readonly #installs: Installs;
  readonly #log: Logger;
  readonly #firstRetryMs: number;
  readonly #seen = new RecentIds({ max: MAX_EVENTS, ttlMs: REPEATED_MS });
  readonly #stopping = new AbortController();

  constructor(installs: Installs, log: Logger, firstRetryMs: number = FIRST_RETRY_MS) {
    this.#installs = installs;
    this.#log = log;
    this.#firstRetryMs = firstRetryMs;
  }

  /** Sees to an event that ends an installation. Other deliveries mean nothing here. */
  receive(body: unknown, query: InstallationQuery<boolean>): void {
    const parsed = envelope.safeParse(body);
    if (!parsed.success) return;
    const { event, event_id, event_time } = parsed.data;
    const id = installId(query);
    if (id !== undefined && endsInstallation(event) && this.#seen.add(event_id)) {
      void this.#remove(id, (event_time + 1) * 1_000);
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Slack has its ack already and says it once: a database that is away is asked again until it is back. */
  async #remove(id: string, until: number): Promise<void> {
    const { signal } = this.#stopping;
    for (let waitMs = this.#firstRetryMs; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      try {
        await this.#installs.remove(id, until);
        this.#log.info({ platform: "slack" }, "the bot was taken out of a workspace: its token is deleted");
        return;
      } catch (error) {
        this.#log.warn({ err: error, waitMs, platform: "slack" }, "a token that is over can't be deleted yet");
        await delay(waitMs, undefined, { signal, ref: false }).catch(() => {});
      }
    }
  }
}

function endsInstallation(event: { readonly type: string }): boolean {
  if (event.type === "app_uninstalled") return true;
  const parsed = revoked.safeParse(event);
  return parsed.success && (parsed.data.tokens.bot ?? []).length > 0;
}
