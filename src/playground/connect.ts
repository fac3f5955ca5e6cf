import { checkDiscordApp } from "../adapters/discord/check.ts";
import { installUrl } from "../adapters/discord/install.ts";
import { registerCommands } from "../adapters/discord/register.ts";
import type { Connector } from "../adapters/playground/connect.ts";
import type { Connected, PlatformId } from "../adapters/playground/protocol.ts";
import { checkSlackTokens } from "../adapters/slack/check.ts";
import { slackManifest } from "../adapters/slack/register.ts";
import { type Config, readConfig } from "../config.ts";
import type { Adapter } from "../core/adapter.ts";
import { ConfigError } from "../core/errors.ts";
import { inTime } from "../core/time.ts";
import { type PlatformParts, startPlatforms } from "../platforms.ts";
import { SLACK_APPS } from "../setup/consoles.ts";
import { EnvFileError, writeEnv } from "../setup/env-file.ts";
import { bad, type Finding, good } from "../setup/finding.ts";

/** Longest wait until a platform is connected, in milliseconds. Our choice: whoever looks at the page waits no longer. */
const CONNECT_MS = 20_000;

/** Slack's page that makes an app from a manifest. https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests (2026-11-22) */
const NEW_APP = `${SLACK_APPS}?new_app=1&manifest_json=`;

/** Names of the variables, as the page asks for them. */
const VARIABLES: Readonly<Record<PlatformId, readonly string[]>> = {
  slack: ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"],
  discord: ["DISCORD_APPLICATION_ID", "DISCORD_TOKEN", "DISCORD_PUBLIC_KEY"],
};

const COPY_AGAIN = "Copy it once more from the page that the step above names.";
const MEND_ENV = "Put that right in .env, start me again, and come back.";

const TOO_MANY = bad("Values", "These were very many different ones for one run.", "Start me again, and come back.");

export interface ConnectorParts extends Omit<PlatformParts, "http" | "onFatal"> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the values are written for the next start. */
  readonly envFile: string;
  /** What runs; a platform that is connected joins it. */
  readonly adapters: Adapter[];
  /** Values that the log must never show from now on; false where it takes no more of them. */
  readonly hide: (secrets: readonly string[]) => boolean;
}

/** Connects platforms while the bot runs, over connections that it opens itself: Socket Mode and the Gateway. */
export class PlatformConnector implements Connector {
  readonly #parts: ConnectorParts;

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
  }

  slackAppUrl(): string {
    const prefix = this.#parts.env["SLACK_COMMAND_PREFIX"] ?? "";
    return (
      NEW_APP +
      encodeURIComponent(
        JSON.stringify(slackManifest(this.#parts.bot.dispatcher.commands, { prefix, useSocketMode: true })),
      )
    );
  }

  async check(platform: PlatformId, values: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
    if (!this.#parts.hide(Object.values(variablesOf(platform, values)))) return [TOO_MANY];
    const config = this.#configWith(platform, values);
    return "findings" in config ? config.findings : await askPlatform(platform, config);
  }

  /** Checks, writes, connects, and says of each step how it went. */
  async connect(platform: PlatformId, values: Readonly<Record<string, string>>): Promise<Connected> {
    const checked = await this.check(platform, values);
    const config = this.#configWith(platform, values);
    if ("findings" in config || checked.some(({ state }) => state === "bad")) return { findings: checked };
    const written = await this.#write(platform, values);
    const started =
      platform === "slack" ? await this.#start({ ...config, discord: undefined }) : await this.#discord(config);
    const isConnected = this.#parts.adapters.some(({ name }) => name === platform);
    const invitation =
      platform === "discord" && config.discord !== undefined && isConnected
        ? { inviteUrl: installUrl(config.discord, "server"), addUrl: installUrl(config.discord, "user") }
        : {};
    return { findings: [...checked, written, ...started], ...invitation };
  }

  /** The configuration as it would be, or what is wrong with the values. */
  #configWith(
    platform: PlatformId,
    values: Readonly<Record<string, string>>,
  ): Config | { findings: readonly Finding[] } {
    try {
      return readConfig({ ...this.#parts.env, ...variablesOf(platform, values) });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return {
        findings: error.problems.map((problem) => {
          const [, name = "", rest = problem] = /^(\w+) (.*)$/s.exec(problem) ?? [];
          return bad(name, rest, VARIABLES[platform].includes(name) ? COPY_AGAIN : MEND_ENV);
        }),
      };
    }
  }

  async #write(platform: PlatformId, values: Readonly<Record<string, string>>): Promise<Finding> {
    const { envFile } = this.#parts;
    try {
      await writeEnv(envFile, variablesOf(platform, values));
      return good("For the next start", `The values are in ${envFile}.`);
    } catch (error) {
      if (!(error instanceof EnvFileError)) throw error;
      return bad("For the next start", error.message, "Until then this run goes on with the values.");
    }
  }

  async #discord(config: Config): Promise<readonly Finding[]> {
    const { discord } = config;
    if (discord === undefined) return [];
    const { commands } = this.#parts.bot.dispatcher;
    const registered = await registerCommands({
      config: discord,
      commands,
      signal: AbortSignal.timeout(CONNECT_MS),
    }).then(
      () => good("Commands", `Discord knows all ${commands.length}.`),
      (error: unknown) => bad("Commands", sentenceOf(error), "Try again, or run `npm run register`."),
    );
    // Over the Gateway alone: the web server takes no more routes
    const { publicKey, ...byGateway } = discord;
    return [
      registered,
      ...(await this.#start({ ...config, slack: undefined, discord: { ...byGateway, useGateway: true } })),
    ];
  }

  async #start(platforms: Pick<Config, "slack" | "discord" | "databaseUrl">): Promise<readonly Finding[]> {
    const { adapters, bot, log, watch } = this.#parts;
    const name = platforms.slack === undefined ? "discord" : "slack";
    const label = name === "slack" ? "Slack" : "Discord";
    if (adapters.some((adapter) => adapter.name === name)) {
      return [good("Connection", `${label} was connected already. New values count from the next start on.`)];
    }
    const onFatal = (sentence: string) => log.error({ platform: name }, sentence);
    const [adapter] = await startPlatforms({ ...platforms, publicUrl: undefined }, { bot, log, watch, onFatal });
    if (adapter === undefined) return [];
    try {
      await inTime(adapter.ready, CONNECT_MS, () => {
        throw new Error(`${label} does not answer.`);
      });
    } catch (error) {
      await adapter.stop();
      await adapter.close();
      return [bad("Connection", sentenceOf(error), "Put that right and press the button again.")];
    }
    adapters.push(adapter);
    log.info(
      { platforms: adapters.map((each) => each.name) },
      "connected from the playground, which without a password is now for whoever has its key",
    );
    return [good("Connection", `${label} is connected.`)];
  }
}

/** An empty one is no value. A public key alone would turn the Gateway off, which is what connects here. */
function variablesOf(platform: PlatformId, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const given = VARIABLES[platform].flatMap((name) => {
    const value = values[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  const hasKey = given.some(([name]) => name === "DISCORD_PUBLIC_KEY");
  return { ...Object.fromEntries(given), ...(hasKey ? { DISCORD_GATEWAY: "on" } : {}) };
}

async function askPlatform(platform: PlatformId, { slack, discord }: Config): Promise<readonly Finding[]> {
  if (platform === "slack" && slack !== undefined)
    return await checkSlackTokens({ ...slack, signingSecret: undefined });
  if (platform === "discord" && discord !== undefined) return await checkDiscordApp(discord);
  return [bad("Values", "There is nothing to check yet.", "Fill in the fields above.")];
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
