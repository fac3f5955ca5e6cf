import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const SLACK_PAYLOADS = resolve(import.meta.dirname, "../platforms/slack/payloads");

/** What Slack sends when something is pressed, filled in or asked for, by the name of the file; where it may be answered is nowhere. */
export const SLACK_INTERACTIONS: Readonly<Record<string, unknown>> = Object.fromEntries(
  readdirSync(SLACK_PAYLOADS)
    .filter((file) => !file.startsWith("block_suggestion.ack"))
    .map((file) => [
      file,
      JSON.parse(readFileSync(join(SLACK_PAYLOADS, file), "utf8").replaceAll("hooks.slack.com", "hooks.example")),
    ]),
);

/** What Slack tells when somebody writes to the bot. */
export const SLACK_EVENT = {
  type: "event_callback",
  team_id: "T1",
  event_id: "Ev",
  event_time: 1,
  event: { type: "app_mention", user: "U1", text: "<@UBOT> dog", channel: "C1", ts: "1.1" },
  authorizations: [{ enterprise_id: null, team_id: "T1", user_id: "UBOT", is_bot: true }],
};

const user = { id: "1", username: "ann", global_name: null };
const common = {
  id: "1300000000000000001",
  application_id: "1",
  token: "t",
  version: 1,
  locale: "en-US",
  channel_id: "2",
};

/** What Discord sends. */
export const DISCORD_INTERACTIONS = {
  ping: { ...common, type: 1 },
  command: {
    ...common,
    type: 2,
    user,
    data: { id: "3", name: "dog", type: 1, options: [{ name: "breed", type: 3, value: "x" }] },
  },
  press: {
    ...common,
    type: 3,
    member: { user },
    message: { id: "4", flags: 0 },
    data: { custom_id: "0u~dog~", component_type: 2 },
  },
  suggestions: {
    ...common,
    type: 4,
    user,
    data: { id: "3", name: "dog", type: 1, options: [{ name: "breed", type: 3, value: "x", focused: true }] },
  },
};
