import { setTimeout as delay } from "node:timers/promises";
import {
  App,
  type Logger as BoltLogger,
  type Context,
  type InstallationQuery,
  LogLevel,
  type Receiver,
  type webApi,
} from "@slack/bolt";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { SlackConfig } from "../../config.ts";
import type { Adapter, AdapterParts } from "../../core/adapter.ts";
import type { PictureLinks } from "./files.ts";
import { HttpReceiver } from "./http.ts";
import { Clients } from "./install-clients.ts";
import type { Installs } from "./install-store.ts";
import { TIMES } from "./limits.ts";
import { ResponseUrls } from "./response-url.ts";
import { Deliveries } from "./route.ts";
import { refusalOfBotToken } from "./tokens.ts";

/** Waits between checks of the bot token while Slack is out of reach, in milliseconds. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

export interface SlackParts extends AdapterParts {
  readonly log: Logger;
  /** Where `POST /slack/events` goes; needed with a signing secret. */
  readonly http?: FastifyInstance;
  /** Where installations in many workspaces are kept, and how the world reaches `http`; needed with an OAuth app. */
  readonly installs?: Installs | undefined;
  readonly publicUrl?: string | undefined;
  /** Where Slack fetches the bot's own pictures from; absent, they are uploaded. */
  readonly links?: PictureLinks | undefined;
  /** Called with a sentence for the operator when Slack lets the bot in no more. */
  readonly onFatal?: (sentence: string) => void;
}

/** Connects Slack: over HTTP with a signing secret, over Socket Mode with an app-level token, over both with both. */
export async function startSlack(config: SlackConfig, parts: SlackParts): Promise<Adapter> {
  const { dispatcher, buttonStore, http, log, onFatal = () => {} } = parts;
  const responseUrls = new ResponseUrls(config.apiUrl);
  const deliveries = new Deliveries({
    dispatcher,
    buttonStore,
    responseUrls,
    log,
    commandPrefix: config.commandPrefix,
    links: parts.links,
  });
  const logger = boltLogger(log);
  const clientOptions = webClientOptions(config.apiUrl);
  const installing = await startInstalling(config, parts, { ...clientOptions, logger });
  const clients = new Clients({
    botToken: config.botToken,
    installed: installing,
    options: { ...clientOptions, logger },
    log,
  });
  const receivers: Receiver[] = [];
  if (config.signingSecret !== undefined) {
    if (http === undefined) throw new TypeError("Slack over HTTP needs the web server");
    receivers.push(new HttpReceiver(http, config.signingSecret));
  }
  // Not even loaded unless it is turned on
  const { SocketReceiver } = config.appToken === undefined ? {} : await import("./socket.ts");
  const socket =
    SocketReceiver === undefined || config.appToken === undefined
      ? undefined
      : new SocketReceiver({
          appToken: config.appToken,
          // A copy: the library writes into it
          options: { logger, clientOptions: { ...clientOptions } },
          log,
          onFatal,
        });
  if (socket !== undefined) receivers.push(socket);

  const app = new App({
    receiver: {
      init: (bolt) => {
        for (const receiver of receivers) receiver.init(bolt);
      },
      start: () => Promise.all(receivers.map((receiver) => receiver.start())),
      stop: () => Promise.all(receivers.map((receiver) => receiver.stop())),
    },
    // Tokens are looked up when they are needed: here, every ack would wait for the database
    authorize: async () => ({}),
    clientOptions,
    logger,
    logLevel: LogLevel.WARN,
    convoStore: false,
    ignoreSelf: false,
  });
  app.use(async ({ body, context, ...rest }) => {
    const where = installedWhere(context);
    installing?.events.receive(body, where);
    // Each kind of delivery has its own type of ack, events have none; ours decide what travels in it
    const { ack = async () => {} } = rest as { ack?: (payload?: object) => Promise<void> };
    await deliveries.receive({ body, ack, takesPayload: context["takesPayload"] === true, client: clients.of(where) });
  });

  const stopping = new AbortController();
  // Tokens of workspaces that installed the bot themselves came from Slack
  let isTokenGood = config.botToken === undefined;
  const ready = Promise.all([
    config.botToken === undefined
      ? undefined
      : checkBotToken(app.client, config.botToken, log, stopping.signal).then(() => {
          isTokenGood = true;
        }),
    app.start(),
  ]).then(() => {});
  // Whoever started it looks at it later
  ready.catch(() => {});

  return {
    name: "slack",
    ready,
    state: () => {
      const sockets = socket?.openCount;
      const ways = [
        ...(config.signingSecret === undefined ? [] : ["HTTP"]),
        ...(sockets === undefined ? [] : [`Socket Mode with ${sockets.open} of ${sockets.of} connections`]),
      ];
      return {
        isConnected: isTokenGood && sockets?.open !== 0,
        detail: `${ways.join(" and ")}${isTokenGood ? "" : ", bot token not checked yet"}`,
      };
    },
    stop: async () => {
      stopping.abort();
      deliveries.stop();
      installing?.events.stop();
      await app.stop();
    },
    close: async () => {
      socket?.close();
      await responseUrls.close();
    },
  };
}

/** What installs in many workspaces need; not even loaded without an OAuth app. */
async function startInstalling(
  config: SlackConfig,
  parts: SlackParts,
  clientOptions: webApi.WebClientOptions & { readonly logger: BoltLogger },
) {
  if (config.oauth === undefined) return undefined;
  const { http, installs, publicUrl, log } = parts;
  if (http === undefined || installs === undefined || publicUrl === undefined)
    throw new TypeError("installing in Slack needs the web server, its public address and a place for tokens");
  const [{ Installer }, { InstallEvents }] = await Promise.all([import("./install.ts"), import("./install-events.ts")]);
  const installer = new Installer({ app: config.oauth, installs, publicUrl, apiUrl: config.apiUrl, clientOptions });
  installer.serve(http);
  return {
    installs,
    events: new InstallEvents(installs, log),
    token: (query: InstallationQuery<boolean>) => installer.token(query),
  };
}

/** Which installation a delivery belongs to. */
function installedWhere(context: Context): InstallationQuery<boolean> {
  const { teamId, enterpriseId, isEnterpriseInstall } = context;
  return { teamId, enterpriseId, isEnterpriseInstall };
}

/** Resolves when Slack knows the token; rejects with a sentence for the operator when it refuses it. Asks until then. */
async function checkBotToken(client: webApi.WebClient, token: string, log: Logger, signal: AbortSignal): Promise<void> {
  for (let waitMs = FIRST_RETRY_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
    try {
      await client.auth.test({ token });
      return;
    } catch (error) {
      const refusal = refusalOfBotToken(error);
      if (refusal !== undefined) throw new Error(refusal);
      log.warn({ err: error, waitMs, platform: "slack" }, "Slack does not answer yet");
      await delay(waitMs, undefined, { signal }).catch(() => {});
    }
  }
}

/**
 * The library's own defaults are no timeout, ten retries over half an hour, and a queue that stands still for as long as a
 * 429 asks: each of them outlives the 3 s and the person's patience. Bounded here, limits are told to the caller.
 */
function webClientOptions(apiUrl: string): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: TIMES.webApiMs,
    retryConfig: { retries: 2, minTimeout: 200, maxTimeout: 1_000 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  };
}

/** The SDK's warnings go to our log. Its lower levels are dropped: they tell what people typed. */
function boltLogger(log: Logger): BoltLogger {
  const warn = (...words: unknown[]) => log.warn({ platform: "slack" }, words.map(String).join(" "));
  return {
    debug: () => {},
    info: () => {},
    warn,
    error: warn,
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
