import { dirname, join } from "node:path";
import { ChartDrawer } from "./charts/chart-drawer.ts";
import { Charts } from "./charts/charts.ts";
import type { Config } from "./config.ts";
import { backgroundCaller } from "./core/caller.ts";
import { checkCommands } from "./core/check-commands.ts";
import type { ListedCommand } from "./core/command.ts";
import { Dispatcher } from "./core/dispatch.ts";
import { FairShare } from "./core/fair-share.ts";
import type { Logger } from "./core/log.ts";
import { OffCommands } from "./core/off-commands.ts";
import type { ButtonStore } from "./core/press.ts";
import type { Watch } from "./core/watch.ts";
import { Schedule } from "./schedule/schedule.ts";
import { Linking } from "./services/accounts/linking.ts";
import { AccountWaits } from "./services/accounts/waits.ts";
import { bindServices } from "./services/index.ts";
import { Pictures } from "./services/pictures/pictures.ts";
import { PROVIDERS } from "./services/providers.ts";
import { createButtonStore } from "./state/button-store.ts";
import { Database } from "./state/database.ts";
import { FileCache } from "./state/file-cache.ts";
import { Quotas } from "./state/quotas.ts";
import type { RedisState } from "./state/redis.ts";
import { ReplicaCount } from "./state/replica-count.ts";
import { Sealer } from "./state/sealer.ts";
import { SlackInstalls } from "./state/slack-installs.ts";
import { UpstreamClient, type UpstreamClientParts } from "./upstream/client.ts";
import { UPSTREAMS } from "./upstream/limits.ts";
import type { UpstreamStatus } from "./upstream/question.ts";

/** Longest time that a browser waits for an account to be connected, in milliseconds. Our choice. */
const CONNECT_MS = 20_000;

/** Longest wait for what comes by itself just now, when the bot is closed, in milliseconds. Our choice. */
const CLOSE_MS = 5_000;

/** The bot without any platform: what every adapter, the terminal chat and the tests stand on. */
export interface Bot {
  readonly dispatcher: Dispatcher;
  readonly buttonStore: ButtonStore;
  readonly database: Database;
  /** What all replicas have in common; absent where there is one process alone. */
  readonly shared: RedisState | undefined;
  /** Absent without a key to seal with. */
  readonly slackInstalls: SlackInstalls | undefined;
  /** How every upstream is doing. */
  upstreams(): readonly UpstreamStatus[];
  /** What comes by itself, once it is started. */
  readonly schedule: Schedule;
  /** For the pages where people connect accounts; one each request. */
  linking(): Linking;
  /** What is closed when nothing is under way any more: stage after stage, because the later ones serve the earlier. */
  readonly closing: readonly (readonly { readonly name: string; close(): Promise<void> | void }[])[];
  /** Closes all of that. */
  close(): Promise<void>;
}

/** For tests and benchmarks: what differs from the design's own numbers. For metrics: who watches what happens. */
export interface Overrides extends Pick<UpstreamClientParts, "rows" | "tuning" | "watch"> {
  readonly inlineBudgetMs?: number;
  readonly deadlineMs?: number;
  /** How long a chart may take to be drawn. */
  readonly chartPatienceMs?: number;
  /** What time it is for what comes by itself, in milliseconds since the epoch. */
  readonly scheduleNow?: () => number;
  /** Where pictures are kept; beside the database by default. */
  readonly pictureFolder?: string | undefined;
}

/** What of the configuration the bot itself needs. */
export type BotConfig = Pick<
  Config,
  | "upstreamUrls"
  | "upstreamKeys"
  | "upstreamQuotas"
  | "upstreams"
  | "samples"
  | "contact"
  | "fairShare"
  | "databaseUrl"
  | "redisUrl"
  | "encryptionKeys"
  | "accounts"
  | "publicUrl"
> & {
  /** Names of the commands that the operator has switched off. */
  readonly commandsOff?: readonly string[];
};

/**
 * Wires the parts together. Opens nothing but the way to what replicas share, in the background: other connections and,
 * without such a way, the database come with the first use. Throws DeclarationError for commands that can't be used as they are declared.
 */
export async function createBot(
  config: BotConfig,
  commands: readonly ListedCommand[],
  log: Logger,
  {
    rows,
    tuning,
    watch,
    chartPatienceMs,
    scheduleNow,
    pictureFolder = picturesBeside(config),
    ...budgets
  }: Overrides = {},
): Promise<Bot> {
  checkCommands(commands, Object.keys(UPSTREAMS));
  const database = new Database(config.databaseUrl);
  const shared = await openShared(config, log, watch, database);
  const upstreams = new UpstreamClient({
    urls: config.upstreamUrls,
    keys: config.upstreamKeys,
    quotas: config.upstreamQuotas,
    contact: config.contact,
    isRecorded: config.upstreams === "recorded",
    log,
    watch,
    // Where replicas share, it is for those that start while nobody can be asked
    quotaStore: outlives(config) ? new Quotas(database) : undefined,
    shared: config.upstreams === "recorded" ? undefined : shared,
    ...(rows === undefined ? {} : { rows }),
    ...(tuning === undefined ? {} : { tuning }),
  });
  const pictures = new Pictures(new FileCache(pictureFolder, log));
  const charts = new Charts({ log, drawer: new ChartDrawer(chartPatienceMs) });
  const schedule = new Schedule({
    database,
    databaseFile: fileOf(config),
    dispatcher: () => dispatcher,
    log,
    watch,
    now: scheduleNow,
  });
  const askLater = () => upstreams.askFor({ ...backgroundCaller(CONNECT_MS, watch), priority: "interactive" });
  const parts = {
    askLater,
    status: () => upstreams.status(),
    // Recorded answers cost nothing: there is nothing to share
    replicas: () =>
      shared === undefined || config.upstreams === "recorded"
        ? undefined
        : { count: shared.replicas().count, isConnected: shared.state().isConnected },
    database,
    sealer: config.encryptionKeys.length === 0 ? undefined : new Sealer(config.encryptionKeys),
    accounts: config.accounts,
    publicUrl: config.publicUrl,
    upstreamUrls: config.upstreamUrls,
    providers: PROVIDERS,
    accountWaits: new AccountWaits(shared?.signals),
    pictures,
    charts,
    clockwork: schedule,
  };
  const dispatcher: Dispatcher = new Dispatcher({
    commands,
    servicesFor: (caller) => bindServices(upstreams.askFor(caller), parts, caller.watch),
    fairShare: new FairShare(config.fairShare, shared?.counts),
    claims: shared?.claims,
    off: new OffCommands(config.commandsOff),
    samples: config.samples,
    log,
    watch,
    ...budgets,
  });
  const closing = [
    [
      { name: "pictures", close: () => pictures.close() },
      { name: "charts", close: () => charts.close() },
      { name: "web APIs", close: () => upstreams.close() },
    ],
    [
      { name: "Redis", close: () => shared?.close() },
      { name: "database", close: () => database.close() },
    ],
  ];
  return {
    dispatcher,
    buttonStore: createButtonStore(database, log),
    database,
    shared,
    slackInstalls: parts.sealer === undefined ? undefined : new SlackInstalls(database, parts.sealer),
    upstreams: parts.status,
    schedule,
    linking: () => new Linking(askLater(), parts),
    closing,
    close: async () => {
      await schedule.drain(CLOSE_MS);
      for (const stage of closing) await Promise.all(stage.map((part) => part.close()));
    },
  };
}

/** Not even loaded where there is one process alone. */
async function openShared(config: BotConfig, log: Logger, watch: Watch | undefined, database: Database) {
  const { redisUrl } = config;
  if (redisUrl === undefined) return undefined;
  const { RedisState } = await import("./state/redis.ts");
  return new RedisState({
    url: redisUrl,
    log,
    watch,
    memory: outlives(config) ? new ReplicaCount(database) : undefined,
  });
}

/** Whether anything is left after the end of the process. Recorded answers stand for no real ones. */
function outlives({ databaseUrl, upstreams }: BotConfig): boolean {
  return upstreams !== "recorded" && databaseUrl !== "sqlite::memory:";
}

/** The file of a SQLite database; undefined where it has none. */
function fileOf({ databaseUrl }: BotConfig): string | undefined {
  if (!databaseUrl.startsWith("sqlite:") || databaseUrl === "sqlite::memory:") return undefined;
  return databaseUrl.slice("sqlite:".length);
}

/** Beside the database's file, or where that would be. */
function picturesBeside(config: BotConfig): string | undefined {
  if (!outlives(config)) return undefined;
  const { databaseUrl } = config;
  const folder = databaseUrl.startsWith("sqlite:") ? dirname(databaseUrl.slice("sqlite:".length)) : "data";
  return join(folder, "pictures");
}
