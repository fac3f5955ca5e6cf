import { z } from "zod";
import { CHECK_MS, type ProbeAnswer, probe } from "../../net/probe.ts";
import { DISCORD_APPS } from "../../setup/consoles.ts";
import { bad, type Finding, good, unsure } from "../../setup/finding.ts";
import { USER_AGENT, versionedRoot } from "./api.ts";

/** What somebody has, or has just typed. */
export interface DiscordApp {
  readonly token: string;
  readonly applicationId: string;
  /** Looked at where it is set. */
  readonly publicKey?: string | undefined;
  /** REST root without version and without a slash at its end. The token goes nowhere else. */
  readonly apiUrl: string;
}

/** https://docs.discord.com/developers/resources/application#application-object (2026-11-22) */
const application = z.object({
  id: z.string(),
  name: z.string(),
  verify_key: z.string(),
  interactions_endpoint_url: z.string().nullish(),
});

/** An application as Discord knows it. */
export type Application = z.infer<typeof application>;

/** Asks Discord whose token it is, and whether number and public key are of the same application: one call. */
export async function checkDiscordApp(
  app: DiscordApp,
  signal: AbortSignal = AbortSignal.timeout(CHECK_MS),
): Promise<readonly Finding[]> {
  return (await lookUpApp(app, signal)).findings;
}

/** As `checkDiscordApp`, with the application where the token is good. */
export async function lookUpApp(
  { token, applicationId, publicKey, apiUrl }: DiscordApp,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly found?: Application }> {
  const answer = await askAsBot("Bot token", "/applications/@me", { token, apiUrl }, signal);
  if ("state" in answer) return { findings: [answer] };
  const { data: found } = application.safeParse(answer.body);
  if (found === undefined) return { findings: [notDiscord("Bot token")] };
  const findings = [
    good("Bot token", `It belongs to the application ${found.name}.`),
    checkId(found, applicationId),
    ...(publicKey === undefined ? [] : [checkKey(found, publicKey)]),
  ];
  return { findings, found };
}

function checkId({ id, name }: Application, applicationId: string): Finding {
  const subject = "Application id";
  if (id === applicationId) return good(subject, "It belongs to the same application.");
  return bad(subject, "It is not that of the token's application.", `For ${name} set DISCORD_APPLICATION_ID=${id}.`);
}

function checkKey({ verify_key, name }: Application, publicKey: string): Finding {
  const subject = "Public key";
  if (verify_key.toLowerCase() === publicKey.toLowerCase()) {
    return good(subject, "It belongs to the same application.");
  }
  return bad(
    subject,
    "It is not that of the token's application: all that Discord sends would be refused.",
    `For ${name} set DISCORD_PUBLIC_KEY=${verify_key}.`,
  );
}

/** An answer of Discord's that is no refusal; else what to tell under `subject`. */
export async function askAsBot(
  subject: string,
  path: string,
  { token, apiUrl }: Pick<DiscordApp, "token" | "apiUrl">,
  signal: AbortSignal,
): Promise<ProbeAnswer | Finding> {
  const advice = `Reset it at ${DISCORD_APPS} → your app → Bot → Reset Token.`;
  if (!/^[\x21-\x7e]+$/.test(token)) return bad(subject, "It has characters that no token has.", advice);
  const answer = await probe(versionedRoot(apiUrl) + path, {
    headers: { authorization: `Bot ${token}`, "user-agent": USER_AGENT },
    signal,
  });
  if ("noAnswer" in answer) {
    return bad(
      subject,
      `Discord can't be reached: ${answer.noAnswer}.`,
      "Check the network, and DISCORD_API_URL if it is set.",
    );
  }
  if (answer.status === 401) return bad(subject, "Discord does not know it.", advice);
  if (answer.status === 429) return unsure(subject, "Discord asks to slow down.", "Look again in a minute.");
  if (answer.status >= 500) return unsure(subject, "Discord is ill right now.", "Look again in a few minutes.");
  return answer.status === 200 ? answer : notDiscord(subject);
}

/** What to tell when something else answers in Discord's place. */
export function notDiscord(subject: string): Finding {
  return bad(subject, "What answers is not Discord.", "Check DISCORD_API_URL, and any proxy on the way to it.");
}
