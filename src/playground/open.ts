import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { KEY_FRAGMENT } from "../adapters/playground/protocol.ts";
import { startPlayground } from "../adapters/playground/start.ts";
import type { Bot } from "../bot.ts";
import type { Config } from "../config.ts";
import type { Adapter } from "../core/adapter.ts";
import type { Dispatcher } from "../core/dispatch.ts";
import type { Logger } from "../core/log.ts";
import type { Watch } from "../core/watch.ts";
import { Bots } from "./bots.ts";
import { openInBrowser } from "./browser.ts";
import { PlatformConnector } from "./connect.ts";
import { hiderOf } from "./hidden.ts";

/** Length of the key of a run, in bytes. Our choice: nobody guesses as many. */
const KEY_BYTES = 18;

export interface PlaygroundWiring {
  /** With the upstreams' real addresses. */
  readonly config: Config;
  /** The bot that runs already. */
  readonly bot: Bot;
  /** Not listening yet. */
  readonly http: FastifyInstance;
  readonly log: Logger;
  readonly watch: Watch;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Everything that runs, the playground included; what is connected from its pages joins it. */
  readonly adapters: Adapter[];
  /** Values that the log never shows. What is typed into the pages joins them. */
  readonly secrets: string[];
}

export interface OpenPlayground {
  readonly adapter: Adapter;
  /** The bots that answer here beside the one that runs already. */
  readonly others: Pick<Dispatcher, "drain">;
  /** Says where it is and, in a terminal with a screen beside it, opens it. */
  show(listening: AddressInfo | string | undefined): Promise<void>;
}

/** Adds the playground to the web server. Rejects with a sentence for the operator when it cannot be. */
export async function openPlayground({
  config,
  env,
  bot,
  http,
  log,
  watch,
  adapters,
  secrets,
}: PlaygroundWiring): Promise<OpenPlayground> {
  const key = randomBytes(KEY_BYTES).toString("base64url");
  const hide = hiderOf(secrets);
  const { commands } = bot.dispatcher;
  const bots = new Bots(config, { id: config.upstreams, bot }, commands, log);
  const adapter = await startPlayground({
    http,
    log,
    commands,
    botOf: (answers, fault) => bots.of(fault === "none" ? answers : fault),
    answers: config.upstreams === "live" ? ["live", "recorded"] : ["recorded", "live"],
    password: config.playground.password,
    key,
    slackCommandPrefix: config.slackCommandPrefix,
    sharedFiles: bot.shared?.values,
    platforms: () => adapters.map(({ name }) => name).filter((name) => name !== "playground"),
    connector: new PlatformConnector({ env, envFile: ".env", bot, log, watch, adapters, hide }),
    close: () => bots.close(),
  });
  const show = async (listening: AddressInfo | string | undefined) => {
    if (typeof listening === "object")
      await showPlayground(`http://localhost:${listening.port}/${KEY_FRAGMENT}${key}`, log);
    // Said once: from here on it is as secret as a token
    secrets.push(key);
  };
  return { adapter, others: bots, show };
}

async function showPlayground(address: string, log: Logger): Promise<void> {
  log.info({}, `the playground is open: ${address}`);
  await openInBrowser(address);
}
