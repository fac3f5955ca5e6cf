import type { User } from "../../core/command.ts";
import { cut } from "../../core/text.ts";
import { visibleText } from "../../core/typed.ts";
import { isolated } from "../../core/visible.ts";

/** Longest name that a page shows, in characters. Our choice: Slack allows 80, and nobody is told apart by the second half. */
const MAX_NAME = 40;

/** Quotes of every kind, which would seem to end ours. */
const QUOTES = /["“”„‟«»＂「」『』]/g;

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
  return isolated(cut(seen, MAX_NAME)) || "somebody";
}
