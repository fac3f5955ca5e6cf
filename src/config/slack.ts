import { z } from "zod";
import { SLACK_APPS } from "../setup/consoles.ts";
import { type OauthApp, oauthApp } from "./accounts.ts";
import { webAddress } from "./fields.ts";
import { type Subject, together, type ValuesOf } from "./subject.ts";

/** Slack's part of the configuration. */
export interface SlackConfig {
  /** Of the one workspace; absent where workspaces install the bot themselves. */
  readonly botToken?: string | undefined;
  /** Installs in many workspaces. */
  readonly oauth?: OauthApp | undefined;
  /** Turns on HTTP. */
  readonly signingSecret?: string | undefined;
  /** Turns on Socket Mode. */
  readonly appToken?: string | undefined;
  /** Web API root with a slash at its end: `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** Put before every command's name. Empty by default. */
  readonly commandPrefix: string;
}

const PARTS = ["SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"];
const WAYS = ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"];

/** Half a platform connects nothing. */
export const slack = {
  variables: {
    SLACK_BOT_TOKEN: z
      .string()
      .regex(
        /^xox(b-|e\.xoxb-)/,
        `is not a bot token: it starts with xoxb-, from ${SLACK_APPS} → your app → OAuth & Permissions`,
      )
      .optional(),
    SLACK_SIGNING_SECRET: z.string().optional(),
    SLACK_APP_TOKEN: z
      .string()
      .regex(
        /^xapp-/,
        `is not an app-level token: it starts with xapp-, from ${SLACK_APPS} → your app → Basic Information → App-Level Tokens, with the scope connections:write`,
      )
      .optional(),
    SLACK_CLIENT_ID: z.string().optional(),
    SLACK_CLIENT_SECRET: z.string().optional(),
    SLACK_API_URL: webAddress.default("https://slack.com/api"),
    SLACK_COMMAND_PREFIX: z
      .string()
      .regex(/^[a-z0-9_-]{0,16}$/, "may hold up to 16 lower-case letters, digits, - and _")
      .default(""),
  },
  rules: [
    {
      where: PARTS,
      needs: WAYS,
      problem: (because) =>
        `SLACK_APP_TOKEN is missing: ${because} alone connects nothing. Add SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP), from ${SLACK_APPS} → your app → Basic Information`,
    },
    {
      where: WAYS,
      needs: PARTS,
      problem: () =>
        `SLACK_BOT_TOKEN is missing: it starts with xoxb-, from ${SLACK_APPS} → your app → OAuth & Permissions`,
    },
    ...together("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", `${SLACK_APPS} → your app → Basic Information`),
  ],
  secrets: ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET"],
} as const satisfies Subject;

/** Undefined where Slack is not connected. */
export function slackConfig(value: ValuesOf<typeof slack>): SlackConfig | undefined {
  const oauth = oauthApp(value.SLACK_CLIENT_ID, value.SLACK_CLIENT_SECRET);
  if (value.SLACK_BOT_TOKEN === undefined && oauth === undefined) return undefined;
  return {
    botToken: value.SLACK_BOT_TOKEN,
    oauth,
    signingSecret: value.SLACK_SIGNING_SECRET,
    appToken: value.SLACK_APP_TOKEN,
    apiUrl: `${value.SLACK_API_URL}/`,
    commandPrefix: value.SLACK_COMMAND_PREFIX,
  };
}
