import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { startPlayground } from "../adapters/playground/start.ts";
import type { Bot } from "../bot.ts";
import type { Config } from "../config.ts";
import type { Adapter } from "../core/adapter.ts";
import type { Logger } from "../core/log.ts";
import { Bots } from "./bots.ts";
import { PlatformConnector } from "./connect.ts";

export interface PlaygroundWiring {
  /** With the upstreams' real addresses. */
  readonly config: Config;
  /** The bot that runs already. */
  readonly bot: Bot;
  /** Not listening yet. */
  readonly http: FastifyInstance;
  readonly log: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Everything that runs, the playground included; what is connected from its pages joins it. */
  readonly adapters: Adapter[];
  /** Values that the log must never show from now on. */
  readonly hide: (secrets: readonly string[]) => void;
}

/** Adds the playground to the web server. Rejects with a sentence for the operator when it cannot be. */
export async function openPlayground({
  config,
  env,
  bot,
  http,
  log,
  adapters,
  hide,
}: PlaygroundWiring): Promise<Adapter> {
  const { commands } = bot.dispatcher;
  const bots = new Bots(config, { id: config.upstreams, bot }, commands, log);
  return await startPlayground({
    http,
    log,
    commands,
    botOf: (answers, fault) => bots.of(fault === "none" ? answers : fault),
    answers: config.upstreams === "live" ? ["live", "recorded"] : ["recorded", "live"],
    password: config.playground.password,
    slackCommandPrefix: config.slackCommandPrefix,
    platforms: () => adapters.map(({ name }) => name).filter((name) => name !== "playground"),
    connector: new PlatformConnector({ env, envFile: ".env", bot, log, adapters, hide }),
    close: () => bots.close(),
  });
}

/** Says where the playground is and, in a terminal with a screen beside it, opens it. */
export async function showPlayground(listening: AddressInfo | string | undefined, log: Logger): Promise<void> {
  if (typeof listening !== "object") return;
  const address = `http://localhost:${listening.port}/`;
  log.info({}, `the playground is open: ${address}`);
  if (!process.stdout.isTTY || !hasScreen()) return;
  const { default: open } = await import("open");
  // Without a browser the address in the log has to do
  await open(address).catch(() => {});
}

function hasScreen(): boolean {
  if (process.env["SSH_CONNECTION"] !== undefined || process.env["CI"] !== undefined) return false;
  if (process.platform === "darwin" || process.platform === "win32") return true;
  return process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
}
