import { z } from "zod";
import { type AccountsConfig, accounts, accountsConfig } from "./config/accounts.ts";
import { agents } from "./config/agents.ts";
import { type DiscordConfig, discord, discordConfig } from "./config/discord.ts";
import { type CommandChoice, people } from "./config/people.ts";
import { type PlaygroundConfig, playground, playgroundConfig, playgroundProblems } from "./config/playground.ts";
import { server } from "./config/server.ts";
import { type SlackConfig, slack, slackConfig } from "./config/slack.ts";
import { storage, storageSecrets } from "./config/storage.ts";
import { brokenRules, type Given } from "./config/subject.ts";
import {
  keySecrets,
  ROW_VARIABLES,
  upstreamKeys,
  upstreamQuotas,
  upstreams,
  upstreamUrls,
} from "./config/upstreams.ts";
import { ConfigError } from "./core/errors.ts";
import type { Samples } from "./core/plain-replies.ts";
import type { Quota, UpstreamId } from "./upstream/limits.ts";

export type { AccountsConfig, OauthApp } from "./config/accounts.ts";
export type { DiscordConfig } from "./config/discord.ts";
export type { SlackConfig } from "./config/slack.ts";
export { mapUpstreams } from "./config/upstreams.ts";

/** Everything an operator can set, checked and frozen. `.env.example` explains each variable. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** How the world reaches the HTTP server, without a slash at its end. */
  readonly publicUrl?: string | undefined;
  /** Addresses and networks whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: Environment["LOG_LEVEL"];
  /** Undefined: pretty on a terminal, else JSON. */
  readonly logFormat?: "json" | "pretty" | undefined;
  readonly slack?: SlackConfig | undefined;
  readonly discord?: DiscordConfig | undefined;
  /** Put before every command's name in Slack; kept here because the manifest needs it without any token. */
  readonly slackCommandPrefix: string;
  readonly upstreams: "live" | "recorded";
  /** What each command can be asked where answers are recorded. */
  readonly samples?: Samples | undefined;
  /** Root of each upstream, without a slash at its end. */
  readonly upstreamUrls: Readonly<Record<UpstreamId, string>>;
  readonly upstreamKeys: Readonly<Partial<Record<UpstreamId, string>>>;
  /** What plans allow, where the operator says so. */
  readonly upstreamQuotas: Readonly<Partial<Record<UpstreamId, readonly Quota[]>>>;
  /** Goes into the User-Agent, which several upstreams require. */
  readonly contact: string;
  /** Commands a minute that one person may cause upstream calls with. */
  readonly fairShare: number | "off";
  /** Which commands exist; all where nothing is said. */
  readonly commandChoice?: CommandChoice | undefined;
  /** The most grown-up GIFs that anybody gets. */
  readonly gifRating: "g" | "pg" | "pg-13";
  /** `sqlite:PATH` or `postgres://…`. */
  readonly databaseUrl: string;
  /** `redis://…` or `rediss://…`: what replicas share. */
  readonly redisUrl?: string | undefined;
  /** Keys that seal stored tokens, newest first, 32 bytes each. Empty when nothing is to be stored. */
  readonly encryptionKeys: readonly Buffer[];
  readonly accounts: AccountsConfig;
  readonly playground: PlaygroundConfig;
  /** Each lets an agent in at `/mcp`; empty where none is. */
  readonly mcpTokens: readonly string[];
  /** Values that must never be printed. */
  readonly secrets: readonly string[];
}

/** In the order in which problems are told. */
const SUBJECTS = [server, slack, discord, upstreams, playground, agents, people, accounts, storage] as const;

const environment = z.object({
  ...server.variables,
  ...slack.variables,
  ...discord.variables,
  ...upstreams.variables,
  ...playground.variables,
  ...agents.variables,
  ...people.variables,
  ...accounts.variables,
  ...storage.variables,
});

type Environment = z.infer<typeof environment>;

/** Every variable that an operator can set. */
export const VARIABLES: readonly string[] = [...Object.keys(environment.shape), ...ROW_VARIABLES];

/**
 * Reads the configuration from the environment. An empty variable counts as not set. Throws ConfigError that names every
 * problem at once: the variable, what is wrong and where to get a right value; never a value itself.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const { config, problems } = inspectConfig(env);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** As `readConfig`, for who looks for what is wrong: the problems, and the configuration as if wrong variables were not set. */
export function inspectConfig(env: Readonly<Record<string, string | undefined>>): {
  readonly config: Config;
  readonly problems: readonly string[];
} {
  const given: Given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const issues = environment.safeParse(given).error?.issues ?? [];
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const right = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)));
  const { urls, problems: wrongUrls } = upstreamUrls(given);
  const { quotas, problems: wrongQuotas } = upstreamQuotas(given);
  const problems = [
    ...issues.map((issue) => `${issue.path.join(".")} ${issue.message}`),
    ...SUBJECTS.flatMap(({ rules }) => brokenRules(rules, given)),
    ...playgroundProblems(given),
    ...wrongUrls,
    ...wrongQuotas,
  ];
  return { config: configOf(environment.parse(right), right, { urls, quotas }), problems };
}

function configOf(
  value: Environment,
  given: Given,
  { urls, quotas }: { readonly urls: Config["upstreamUrls"]; readonly quotas: Config["upstreamQuotas"] },
): Config {
  const [slack, discord, keys] = [slackConfig(value), discordConfig(value), upstreamKeys(given)];
  const hasPlatform = slack !== undefined || discord !== undefined;
  return Object.freeze({
    port: value.PORT,
    host: value.HOST ?? (hasPlatform ? "0.0.0.0" : "127.0.0.1"),
    publicUrl: value.PUBLIC_URL,
    trustedProxies: value.TRUSTED_PROXIES,
    logLevel: value.LOG_LEVEL,
    logFormat: value.LOG_FORMAT,
    slack,
    discord,
    slackCommandPrefix: value.SLACK_COMMAND_PREFIX,
    upstreams: value.UPSTREAMS,
    upstreamUrls: urls,
    upstreamKeys: keys,
    upstreamQuotas: quotas,
    contact: value.CONTACT,
    fairShare: value.FAIR_SHARE,
    commandChoice: value.COMMANDS,
    gifRating: value.GIF_RATING,
    playground: playgroundConfig(value, given, hasPlatform),
    mcpTokens: value.MCP_TOKEN,
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    encryptionKeys: value.ENCRYPTION_KEY,
    accounts: accountsConfig(value),
    secrets: [
      ...SUBJECTS.flatMap(({ secrets }) => secrets.flatMap((name) => given[name] ?? [])),
      ...storageSecrets(value, given),
      ...keySecrets(keys),
      ...value.MCP_TOKEN,
    ],
  });
}
