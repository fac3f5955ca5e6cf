import type { User } from "../../core/command.ts";
import { cut } from "../../core/text.ts";
import { visibleText } from "../../core/typed.ts";

/** Longest name that a page shows, in characters. Our choice: Slack allows 80, and nobody is told apart by the second half. */
const MAX_NAME = 40;

/** Quotes of every kind, which would seem to end ours. */
const QUOTES = /["“”„‟«»＂「」『』]/g;

/** Letters that are read from right to left, and might take the words behind them along. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const PLATFORMS: Readonly<Record<string, string>> = {
  slack: "on Slack",
  discord: "on Discord",
  chat: "in the terminal",
};

/**
 * Whom a link was given to, for the page that warns others: `“ann” on Slack, in the workspace T111`. Only what stands in the
 * quotes is the person's own, and no name can end them.
 */
export function askerOf({ key, name }: Pick<User, "key" | "name">): string {
  const [platform = "", group = ""] = key.split(":");
  const where = platform === "slack" ? `, in the ${group.startsWith("E") ? "organisation" : "workspace"} ${group}` : "";
  return `“${nameInQuotes(name)}” ${PLATFORMS[platform] ?? "in the playground"}${where}`;
}

function nameInQuotes(name: string): string {
  // Longer than anybody's: what follows is not even looked at
  const seen = visibleText(name.slice(0, 1_000).toWellFormed())
    .replace(/\p{C}/gu, (sign) => (/[\u200c\u200d]/.test(sign) ? sign : " "))
    .replace(QUOTES, "'")
    .replace(/\s+/g, " ")
    .trim();
  const short = cut(seen, MAX_NAME);
  // First strong isolate, and its end
  return RIGHT_TO_LEFT.test(short) ? `\u2068${short}\u2069` : short || "somebody";
}
