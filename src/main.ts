import { fstatSync } from "node:fs";
import { parseArgs } from "node:util";
import { commands } from "../commands/index.ts";
import { createBot } from "./bot.ts";
import { type Config, mapUpstreams, readConfig } from "./config.ts";
import type { Adapter } from "./core/adapter.ts";
import { ConfigError } from "./core/errors.ts";
import { createLog } from "./log.ts";

/** Time that work under way gets to finish after SIGTERM, in milliseconds. */
const DRAIN_MS = 25_000;

const { values: flags } = parseArgs({ options: { recorded: { type: "boolean" }, chat: { type: "boolean" } } });

try {
  process.loadEnvFile();
} catch {
  // No .env: the environment alone
}

try {
  const config = readConfig({ ...process.env, ...(flags.recorded ? { UPSTREAMS: "recorded" } : {}) });
  await run(config, flags.chat === true);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(configured: Config, isChatOnly: boolean): Promise<void> {
  const hasPlatform = configured.slack !== undefined || configured.discord !== undefined;
  // A terminal or a pipe can be chatted with; a service manager's empty input can't
  const isChat = isChatOnly || (!hasPlatform && canRead(0));
  const log = await createLog(quieter(configured, isChat), isChat ? 2 : 1);
  const config = configured.upstreams === "recorded" ? await withRecordedUpstreams(configured) : configured;
  const bot = createBot(config, commands, log);
  if (isChatOnly) {
    await chat(bot);
    return;
  }

  const adapters: Adapter[] = [];
  let isDraining = false;
  const { createHttpServer } = await import("./http/server.ts");
  const http = createHttpServer({
    adapters: () => adapters,
    isDraining: () => isDraining,
    database: () => bot.database.state(),
  });

  const stop = async (exitCode: number) => {
    if (isDraining) return;
    isDraining = true;
    log.info("stopping: no new work, finishing what is under way");
    await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
    const left = await bot.dispatcher.drain(DRAIN_MS);
    if (left > 0) log.warn({ left }, "stopped before everything was answered");
    await Promise.allSettled([...adapters.map((adapter) => adapter.close()), http.close()]);
    await bot.close();
    log.info("stopped");
    process.exitCode = exitCode;
    // Whatever a library still holds open must not keep a stopped bot alive
    setTimeout(() => process.exit(exitCode), 500).unref();
  };
  process.once("SIGTERM", () => void stop(0));
  process.once("SIGINT", () => void stop(0));

  const onFatal = (sentence: string) => {
    log.fatal(sentence);
    void stop(1);
  };
  const parts = { dispatcher: bot.dispatcher, buttonStore: bot.buttonStore, log, http, onFatal };
  // A platform that is not configured is not even loaded
  if (config.slack !== undefined) {
    const { startSlack } = await import("./adapters/slack/start.ts");
    const installs = { installs: bot.slackInstalls, publicUrl: config.publicUrl };
    adapters.push(await startSlack(config.slack, { ...parts, ...installs }));
  }
  if (config.discord !== undefined) {
    const { startDiscord } = await import("./adapters/discord/start.ts");
    adapters.push(await startDiscord(config.discord, parts));
  }
  const { github, google } = config.accounts;
  if (config.publicUrl !== undefined && (github ?? google) !== undefined) {
    const { registerConnect } = await import("./http/connect.ts");
    registerConnect(http, { publicUrl: config.publicUrl, connecting: bot.connecting, log });
  }
  try {
    await http.listen({ port: config.port, host: config.host });
  } catch (error) {
    onFatal(portProblem(error, config.port));
    return;
  }
  try {
    await Promise.all(adapters.map((adapter) => adapter.ready));
  } catch (error) {
    onFatal(error instanceof Error ? error.message : String(error));
    return;
  }
  log.info({ platforms: adapters.map((adapter) => adapter.name), address: http.addresses()[0] }, "ready");
  if (isChat) {
    await chat(bot);
    await stop(0);
  }
}

async function chat(bot: ReturnType<typeof createBot>): Promise<void> {
  const { runChat } = await import("./adapters/chat/start.ts");
  await runChat({
    dispatcher: bot.dispatcher,
    buttonStore: bot.buttonStore,
    input: process.stdin,
    output: process.stdout,
  });
  await bot.close();
}

/** The same configuration with every upstream on a loopback server of recorded bodies, and a key for each. */
async function withRecordedUpstreams(config: Config): Promise<Config> {
  const { startRecordedServer } = await import("./recorded/server.ts");
  const server = await startRecordedServer();
  return {
    ...config,
    upstreamUrls: mapUpstreams((_, id) => server.urlOf(id)),
    upstreamKeys: mapUpstreams((row) => (row.key === undefined ? "" : "recorded")),
  };
}

function quieter(config: Config, isChat: boolean): Config {
  return isChat && process.env["LOG_LEVEL"] === undefined ? { ...config, logLevel: "warn" } : config;
}

function canRead(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return process.stdin.isTTY === true || stat.isFIFO() || stat.isFile() || stat.isSocket();
  } catch {
    return false;
  }
}

function portProblem(error: unknown, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${port} is in use by another program. Stop that one, or set PORT to a free port.`;
  if (code === "EACCES") return `Port ${port} needs more rights than I have. Set PORT to one above 1023.`;
  return `I can't listen on port ${port}: ${error instanceof Error ? error.message : String(error)}`;
}
