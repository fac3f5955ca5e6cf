import { webApi } from "@slack/bolt";
import { LRUCache } from "lru-cache";
import type { Logger } from "../../core/log.ts";
import { HOUR_MS, inTime } from "../../core/time.ts";
import type { Facts } from "../../core/where.ts";
import { TIMES } from "./limits.ts";
import type { Origin } from "./origin.ts";

/** People remembered, and for how long, in milliseconds. Our choice. */
const MAX_PEOPLE = 5_000;
const REMEMBERED_MS = HOUR_MS;

/**
 * What Slack tells of people where the bot has the optional scope `users:read`: their time zone, and whether they manage the workspace.
 * Without it, nothing. https://docs.slack.dev/reference/methods/users.info (2026-11-28)
 */
export class People {
  readonly #log: Logger;
  readonly #known = new LRUCache<string, Facts>({ max: MAX_PEOPLE, ttl: REMEMBERED_MS });

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Never rejects. */
  async facts(client: webApi.WebClient, { user }: Pick<Origin, "user">): Promise<Facts> {
    const known = this.#known.get(user.key);
    if (known !== undefined) return known;
    const asked = this.#ask(client, user.id).then((facts) => {
      if (facts !== undefined) this.#known.set(user.key, facts);
      return facts ?? {};
    });
    return await inTime(asked, TIMES.webApiMs, () => ({}));
  }

  /** Undefined where another try may tell more. */
  async #ask(client: webApi.WebClient, user: string): Promise<Facts | undefined> {
    try {
      const { user: found } = await client.users.info({ user });
      return { zone: found?.tz, isManager: found?.is_admin === true || found?.is_owner === true };
    } catch (error) {
      if (error instanceof webApi.WebAPIPlatformError) return {};
      this.#log.warn({ err: error, platform: "slack" }, "Slack does not tell about a person");
      return undefined;
    }
  }
}
