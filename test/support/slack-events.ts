import { readFileSync } from "node:fs";

/** The bot's own user in the simulated workspace. */
export const BOT_USER = "UBOT";

/** A mention as Slack sent it, ids masked. */
const RECORDED = JSON.parse(
  readFileSync(new URL("../platforms/slack/socket-mode/events_api.app_mention.json", import.meta.url), "utf8"),
) as { readonly payload: { readonly event: object } };

/** What a pretend person writes, and how Slack tells of it. */
export interface Written {
  /** The thread that it is written in: the `ts` of the message that the thread begins with. */
  readonly thread?: string | undefined;
  /** Of the message itself. */
  readonly ts?: string;
  /** The same when Slack repeats the delivery. */
  readonly eventId?: string;
  /** What else the event says: `bot_id`, `edited`. */
  readonly event?: object;
}

/** The event of a message that names the bot: `text` as Slack escapes it, the bot being `<@UBOT>`. */
export function mentionEvent(
  text: string,
  { person, channel, team, enterprise }: { person: string; channel: string; team: string; enterprise?: string },
  { thread, ts = "1700000100.000100", eventId, event }: Written & { readonly eventId: string },
): object {
  const { payload } = RECORDED;
  const isEnterprise = enterprise !== undefined;
  return {
    ...payload,
    team_id: team,
    event_id: eventId,
    authorizations: [
      {
        enterprise_id: enterprise ?? null,
        team_id: isEnterprise ? null : team,
        user_id: BOT_USER,
        is_bot: true,
        is_enterprise_install: isEnterprise,
      },
    ],
    event: {
      ...payload.event,
      text,
      user: person,
      channel,
      team,
      ts,
      event_ts: ts,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...event,
    },
  };
}
