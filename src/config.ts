import { z } from "zod";
import { ConfigError } from "./core/errors.ts";
import { isLoopbackHost } from "./core/loopback.ts";
import { DISCORD_APPS, SLACK_APPS } from "./setup/consoles.ts";
import { parseQuota, type Quota, UPSTREAMS, type UpstreamId, type UpstreamRow } from "./upstream/limits.ts";

/** Everything an operator can set, checked and frozen. `.env.example` explains each variable. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** How the world reaches the HTTP server, without a slash at its end. */
  readonly publicUrl?: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Undefined: pretty on a terminal, else JSON. */
  readonly logFormat?: "json" | "pretty" | undefined;
  readonly slack?: SlackConfig | undefined;
  readonly discord?: DiscordConfig | undefined;
  /** Put before every command's name in Slack; kept here because the manifest needs it without any token. */
  readonly slackCommandPrefix: string;
  readonly upstreams: "live" | "recorded";
  /** Root of each upstream, without a slash at its end. */
  readonly upstreamUrls: Readonly<Record<UpstreamId, string>>;
  readonly upstreamKeys: Readonly<Partial<Record<UpstreamId, string>>>;
  /** What plans allow, where the operator says so. */
  readonly upstreamQuotas: Readonly<Partial<Record<UpstreamId, readonly Quota[]>>>;
  /** Goes into the User-Agent, which several upstreams require. */
  readonly contact: string;
  /** Commands a minute that one person may cause upstream calls with. */
  readonly fairShare: number | "off";
  /** The most grown-up GIFs that anybody gets. */
  readonly gifRating: "g" | "pg" | "pg-13";
  /** `sqlite:PATH` or `postgres://…`. */
  readonly databaseUrl: string;
  /** Keys that seal stored tokens, newest first, 32 bytes each. Empty when nothing is to be stored. */
  readonly encryptionKeys: readonly Buffer[];
  readonly accounts: AccountsConfig;
  readonly playground: PlaygroundConfig;
  /** Values that must never be printed. */
  readonly secrets: readonly string[];
}

/** The web page where commands can be tried. */
export interface PlaygroundConfig {
  readonly isOn: boolean;
  /** Lets people in from elsewhere; without it only this very machine. */
  readonly password?: string | undefined;
}

/** An application registered with a provider. */
export interface OauthApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What connecting accounts needs. A provider without an application is off. */
export interface AccountsConfig {
  readonly github?: OauthApp | undefined;
  readonly google?: OauthApp | undefined;
  /** Pages where people sign in with Google, without a slash at its end. */
  readonly googleAccountsUrl: string;
}

/** Discord's part of the configuration. */
export interface DiscordConfig {
  readonly token: string;
  readonly applicationId: string;
  /** 32 bytes in hex; turns on HTTP interactions. */
  readonly publicKey?: string | undefined;
  /** Whether to connect to the Gateway. */
  readonly useGateway: boolean;
  /** REST root without version and without a slash at its end: `https://discord.com/api`. */
  readonly apiUrl: string;
}

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

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const PROJECT_URL = "https://github.com/magpie-bot/magpie";

const MAKE_A_KEY = "make one with `openssl rand -base64 32`";

const webAddress = z
  .string()
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
  }, "is not an address: give https://…, or http://… for this very machine (localhost)")
  .refine((text) => {
    const { username, password } = URL.canParse(text) ? new URL(text) : { username: "", password: "" };
    return username === "" && password === "";
  }, "has a user or a password inside, which nobody would be sent: take them out")
  .transform((text) => {
    let end = text.length;
    while (text[end - 1] === "/") end -= 1;
    return text.slice(0, end);
  });

const onOff = z.enum(["on", "off"], "is neither `on` nor `off`");

const environment = z.object({
  PORT: z
    .string()
    .regex(/^\d+$/, "is not a port: give a number from 0 to 65535")
    .transform(Number)
    .refine((port) => port <= 65_535, "is not a port: give a number from 0 to 65535")
    .default(3_000),
  HOST: z.string().optional(),
  PUBLIC_URL: webAddress.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `is not a level: give one of ${LOG_LEVELS.join(", ")}`).default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"], "is neither `json` nor `pretty`").optional(),
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
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_APPLICATION_ID: z
    .string()
    .regex(
      /^\d{15,21}$/,
      `is not an application id: it is a long number, from ${DISCORD_APPS} → your app → General Information`,
    )
    .optional(),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(
      /^[0-9a-f]{64}$/i,
      `is not a public key: it has 64 hex digits, from ${DISCORD_APPS} → your app → General Information`,
    )
    .optional(),
  DISCORD_GATEWAY: onOff.optional(),
  DISCORD_API_URL: webAddress.default("https://discord.com/api"),
  UPSTREAMS: z.enum(["live", "recorded"], "is neither `live` nor `recorded`").default("live"),
  PLAYGROUND: onOff.optional(),
  PLAYGROUND_PASSWORD: z.string().min(8, "is too short: give 8 characters or more").optional(),
  FAIR_SHARE: z
    .string()
    .regex(/^([1-9]\d{0,5}|off)$/, "is neither a number of commands a minute (1 or more) nor `off`")
    .transform((text) => (text === "off" ? ("off" as const) : Number(text)))
    .default(20),
  GIF_RATING: z.enum(["g", "pg", "pg-13"], "is no rating: give `g`, `pg` or `pg-13`").default("g"),
  CONTACT: z
    .string()
    .regex(/^[\x20-\x7e]{1,200}$/, "may hold up to 200 plain characters: an e-mail address or a page")
    .default(PROJECT_URL),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GOOGLE_ACCOUNTS_URL: webAddress.default("https://accounts.google.com"),
  ENCRYPTION_KEY: z
    .string()
    .transform((text) => text.split(",").map((key) => Buffer.from(key.trim(), "base64")))
    .refine((keys) => keys.every((key) => key.length === 32), `is not 32 bytes in base64: ${MAKE_A_KEY}`)
    .default([]),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => /^sqlite:.+/.test(url) || (/^postgres(ql)?:\/\/.+/.test(url) && URL.canParse(url)),
      "is not a database I know: give sqlite:PATH or postgres://…",
    )
    .default("sqlite:./data/magpie.db"),
});

/** Variables whose whole value must never be printed. */
const SECRETS: readonly (keyof Environment)[] = [
  "PLAYGROUND_PASSWORD",
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SLACK_CLIENT_SECRET",
  "DISCORD_TOKEN",
  "GITHUB_CLIENT_SECRET",
  "GOOGLE_CLIENT_SECRET",
];

/** Every variable that an operator can set. */
export const VARIABLES: readonly string[] = [
  ...Object.keys(environment.shape),
  ...Object.values<UpstreamRow>(UPSTREAMS).flatMap(({ urlVariable, quotaVariable, key }) => [
    urlVariable,
    ...(key ? [key.variable] : []),
    ...(quotaVariable ? [quotaVariable] : []),
  ]),
];

/** What belongs together: where one of `where` is set, one of `needs` must be, too. */
interface Rule {
  readonly where: readonly string[];
  readonly needs: readonly string[];
  /** The rule holds only where this variable has this value. */
  readonly only?: readonly [variable: string, value: string];
  /** `because` is the first of `where` that is set. */
  readonly problem: (because: string) => string;
}

const SLACK_PARTS = ["SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"];
const SLACK_WAYS = ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"];
const DISCORD_PARTS = ["DISCORD_TOKEN", "DISCORD_APPLICATION_ID", "DISCORD_PUBLIC_KEY"];
/** They bring tokens, which are kept. */
const OAUTH_APPS = ["SLACK_CLIENT_ID", "GITHUB_CLIENT_ID", "GOOGLE_CLIENT_ID"];

/** Half a platform connects nothing. In the order in which problems are told. */
const RULES: readonly Rule[] = [
  {
    where: SLACK_PARTS,
    needs: SLACK_WAYS,
    problem: (because) =>
      `SLACK_APP_TOKEN is missing: ${because} alone connects nothing. Add SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP), from ${SLACK_APPS} → your app → Basic Information`,
  },
  {
    where: SLACK_WAYS,
    needs: SLACK_PARTS,
    problem: () =>
      `SLACK_BOT_TOKEN is missing: it starts with xoxb-, from ${SLACK_APPS} → your app → OAuth & Permissions`,
  },
  {
    where: DISCORD_PARTS,
    needs: ["DISCORD_TOKEN"],
    problem: () => `DISCORD_TOKEN is missing: from ${DISCORD_APPS} → your app → Bot → Reset Token`,
  },
  {
    where: DISCORD_PARTS,
    needs: ["DISCORD_APPLICATION_ID"],
    problem: () => `DISCORD_APPLICATION_ID is missing: from ${DISCORD_APPS} → your app → General Information`,
  },
  ...together("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", `${SLACK_APPS} → your app → Basic Information`),
  ...together("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "https://github.com/settings/developers"),
  ...together("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "https://console.cloud.google.com/apis/credentials"),
  {
    where: OAUTH_APPS,
    needs: ["ENCRYPTION_KEY"],
    problem: (because) => `ENCRYPTION_KEY is missing: ${because} brings tokens that must be sealed. ${MAKE_A_KEY}`,
  },
  {
    where: OAUTH_APPS,
    needs: ["PUBLIC_URL"],
    problem: (because) => `PUBLIC_URL is missing: with ${because}, people are sent back to it after they have agreed`,
  },
  {
    // A proxy in front may look like this very machine, so that nobody could be told from anybody
    where: ["PUBLIC_URL", "SLACK_SIGNING_SECRET", "DISCORD_PUBLIC_KEY"],
    needs: ["PLAYGROUND_PASSWORD"],
    only: ["PLAYGROUND", "on"],
    problem: (because) =>
      `PLAYGROUND_PASSWORD is missing: with ${because} the world reaches this server, and PLAYGROUND=on would be open to it`,
  },
];

/** Neither is of use without the other. `from`: the page that shows both. */
function together(first: string, second: string, from: string): readonly Rule[] {
  const problem = () => `${first} and ${second} go together: from ${from}`;
  return [
    { where: [first], needs: [second], problem },
    { where: [second], needs: [first], problem },
  ];
}

function brokenRules(given: Readonly<Record<string, string>>): readonly string[] {
  const isSet = (name: string) => given[name] !== undefined;
  return RULES.flatMap(({ where, needs, only, problem }) => {
    const because = where.find(isSet);
    const isMeant = only === undefined || given[only[0]] === only[1];
    return because !== undefined && isMeant && !needs.some(isSet) ? [problem(because)] : [];
  });
}

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
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const issues = environment.safeParse(given).error?.issues ?? [];
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const right = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)));
  const roots = upstreamUrls(given);
  const quotas = upstreamQuotas(given);
  const problems = [
    ...issues.map((issue) => `${issue.path.join(".")} ${issue.message}`),
    ...brokenRules(given),
    ...roots.problems,
    ...quotas.problems,
  ];
  return { config: configOf(environment.parse(right), right, { roots: roots.urls, quotas: quotas.quotas }), problems };
}

function configOf(
  value: Environment,
  given: Readonly<Record<string, string>>,
  { roots, quotas }: { readonly roots: Config["upstreamUrls"]; readonly quotas: Config["upstreamQuotas"] },
): Config {
  const slack = slackConfig(value);
  const discord = discordConfig(value);
  const upstreamKeys = keys(given);
  return Object.freeze({
    port: value.PORT,
    host: value.HOST ?? (slack === undefined && discord === undefined ? "127.0.0.1" : "0.0.0.0"),
    publicUrl: value.PUBLIC_URL,
    logLevel: value.LOG_LEVEL,
    logFormat: value.LOG_FORMAT,
    slack,
    discord,
    slackCommandPrefix: value.SLACK_COMMAND_PREFIX,
    upstreams: value.UPSTREAMS,
    upstreamUrls: roots,
    upstreamKeys,
    upstreamQuotas: quotas,
    contact: value.CONTACT,
    fairShare: value.FAIR_SHARE,
    gifRating: value.GIF_RATING,
    playground: {
      isOn: value.PLAYGROUND === undefined ? slack === undefined && discord === undefined : value.PLAYGROUND === "on",
      // A password that is left over must not open a playground that is on by itself
      password: value.PLAYGROUND === "on" ? value.PLAYGROUND_PASSWORD : undefined,
    },
    databaseUrl: value.DATABASE_URL,
    encryptionKeys: value.ENCRYPTION_KEY,
    accounts: {
      github: oauthApp(value.GITHUB_CLIENT_ID, value.GITHUB_CLIENT_SECRET),
      google: oauthApp(value.GOOGLE_CLIENT_ID, value.GOOGLE_CLIENT_SECRET),
      googleAccountsUrl: value.GOOGLE_ACCOUNTS_URL,
    },
    secrets: [
      ...SECRETS.map((name) => given[name]),
      ...(given["ENCRYPTION_KEY"]?.split(",") ?? []),
      // The password inside is what matters, the driver's errors tell no more
      value.DATABASE_URL.startsWith("postgres") ? new URL(value.DATABASE_URL).password : undefined,
      ...Object.values(upstreamKeys).filter((key) => key !== UPSTREAMS.nasa.key.byDefault),
    ].filter((secret) => secret !== undefined),
  });
}

type Environment = z.infer<typeof environment>;

function oauthApp(clientId: string | undefined, clientSecret: string | undefined): OauthApp | undefined {
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}

function slackConfig(value: Environment): SlackConfig | undefined {
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

function discordConfig(value: Environment): DiscordConfig | undefined {
  if (value.DISCORD_TOKEN === undefined || value.DISCORD_APPLICATION_ID === undefined) return undefined;
  return {
    token: value.DISCORD_TOKEN,
    applicationId: value.DISCORD_APPLICATION_ID,
    publicKey: value.DISCORD_PUBLIC_KEY,
    useGateway:
      value.DISCORD_PUBLIC_KEY === undefined ? value.DISCORD_GATEWAY !== "off" : value.DISCORD_GATEWAY === "on",
    apiUrl: value.DISCORD_API_URL,
  };
}

function upstreamUrls(given: Readonly<Record<string, string>>) {
  const problems: string[] = [];
  const urls = mapUpstreams((row) => {
    const moved = row.movesWith === undefined ? undefined : loopbackOrigin(given[row.movesWith]);
    const parsed = webAddress.safeParse(given[row.urlVariable] ?? moved ?? row.baseUrl);
    if (!parsed.success) problems.push(`${row.urlVariable} ${parsed.error.issues[0]?.message}`);
    return parsed.data ?? row.baseUrl;
  });
  return { urls, problems };
}

function upstreamQuotas(given: Readonly<Record<string, string>>) {
  const problems: string[] = [];
  const quotas: Partial<Record<UpstreamId, readonly Quota[]>> = {};
  for (const id of upstreamIds()) {
    const row: UpstreamRow = UPSTREAMS[id];
    const typed = row.quotaVariable === undefined ? undefined : given[row.quotaVariable];
    if (typed === undefined) continue;
    const quota = parseQuota(typed, row);
    if (quota !== undefined) quotas[id] = quota;
    else
      problems.push(`${row.quotaVariable} is no quota: give calls and a time, such as 10000/h (s, m, h or d), or off`);
  }
  return { quotas, problems };
}

function loopbackOrigin(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { hostname, origin } = new URL(url);
  return isLoopbackHost(hostname) ? origin : undefined;
}

function keys(given: Readonly<Record<string, string>>): Readonly<Partial<Record<UpstreamId, string>>> {
  const found: Partial<Record<UpstreamId, string>> = {};
  for (const id of upstreamIds()) {
    const row: UpstreamRow = UPSTREAMS[id];
    const key = row.key === undefined ? undefined : (given[row.key.variable] ?? row.key.byDefault);
    if (key !== undefined) found[id] = key;
  }
  return found;
}

function upstreamIds(): readonly UpstreamId[] {
  return Object.keys(UPSTREAMS) as UpstreamId[];
}

/** One value an upstream, by its id. */
export function mapUpstreams<T>(map: (row: UpstreamRow, id: UpstreamId) => T): Readonly<Record<UpstreamId, T>> {
  return Object.fromEntries(upstreamIds().map((id) => [id, map(UPSTREAMS[id], id)])) as Record<UpstreamId, T>;
}
