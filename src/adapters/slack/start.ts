import type { App, InstallationQuery } from "@slack/bolt";
import type { FastifyInstance } from "fastify";
import type { SlackConfig } from "../../config.ts";
import type { Adapter, AdapterParts } from "../../core/adapter.ts";
import { Drawings } from "../../core/kept-replies.ts";
import type { Logger } from "../../core/log.ts";
import type { Pace } from "../../core/pace.ts";
import type { Poster } from "../../core/posting.ts";
import { BackOff } from "../../core/time.ts";
import { type ClientOptions, clientOptions, createApp, type Delivered } from "./bolt.ts";
import { fetchWithin } from "./fetch.ts";
import type { PictureLinks } from "./files.ts";
import { OlderBlocks } from "./gallery.ts";
import { HttpReceiver } from "./http.ts";
import { Clients } from "./install-clients.ts";
import type { InstallEvents } from "./install-events.ts";
import type { Installs } from "./install-store.ts";
import { TIMES } from "./limits.ts";
import { parseDelivery } from "./parse.ts";
import { People } from "./people.ts";
import { SlackPoster } from "./post.ts";
import { ResponseUrls } from "./response-url.ts";
import { Router } from "./route.ts";
import type { SlackDrawings } from "./send.ts";
import type { SocketReceiver } from "./socket.ts";
import { CHECK_WAITS, checkBotToken } from "./tokens.ts";
import { parseUnreadable } from "./unreadable.ts";

export interface SlackParts extends AdapterParts {
  readonly log: Logger;
  /** Where `POST /slack/events` goes; needed with a signing secret. */
  readonly http?: FastifyInstance;
  /** Where installations in many workspaces are kept, and how the world reaches `http`; needed with an OAuth app. */
  readonly installs?: Installs | undefined;
  readonly publicUrl?: string | undefined;
  /** Where Slack fetches the bot's own pictures from; absent, they are uploaded. */
  readonly links?: PictureLinks | undefined;
  /** For tests: how fast it posts by itself. */
  readonly postPace?: Pace;
  /** Called with a sentence for the operator when Slack lets the bot in no more. */
  readonly onFatal?: (sentence: string) => void;
}

/** Connects Slack: over HTTP with a signing secret, over Socket Mode with an app-level token, over both with both. */
export async function startSlack(config: SlackConfig, parts: SlackParts): Promise<Adapter> {
  const options = clientOptions(config.apiUrl, parts.log);
  const installing = await startInstalling(config, parts, options);
  const transports = await openTransports(config, parts, options);
  return new SlackAdapter(config, parts, { options, installing, ...transports });
}

interface Transports {
  readonly http: HttpReceiver | undefined;
  readonly socket: SocketReceiver | undefined;
}

/** A transport that is not used is not even loaded. */
async function openTransports(
  { signingSecret, appToken }: SlackConfig,
  { http, log, watch, onFatal = () => {} }: SlackParts,
  options: ClientOptions,
): Promise<Transports> {
  if (signingSecret !== undefined && http === undefined) throw new TypeError("Slack over HTTP needs the web server");
  const { SocketReceiver } = appToken === undefined ? {} : await import("./socket.ts");
  return {
    http: signingSecret === undefined || http === undefined ? undefined : new HttpReceiver(http, signingSecret, log),
    socket:
      SocketReceiver === undefined || appToken === undefined
        ? undefined
        : new SocketReceiver({
            appToken,
            // A copy: the library writes into it
            options: { logger: options.logger, clientOptions: { ...options } },
            log,
            watch,
            onFatal,
          }),
  };
}

interface Installing {
  readonly installs: Installs;
  readonly events: InstallEvents;
  readonly token: (query: InstallationQuery<boolean>) => Promise<string>;
}

/** What installs in many workspaces need; not even loaded without an OAuth app. */
async function startInstalling(
  config: SlackConfig,
  parts: SlackParts,
  clientOptions: ClientOptions,
): Promise<Installing | undefined> {
  if (config.oauth === undefined) return undefined;
  const { http, installs, publicUrl, log } = parts;
  if (http === undefined || installs === undefined || publicUrl === undefined)
    throw new TypeError("installing in Slack needs the web server, its public address and a place for tokens");
  const [{ Installer }, { InstallEvents }] = await Promise.all([import("./install.ts"), import("./install-events.ts")]);
  const installer = new Installer({ app: config.oauth, installs, publicUrl, apiUrl: config.apiUrl, clientOptions });
  installer.serve(http);
  return { installs, events: new InstallEvents(installs, log), token: (query) => installer.token(query) };
}

/** Slack, connected: from Bolt through the router to the dispatcher. */
class SlackAdapter implements Adapter {
  readonly name = "slack";
  readonly ready: Promise<void>;
  readonly poster: Poster;
  readonly #transports: Transports;
  readonly #installing: Installing | undefined;
  readonly #commandPrefix: string;
  readonly #responseUrls: ResponseUrls;
  readonly #clients: Clients;
  readonly #router: Router;
  readonly #app: App;
  readonly #checking = new BackOff(CHECK_WAITS);
  #isTokenGood: boolean;

  constructor(
    { apiUrl, botToken, commandPrefix }: SlackConfig,
    parts: SlackParts,
    {
      options,
      installing,
      http,
      socket,
    }: Transports & {
      readonly options: ClientOptions;
      readonly installing: Installing | undefined;
    },
  ) {
    this.#transports = { http, socket };
    this.#installing = installing;
    this.#commandPrefix = commandPrefix;
    this.#responseUrls = new ResponseUrls(apiUrl);
    this.#clients = new Clients({ botToken, installed: installing, options, log: parts.log });
    const { log, postPace } = parts;
    const drawings: SlackDrawings = { channel: new Drawings(), thread: new Drawings() };
    const olderBlocks = new OlderBlocks();
    const sending = { ...parts, commandPrefix, responseUrls: this.#responseUrls, drawings, olderBlocks };
    this.#router = new Router({ ...sending, people: new People(log) });
    // Nobody knows of a call that was cut off whether it has been carried out
    const once = new Clients({
      botToken,
      installed: installing,
      options: { ...options, fetch: fetchWithin(TIMES.postMs), retryConfig: { retries: 0 } },
      log,
    });
    this.poster = new SlackPoster({
      ...sending,
      clientOf: (where) => once.of(where),
      ...(postPace === undefined ? {} : { pace: postPace }),
    });
    const receivers = [http, socket].filter((receiver) => receiver !== undefined);
    this.#app = createApp(receivers, options, {
      receive: (delivered) => this.#receive(delivered),
      refuse: (delivered) => this.#refuse(delivered),
    });
    // Tokens of workspaces that installed the bot themselves came from Slack
    this.#isTokenGood = botToken === undefined;
    this.ready = Promise.all([this.#checkToken(botToken, parts.log), this.#app.start()]).then(() => {});
    // Whoever started it looks at it later
    this.ready.catch(() => {});
  }

  state() {
    const { http, socket } = this.#transports;
    const sockets = socket?.openCount;
    const ways = [
      ...(http === undefined ? [] : ["HTTP"]),
      ...(sockets === undefined ? [] : [`Socket Mode with ${sockets.open} of ${sockets.of} connections`]),
    ];
    return {
      isConnected: this.#isTokenGood && sockets?.open !== 0,
      detail: `${ways.join(" and ")}${this.#isTokenGood ? "" : ", bot token not checked yet"}`,
    };
  }

  /** The connections stay, so that people hear of the restart. */
  async stop(): Promise<void> {
    this.#checking.stop();
    this.#router.stop();
  }

  async close(): Promise<void> {
    await this.#app.stop();
    this.#transports.socket?.close();
    await this.#router.settled();
    this.#installing?.events.stop();
    await this.#responseUrls.close();
  }

  async #checkToken(token: string | undefined, log: Logger): Promise<void> {
    if (token === undefined) return;
    await checkBotToken(this.#app.client, token, log, this.#checking);
    this.#isTokenGood = true;
  }

  async #receive({ body, where, ...way }: Delivered): Promise<void> {
    this.#installing?.events.receive(body, where);
    const delivery = parseDelivery(body, this.#commandPrefix);
    if (delivery !== undefined)
      return await this.#router.receive(delivery, { ...way, client: this.#clients.of(where) });
    const isOurs = await this.#refuse({ body, where, ...way });
    if (!isOurs) await way.ack().catch(() => {});
  }

  async #refuse({ body, where, ...way }: Delivered): Promise<boolean> {
    const unread = parseUnreadable(body);
    if (unread !== undefined) await this.#router.refuse(unread, { ...way, client: this.#clients.of(where) });
    return unread !== undefined;
  }
}
