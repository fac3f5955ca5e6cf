import { checkDiscord } from "../adapters/discord/check-delivery.ts";
import { checkSlackTokens } from "../adapters/slack/check.ts";
import { checkSlackEvents } from "../adapters/slack/check-delivery.ts";
import { type Config, inspectConfig } from "../config.ts";
import type { ListedCommand } from "../core/command.ts";
import { inTime } from "../core/time.ts";
import { CHECK_MS } from "../net/probe.ts";
import { bad, type Finding, good, skipped, unsure } from "../setup/finding.ts";
import type { LoadedEnv } from "../setup/load-env.ts";
import { checkAccounts } from "./accounts.ts";
import { checkAgents } from "./agents.ts";
import { checkClock } from "./clock.ts";
import { checkDeclarations } from "./commands.ts";
import { checkDatabase } from "./database.ts";
import { checkPort } from "./port.ts";
import { checkPublicUrl } from "./public-url.ts";
import { checkRedis } from "./redis.ts";
import { checkUpstreams } from "./upstreams.ts";

/** What belongs under one heading. */
export interface Section {
  readonly heading: string;
  readonly findings: readonly Finding[];
}

export interface Examination {
  /** What stands in `.env` and can't be meant so. */
  readonly slips?: LoadedEnv;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly commands: readonly ListedCommand[];
  /** Where Discord's commands are registered in one server only. */
  readonly guildId?: string | undefined;
  /** Time for each check, in milliseconds. */
  readonly checkMs?: number;
}

/** Time for what the signal cuts off to tell its own reason, in milliseconds. Our choice. */
const LAST_WORD_MS = 100;

/** Looks at the whole set-up, all at once and within the time of one check. Changes nothing. Never rejects. */
export async function examine({
  env,
  slips = { problems: [], strays: [] },
  commands,
  guildId,
  checkMs = CHECK_MS,
}: Examination): Promise<readonly Section[]> {
  const { config, problems } = inspectConfig(env);
  const signal = AbortSignal.timeout(checkMs);
  const { publicUrl, discord } = config;
  const headings: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
    Configuration: {
      Variables: async () => configuration(problems, slips),
      Commands: async () => checkDeclarations(commands),
    },
    "This machine": {
      PORT: () => checkPort(config, signal),
      PUBLIC_URL: () => checkPublicUrl(config, signal),
      Clock: () => checkClock(config, signal),
      Database: () => checkDatabase(config),
      Redis: () => checkRedis(config),
    },
    Slack: { Slack: () => checkSlack(config, signal) },
    Discord: {
      Discord: async () =>
        discord === undefined
          ? [skipped("Discord", "Off: DISCORD_TOKEN and DISCORD_APPLICATION_ID turn it on.")]
          : await checkDiscord({ config: discord, publicUrl, commands, guildId }, signal),
    },
    Accounts: { Accounts: async () => checkAccounts(config) },
    Agents: { Agents: async () => checkAgents(config) },
    "Web APIs": { "All of them": () => checkUpstreams(config, signal) },
  };
  return await Promise.all(
    Object.entries(headings).map(async ([heading, checks]) => ({
      heading,
      findings: (
        await Promise.all(
          Object.entries(checks).map(([subject, check]) => finished(subject, check, checkMs + LAST_WORD_MS)),
        )
      ).flat(),
    })),
  );
}

type Check = () => Promise<readonly Finding[]>;

function configuration(problems: readonly string[], { problems: unread, strays }: LoadedEnv): readonly Finding[] {
  const findings: readonly Finding[] = [
    ...unread.map((sentence) => bad(".env", `${sentence}.`, "Until then I go by the environment alone.")),
    ...problems.map((problem): Finding => {
      const [variable = "", ...rest] = problem.split(" ");
      // Where to get a right value is part of it
      return { subject: variable, state: "bad", sentence: rest.join(" ") };
    }),
    ...strays.map((sentence) => unsure("Variables", sentence)),
  ];
  return findings.length === 0 ? [good("Variables", "All are right.")] : findings;
}

async function checkSlack(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const { slack, publicUrl } = config;
  if (slack === undefined) {
    return [skipped("Slack", "Off: SLACK_BOT_TOKEN turns it on, with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET.")];
  }
  const { signingSecret } = slack;
  const findings = await Promise.all([
    checkSlackTokens(slack, signal),
    signingSecret === undefined
      ? []
      : publicUrl === undefined
        ? [unsure("Signed requests", "Without PUBLIC_URL I can't see whether Slack's come in.", "Set PUBLIC_URL.")]
        : checkSlackEvents({ publicUrl, signingSecret }, signal),
  ]);
  return findings.flat();
}

/** What the check finds; where it takes too long, or breaks, that. */
async function finished(subject: string, check: Check, ms: number): Promise<readonly Finding[]> {
  const slow = () => [bad(subject, "No answer in time.", "Look again in a minute.")];
  try {
    return await inTime(check(), ms, slow);
  } catch (error) {
    const name = error instanceof Error ? error.name : "an unknown error";
    return [unsure(subject, `I could not look (${name}): this is a mistake of mine.`)];
  }
}
