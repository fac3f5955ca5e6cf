import type { Server } from "node:http";
import { pino } from "pino";
import type { PictureLinks } from "../../src/adapters/slack/files.ts";
import type { Installs } from "../../src/adapters/slack/install-store.ts";
import { startSlack } from "../../src/adapters/slack/start.ts";
import type { Adapter } from "../../src/core/adapter.ts";
import type { ListedCommand, Services } from "../../src/core/command.ts";
import { Dispatcher } from "../../src/core/dispatch.ts";
import { FairShare } from "../../src/core/fair-share.ts";
import type { ButtonStore } from "../../src/core/press.ts";
import type { WatchEvent } from "../../src/core/watch.ts";
import type { MediaLinks } from "../../src/http/media.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { READY_MS } from "./sample-commands.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig, type Transport } from "./slack.ts";
import { CLIENT_ID, CLIENT_SECRET } from "./slack-oauth.ts";

export interface SlackBot {
  readonly slack: SimulatedSlack;
  /** Where the bot's web server is, without a slash at its end. */
  readonly url: string;
  readonly server: Server;
  readonly adapter: Adapter;
  readonly dispatcher: Dispatcher;
  /** Sentences for the operator after the start. */
  readonly fatal: readonly string[];
  /** What the adapter itself told its watch. */
  readonly watched: readonly WatchEvent[];
  /** Everything logged, one JSON line each. */
  readonly log: readonly string[];
  /** Ends everything; throws when the bot broke one of Slack's rules. */
  close(): Promise<void>;
}

export interface SlackBotOptions {
  readonly commands: readonly ListedCommand[];
  readonly transports: readonly Transport[];
  readonly prefix?: string;
  /** Longer than anything takes here by default: what is ready is answered at once, however busy the machine. */
  readonly inlineBudgetMs?: number;
  readonly progressPaceMs?: number;
  readonly slack?: SimulatedSlack;
  /** In memory by default. */
  readonly buttonStore?: ButtonStore;
  /** Workspaces install the bot themselves; it has no token of its own then. */
  readonly installs?: Installs;
  /** Where Slack fetches the bot's own pictures; by default they are uploaded. */
  readonly links?: PictureLinks & Partial<Pick<MediaLinks, "serve">>;
}

/** How the world would reach the bot: its address on loopback is told to nobody. */
export const PUBLIC_URL = "https://bot.example";

/** The real adapter and dispatcher in a simulated workspace. The commands get no services. */
export async function slackBot(options: SlackBotOptions): Promise<SlackBot> {
  const slack = options.slack ?? (await simulatedSlack());
  const lines: string[] = [];
  const fatal: string[] = [];
  const watched: WatchEvent[] = [];
  const log = pino({ level: "debug" }, { write: (line) => void lines.push(line) });
  const dispatcher = new Dispatcher({
    commands: options.commands,
    servicesFor: () => ({}) as Services,
    fairShare: new FairShare("off"),
    log,
    inlineBudgetMs: options.inlineBudgetMs ?? READY_MS,
    ...(options.progressPaceMs === undefined ? {} : { progressPaceMs: options.progressPaceMs }),
  });
  const http = createHttpServer({ adapters: () => [], isDraining: () => false });
  options.links?.serve?.(http);
  const config = slackConfig(slack, options.transports, options.prefix);
  const oauth = { botToken: undefined, oauth: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } };
  const adapter = await startSlack(options.installs === undefined ? config : { ...config, ...oauth }, {
    dispatcher,
    installs: options.installs,
    publicUrl: PUBLIC_URL,
    links: options.links,
    buttonStore: options.buttonStore ?? buttonsInMemory(),
    log,
    watch: (event) => void watched.push(event),
    http,
    onFatal: (sentence) => void fatal.push(sentence),
  });
  const url = await http.listen({ port: 0, host: "127.0.0.1" });
  slack.deliversTo(`${url}/slack/events`);
  return {
    slack,
    url,
    server: http.server,
    adapter,
    dispatcher,
    fatal,
    watched,
    log: lines,
    close: async () => {
      await adapter.stop();
      await dispatcher.drain(30_000);
      await adapter.close();
      await http.close();
      await slack.close();
      const problems = slack.problems();
      if (problems.length > 0) throw new Error(`Slack's rules were broken: ${problems.join("; ")}`);
    },
  };
}

function buttonsInMemory(): ButtonStore {
  const states = new Map<string, string>();
  return {
    put: async (state) => {
      const key = `key-${states.size}`;
      states.set(key, state);
      return key;
    },
    get: async (key) => states.get(key),
  };
}
