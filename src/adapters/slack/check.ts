import { z } from "zod";
import { CHECK_MS, type ProbeAnswer, probe } from "../../net/probe.ts";
import { SLACK_APPS } from "../../setup/consoles.ts";
import { bad, type Finding, good, skipped, unsure } from "../../setup/finding.ts";
import { OPTIONAL_SCOPES, SCOPES } from "./register.ts";

/** What somebody has, or has just typed. What is left out is not looked at. */
export interface SlackTokens {
  readonly botToken?: string | undefined;
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
  /** Web API root with a slash at its end. The tokens go nowhere else. */
  readonly apiUrl: string;
}

const BOT_TOKEN = {
  subject: "Bot token",
  shape: /^xox(b-|e\.xoxb-)/,
  advice: `Copy the Bot User OAuth Token, which starts with xoxb-, from ${SLACK_APPS} → your app → OAuth & Permissions; install the app there first if it is not.`,
} as const;

const APP_TOKEN = {
  subject: "App-level token",
  shape: /^xapp-/,
  advice: `Make one with the scope connections:write, which starts with xapp-, at ${SLACK_APPS} → your app → Basic Information → App-Level Tokens, and turn on Socket Mode.`,
} as const;

type TokenKind = typeof BOT_TOKEN | typeof APP_TOKEN;

/** Asks Slack about the tokens: one call each, with the bot token's scopes against those of the manifest. */
export async function checkSlackTokens(
  { botToken, appToken, signingSecret, apiUrl }: SlackTokens,
  signal: AbortSignal = AbortSignal.timeout(CHECK_MS),
): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    botToken === undefined ? [] : checkBotToken(botToken, apiUrl, signal),
    appToken === undefined ? [] : checkAppToken(appToken, apiUrl, signal),
    signingSecret === undefined ? [] : [checkSigningSecret(signingSecret)],
  ]);
  return findings.flat();
}

const failure = z.object({ ok: z.literal(false), error: z.string() });

/** https://docs.slack.dev/reference/methods/auth.test (2026-11-22) */
const authTest = z.object({
  ok: z.literal(true),
  team: z.string().default("without a name"),
  user: z.string().default("bot"),
  bot_id: z.string().optional(),
});

async function checkBotToken(token: string, apiUrl: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const answer = await callWith(BOT_TOKEN, "auth.test", token, apiUrl, signal);
  if ("state" in answer) return [answer];
  const { data: who } = authTest.safeParse(answer.body);
  if (who === undefined) return [notSlack(BOT_TOKEN)];
  if (who.bot_id === undefined) {
    return [bad(BOT_TOKEN.subject, `It is the token of the person ${who.user}, not of a bot.`, BOT_TOKEN.advice)];
  }
  return [
    good(BOT_TOKEN.subject, `I am ${who.user} in the workspace ${who.team}.`),
    ...checkScopes(answer.headers["x-oauth-scopes"]),
  ];
}

function checkScopes(header: string | string[] | undefined): readonly Finding[] {
  if (header === undefined) return [unsure("Scopes", "Slack did not tell what the token may do.")];
  const granted = new Set(
    String(header)
      .split(",")
      .map((scope) => scope.trim()),
  );
  const missing = SCOPES.filter((scope) => !granted.has(scope));
  const advice = `Print the manifest again with \`npm run manifest\`, put it in at ${SLACK_APPS} → your app → App Manifest, then reinstall the app under OAuth & Permissions.`;
  const needed =
    missing.length === 0
      ? good("Scopes", `The token may do all that is needed: ${SCOPES.join(", ")}.`)
      : bad("Scopes", `The token lacks ${missing.join(", ")}.`, advice);
  const wanting = OPTIONAL_SCOPES.filter(({ scope }) => !granted.has(scope));
  return [needed, ...wanting.map(({ scope, without }) => skipped(scope, `Optional. Without it, ${without}.`))];
}

async function checkAppToken(token: string, apiUrl: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const answer = await callWith(APP_TOKEN, "apps.connections.open", token, apiUrl, signal);
  if ("state" in answer) return [answer];
  const isOpen = z.object({ ok: z.literal(true), url: z.string() }).safeParse(answer.body).success;
  // The address that came along is good for one connection, and dies unused
  return [isOpen ? good(APP_TOKEN.subject, "Slack opens Socket Mode with it.") : notSlack(APP_TOKEN)];
}

/** Only Slack could say that it is the right one, and does so by signing. */
function checkSigningSecret(secret: string): Finding {
  const subject = "Signing secret";
  const advice = `Copy it from ${SLACK_APPS} → your app → Basic Information → Signing Secret.`;
  if (/^xox|^xapp-/.test(secret)) return bad(subject, "It is a token, not the signing secret.", advice);
  if (!/^[0-9a-z]{32}$/i.test(secret)) {
    return bad(subject, "It does not look like one: a signing secret has 32 letters and digits.", advice);
  }
  return good(subject, "It looks like one. Slack proves it when you save the Request URL.");
}

/** An answer of Slack's that is no refusal; else what to tell. */
async function callWith(
  { subject, shape, advice }: TokenKind,
  method: string,
  token: string,
  apiUrl: string,
  signal: AbortSignal,
): Promise<ProbeAnswer | Finding> {
  // Whatever else it is, it is not sent anywhere
  if (!shape.test(token) || !/^[\x21-\x7e]+$/.test(token))
    return bad(subject, "It is a token of another kind.", advice);
  const answer = await probe(apiUrl + method, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  if ("noAnswer" in answer) {
    return bad(
      subject,
      `Slack can't be reached: ${answer.noAnswer}.`,
      "Check the network, and SLACK_API_URL if it is set.",
    );
  }
  if (answer.status === 429) return unsure(subject, "Slack asks to slow down.", "Look again in a minute.");
  if (answer.status >= 500) return unsure(subject, "Slack is ill right now.", "Look again in a few minutes.");
  const { data: refused } = failure.safeParse(answer.body);
  return refused === undefined ? answer : bad(subject, REFUSALS[refused.error] ?? refusal(refused.error), advice);
}

/** https://docs.slack.dev/reference/methods/auth.test and …/apps.connections.open (2026-11-22) */
const REFUSALS: Readonly<Record<string, string>> = {
  invalid_auth: "Slack does not know it.",
  not_authed: "Slack does not know it.",
  not_allowed_token_type: "It is a token of another kind.",
  missing_scope: "It lacks the scope connections:write.",
  token_revoked: "It has been revoked.",
  token_expired: "It has expired.",
  account_inactive: "The app is no longer installed in the workspace.",
  team_disabled: "The workspace is disabled.",
};

function refusal(code: string): string {
  return /^[a-z_]{1,60}$/.test(code) ? `Slack refuses it (${code}).` : "Slack refuses it.";
}

function notSlack({ subject }: TokenKind): Finding {
  return bad(subject, "What answers is not Slack.", "Check SLACK_API_URL, and any proxy on the way to it.");
}
