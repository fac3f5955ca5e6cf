import { createHmac, randomUUID } from "node:crypto";
import { CHECK_MS, probe } from "../../net/probe.ts";
import { bad, type Finding, good, unsure } from "../../setup/finding.ts";

/**
 * Plays Slack: posts to the bot's public address what Slack posts when the Request URL is saved, once signed and once not.
 * Shows whether the bot that runs there has this very secret.
 */
export async function checkSlackEvents(
  { publicUrl, signingSecret }: { readonly publicUrl: string; readonly signingSecret: string },
  signal: AbortSignal = AbortSignal.timeout(CHECK_MS),
): Promise<readonly Finding[]> {
  const challenge = randomUUID();
  const body = JSON.stringify({ type: "url_verification", challenge });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const hmac = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
  const post = (headers: Readonly<Record<string, string>>) =>
    probe(`${publicUrl}/slack/events`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      signal,
    });
  const [signed, unsigned] = await Promise.all([
    post({ "x-slack-signature": `v0=${hmac}`, "x-slack-request-timestamp": timestamp }),
    post({}),
  ]);
  return [signedFinding(), ...unsignedFinding()];

  function signedFinding(): Finding {
    const subject = "Signed requests";
    if ("noAnswer" in signed) return unsure(subject, `/slack/events gives no answer: ${signed.noAnswer}.`);
    if (signed.status === 200 && signed.body === challenge) {
      return good(subject, "The running bot takes what SLACK_SIGNING_SECRET signs.");
    }
    if (signed.status === 401) {
      return bad(
        subject,
        "The running bot refuses what SLACK_SIGNING_SECRET signs.",
        "It was started with another secret, or a proxy changes what it passes on. Restart the bot, then look again.",
      );
    }
    if (signed.status === 404) {
      return bad(
        subject,
        "The bot that runs there does not take Slack over HTTP.",
        "Restart it with SLACK_SIGNING_SECRET set.",
      );
    }
    return bad(
      subject,
      "What answers at /slack/events is not this bot.",
      "Let PUBLIC_URL lead to it, paths and bodies unchanged.",
    );
  }

  function unsignedFinding(): readonly Finding[] {
    if ("noAnswer" in unsigned || unsigned.status === 404) return [];
    const subject = "Unsigned requests";
    return unsigned.status === 401
      ? [good(subject, "They are refused.")]
      : [bad(subject, "They are not refused.", "Let PUBLIC_URL lead straight to the bot: nothing may answer for it.")];
  }
}
