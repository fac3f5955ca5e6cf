import { choiceProblems, commandsFor, commandsOff } from "../commands/index.ts";
import manifest from "../package.json" with { type: "json" };
import { type Bot, createBot } from "./bot.ts";
import { type Config, inspectConfig, VARIABLES } from "./config.ts";
import type { Adapter } from "./core/adapter.ts";
import { ConfigError, DeclarationError } from "./core/errors.ts";
import { inTime, SECOND_MS } from "./core/time.ts";
import { Metrics, serveMetrics } from "./http/metrics.ts";
import { createLog } from "./log.ts";
import { giveMemoryBack } from "./memory.ts";
import { startPlatforms } from "./platforms.ts";
import type { OpenPlayground } from "./playground/open.ts";
import { readFlags } from "./setup/flags.ts";
import { loadEnv } from "./setup/load-env.ts";
import { Stop } from "./stop.ts";

/** Longest time that a start waits for the first word of Redis, in milliseconds. Our choice. */
const REDIS_WORD_MS = 3 * SECOND_MS;

const USAGE = `npm start [-- --recorded]
npm run chat [-- --recorded]
npm run mcp [-- --recorded]

--recorded  answers from the recorded samples, without internet
--help      this text

Everything else is set by variables: see .env.example. \`npm run doctor\` tells what is wrong with them.
`;

const { values: flags } = readFlags(USAGE, {
  options: { recorded: { type: "boolean" }, chat: { type: "boolean" }, mcp: { type: "boolean" } },
});
/** What stands on the standard streams in the place of the log: a terminal chat, an agent's protocol, or nothing. */
const talk = flags.chat === true ? "chat" : flags.mcp === true ? "mcp" : undefined;

try {
  const { problems: slips, strays } = await loadEnv(VARIABLES);
  const { config, problems } = inspectConfig({ ...process.env, ...(flags.recorded ? { UPSTREAMS: "recorded" } : {}) });
  const wrong = [...slips, ...problems, ...choiceProblems(config)];
  // A name that nobody knows may be why another is missing
  if (wrong.length > 0) throw new ConfigError([...wrong, ...strays]);
  await run(config, strays);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof DeclarationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(configured: Config, strays: readonly string[]): Promise<void> {
  // What is typed into the playground's pages joins them
  const secrets = [...configured.secrets];
  const log = await createLog({ ...quieter(configured), secrets }, talk === undefined ? 1 : 2);
  for (const sentence of strays) log.warn(sentence);
  const config = configured.upstreams === "recorded" ? await withRecordedUpstreams(configured) : configured;
  const commands = commandsFor(config);
  const botConfig = { ...config, commandsOff: commandsOff(config) };
  if (talk !== undefined) {
    const bot = await createBot(botConfig, commands, log);
    await (talk === "chat" ? chat(bot) : serveAgent(bot, log));
    return;
  }

  const adapters: Adapter[] = [];
  const metrics = new Metrics({
    version: manifest.version,
    platforms: () => adapters.map((adapter) => ({ name: adapter.name, ...adapter.state() })),
    upstreams: () => bot.upstreams(),
    redis: () => bot.shared?.state(),
    replicas: () => bot.shared?.replicas().count ?? 1,
  });
  const bot = await createBot(botConfig, commands, log, { watch: metrics.watch });
  for (const sentence of await bot.database.keepPrivate()) log.warn(sentence);
  // A server may take its time
  void bot.database.look().then((sentence) => sentence && log.error(sentence));
  const { closeHttpServer, createHttpServer } = await import("./http/server.ts");
  const http = createHttpServer({
    adapters: () => adapters,
    isDraining: () => stop.isStopping,
    database: () => bot.database.state(),
    redis: () => bot.shared?.state(),
    upstreams: () => bot.upstreams(),
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
  });
  serveMetrics(http, metrics);

  // Not even loaded unless it is on
  let playground: OpenPlayground | undefined;
  const stop = new Stop({
    log,
    dispatchers: () => [bot.dispatcher, bot.schedule, ...(playground === undefined ? [] : [playground.others])],
    adapters: () => adapters,
    server: { name: "web server", close: () => closeHttpServer(http) },
    rest: bot.closing,
    exit: (code) => process.exit(code),
  });
  process.on("SIGTERM", () => stop.onSignal());
  process.on("SIGINT", () => stop.onSignal());
  // Also what a promise was rejected with that nobody waits for
  process.on("uncaughtException", (error) => stop.onUncaught(error));

  const onFatal = (sentence: string) => {
    if (stop.isStopping) return;
    log.fatal(sentence);
    stop.begin(1);
  };
  await refuseWrongRedis(bot);
  adapters.push(...(await startPlatforms(config, { bot, log, watch: metrics.watch, http, onFatal })));
  if (!config.playground.isOn) (await import("./http/health.ts")).serveFront(http);
  const { github, google } = config.accounts;
  if (config.publicUrl !== undefined && (github ?? google) !== undefined) {
    const { registerLinkAccount } = await import("./http/link-account.ts");
    registerLinkAccount(http, { publicUrl: config.publicUrl, linking: bot.linking, log });
  }
  try {
    if (config.playground.isOn) {
      const { openPlayground } = await import("./playground/open.ts");
      const wiring = { config: configured, env: process.env, bot, http, log, watch: metrics.watch, adapters, secrets };
      playground = await openPlayground(wiring);
      adapters.push(playground.adapter);
    }
  } catch (error) {
    onFatal(error instanceof Error ? error.message : String(error));
    return;
  }
  if (stop.isStopping) return;
  try {
    await http.listen({ port: config.port, host: config.host });
  } catch (error) {
    const { portProblem } = await import("./http/port-problem.ts");
    onFatal(await portProblem(error, config));
    return;
  }
  try {
    await Promise.all(adapters.map((adapter) => adapter.ready));
  } catch (error) {
    onFatal(error instanceof Error ? error.message : String(error));
    return;
  }
  if (stop.isStopping) return;
  log.info({ platforms: adapters.map((adapter) => adapter.name), address: http.addresses()[0] }, "ready");
  bot.schedule.start(() => adapters.map(({ poster }) => poster).filter((poster) => poster !== undefined));
  giveMemoryBack();
  await playground?.show(http.addresses()[0]);
  if (config.playground.offBecause !== undefined) log.warn(playgroundStaysOff(config.playground.offBecause));
}

/** One that is away is waited for in the background, but no waiting mends a wrong password. Throws ConfigError. */
async function refuseWrongRedis({ shared, close }: Bot): Promise<void> {
  const refusal = await (shared && inTime(shared.refusal, REDIS_WORD_MS, () => undefined));
  if (refusal === undefined) return;
  await close();
  throw new ConfigError([`REDIS_URL is refused by the server there (${refusal}): put user, password and number right`]);
}

async function chat(bot: Bot): Promise<void> {
  const { runChat } = await import("./adapters/chat/start.ts");
  await runChat({
    onPoster: (poster) => bot.schedule.start(() => [poster]),
    dispatcher: bot.dispatcher,
    buttonStore: bot.buttonStore,
    input: process.stdin,
    output: process.stdout,
  });
  await bot.close();
}

/** Until the agent that has started this process goes, or a signal comes. */
async function serveAgent(bot: Bot, log: Awaited<ReturnType<typeof createLog>>): Promise<void> {
  const { serveAgent: serve } = await import("./adapters/mcp/stdio.ts");
  const agent = serve({
    dispatcher: bot.dispatcher,
    input: process.stdin,
    output: process.stdout,
    log,
    onEnd: () => stop.begin(0),
  });
  const stop = new Stop({
    log,
    dispatchers: () => [bot.dispatcher],
    adapters: () => [],
    server: { name: "agent", close: agent.close },
    rest: bot.closing,
    exit: (code) => process.exit(code),
  });
  process.on("SIGTERM", () => stop.onSignal());
  process.on("SIGINT", () => stop.onSignal());
  process.on("uncaughtException", (error) => stop.onUncaught(error));
}

function playgroundStaysOff(variable: string): string {
  return `the playground stays off: with ${variable} this server is not yours alone. To have it, set PLAYGROUND_PASSWORD`;
}

async function withRecordedUpstreams(config: Config): Promise<Config> {
  const { startRecordedServer, withUpstreamsAt } = await import("./recorded/server.ts");
  return withUpstreamsAt(config, await startRecordedServer());
}

function quieter(config: Config): Config {
  return talk !== undefined && process.env["LOG_LEVEL"] === undefined ? { ...config, logLevel: "warn" } : config;
}
