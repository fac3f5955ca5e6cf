import { webApi } from "@slack/bolt";
import type { Logger } from "../../core/log.ts";
import { type BackOff, SECOND_MS, type Waits } from "../../core/time.ts";
import { SLACK_APPS } from "../../setup/consoles.ts";

/** Errors of a token that no waiting mends. https://docs.slack.dev/reference/methods/auth.test (2026-11-22) */
const HOPELESS = new Set([
  "access_denied",
  "account_inactive",
  "app_missing",
  "invalid_auth",
  "missing_scope",
  "not_allowed_token_type",
  "not_authed",
  "org_login_required",
  "team_access_not_granted",
  "team_disabled",
  "token_expired",
  "token_revoked",
  "user_removed_from_team",
]);

/** Between checks of the bot token while Slack is out of reach; our choice. */
export const CHECK_WAITS: Waits = { firstMs: 500, longestMs: 30 * SECOND_MS };

/** Resolves when Slack knows the token; rejects with a sentence for the operator when it refuses it. Asks until then. */
export async function checkBotToken(
  client: webApi.WebClient,
  token: string,
  log: Logger,
  backOff: BackOff,
): Promise<void> {
  await backOff.until(
    async () => {
      const { team, user } = await client.auth.test({ token });
      log.info({ platform: "slack", workspace: team, bot: user }, "connected to Slack");
    },
    (error, waitMs) => {
      const refusal = refusalOfBotToken(error);
      if (refusal !== undefined) throw new Error(refusal);
      log.warn({ err: error, waitMs, platform: "slack" }, "Slack does not answer yet");
    },
  );
}

/** What to tell the operator when Slack refuses the bot token for good; undefined when another try may succeed. */
function refusalOfBotToken(error: unknown): string | undefined {
  const code = hopelessCode(error);
  return code === undefined
    ? undefined
    : `Slack refuses SLACK_BOT_TOKEN (${code}). Copy the Bot User OAuth Token, which starts with xoxb-, from ${SLACK_APPS} → your app → OAuth & Permissions; install the app there first if it is not.`;
}

/** As `refusalOfBotToken`, for the app-level token. */
export function refusalOfAppToken(error: unknown): string | undefined {
  const code = hopelessCode(error);
  return code === undefined
    ? undefined
    : `Slack refuses SLACK_APP_TOKEN (${code}). Make an app-level token with the scope connections:write, which starts with xapp-, at ${SLACK_APPS} → your app → Basic Information → App-Level Tokens, and turn on Socket Mode.`;
}

function hopelessCode(error: unknown): string | undefined {
  if (!(error instanceof webApi.WebAPIPlatformError)) return undefined;
  return HOPELESS.has(error.data.error) ? error.data.error : undefined;
}
