import type { InstallationQuery } from "@slack/bolt";
import { z } from "zod";
import type { Logger } from "../../core/log.ts";
import { RecentIds } from "../../core/recent-ids.ts";
import { BackOff, MINUTE_MS, SECOND_MS, type Waits } from "../../core/time.ts";
import { type Installs, installId } from "./install-store.ts";

/** Slack repeats an event up to three times within six minutes. https://docs.slack.dev/apis/events-api (2026-11-22) */
const REPEATED_MS = 10 * MINUTE_MS;
const MAX_EVENTS = 10_000;

/** Between tries at a database that is away; our choice. */
const WAITS: Waits = { firstMs: SECOND_MS, longestMs: 5 * MINUTE_MS };

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
  readonly #seen = new RecentIds({ max: MAX_EVENTS, ttlMs: REPEATED_MS });
  readonly #backOff = new BackOff(WAITS);

  constructor(installs: Installs, log: Logger) {
    this.#installs = installs;
    this.#log = log;
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
    this.#backOff.stop();
  }

  /** Slack has its ack already and says it once: a database that is away is asked again until it is back. */
  async #remove(id: string, until: number): Promise<void> {
    const remove = async () => {
      await this.#installs.remove(id, until);
      this.#log.info({ platform: "slack" }, "the bot was taken out of a workspace: its token is deleted");
    };
    await this.#backOff.until(remove, (error, waitMs) =>
      this.#log.warn({ err: error, waitMs, platform: "slack" }, "a token that is over can't be deleted yet"),
    );
  }
}

function endsInstallation(event: { readonly type: string }): boolean {
  if (event.type === "app_uninstalled") return true;
  const parsed = revoked.safeParse(event);
  return parsed.success && (parsed.data.tokens.bot ?? []).length > 0;
}
