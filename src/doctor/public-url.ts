import type { Config } from "../config.ts";
import { isLoopbackHost } from "../core/loopback.ts";
import { probe } from "../net/probe.ts";
import { bad, type Finding, good, skipped } from "../setup/finding.ts";
import { isBot } from "./bot-at.ts";

/** Whether `PUBLIC_URL` leads to a running bot, seen from here. */
export async function checkPublicUrl(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const subject = "PUBLIC_URL";
  const { publicUrl, slack, discord } = config;
  if (publicUrl === undefined) {
    return [skipped(subject, "Not set. It is needed over HTTP, and for accounts and installs.")];
  }
  if (isOutOfReach(publicUrl, [slack?.signingSecret && slack.apiUrl, discord?.publicKey && discord.apiUrl])) {
    return [
      bad(
        subject,
        "It is an address of this very machine, which neither Slack nor Discord can reach.",
        "Set the https:// address of a proxy or a tunnel that leads to the bot.",
      ),
    ];
  }
  const answer = await probe(`${publicUrl}/healthz`, { signal });
  if ("noAnswer" in answer) {
    return [
      bad(
        subject,
        `It can't be reached: ${answer.noAnswer}.`,
        "Start the bot; then look at the name, the proxy and the firewall.",
      ),
    ];
  }
  if (isBot(answer)) return [good(subject, "It leads to a running bot.")];
  const isProxy = answer.status === 502 || answer.status === 503 || answer.status === 504;
  return [
    isProxy
      ? bad(
          subject,
          "A proxy answers, but it does not reach the bot.",
          "Start the bot, and let the proxy pass on to its PORT.",
        )
      : bad(
          subject,
          "Something answers there that is not this bot.",
          "Let it lead to the bot's PORT, all paths unchanged.",
        ),
  ];
}

/** Loopback is right only for a platform that is on this machine, too. */
function isOutOfReach(publicUrl: string, apiUrls: readonly (string | undefined)[]): boolean {
  const isHere = (url: string) => isLoopbackHost(new URL(url).hostname);
  return isHere(publicUrl) && apiUrls.some((url) => url !== undefined && url !== "" && !isHere(url));
}
