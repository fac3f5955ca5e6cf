import {
  App,
  type Logger as BoltLogger,
  type Context,
  type InstallationQuery,
  LogLevel,
  type ReceiverEvent,
  type webApi,
} from "@slack/bolt";
import type { Logger } from "../../core/log.ts";
import type { Ack } from "./exchange.ts";
import { fetchWithin } from "./fetch.ts";
import { TIMES } from "./limits.ts";
import { dropNulls } from "./maybe.ts";

/** Options of every client of the Web API, ours and the libraries'. */
export type ClientOptions = webApi.WebClientOptions & { readonly logger: BoltLogger };

/** One delivery as Bolt hands it on. */
export interface Delivered {
  readonly body: unknown;
  readonly ack: Ack;
  /** Whether the ack may carry an answer. */
  readonly takesPayload: boolean;
  /** Which installation it belongs to. */
  readonly where: InstallationQuery<boolean>;
}

/** Where deliveries go. */
interface Takers {
  readonly receive: (delivered: Delivered) => Promise<void>;
  /** Answers what Bolt itself stumbles over; says whether it is ours. */
  readonly refuse: (delivered: Delivered) => Promise<boolean>;
}

/** What takes a delivery from a receiver. */
export type Bolt = Pick<App, "processEvent">;

/** Brings deliveries: a receiver that hands each to Bolt. */
export interface DeliveryReceiver {
  init(bolt: Bolt): void;
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
}

/** Bolt, which takes deliveries from all receivers. Where they go and what they are answered is not its part. */
export function createApp(receivers: readonly DeliveryReceiver[], options: ClientOptions, takers: Takers): App {
  const taken = new WeakSet<object>();
  const handTo = async (bolt: App, event: ReceiverEvent) => {
    const { body, ack, customProperties } = event;
    // Bolt reads fields of what is null where Slack means that it is absent
    dropNulls(body);
    const stumbled = await bolt.processEvent(event).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (taken.has(body)) return;
    const where = { teamId: undefined, enterpriseId: undefined, isEnterpriseInstall: false };
    const delivered = { body, ack, takesPayload: customProperties?.["takesPayload"] === true, where };
    if (!(await takers.refuse(delivered)) && stumbled !== undefined) throw stumbled.error;
  };
  const app = new App({
    receiver: {
      init: (bolt) => {
        for (const receiver of receivers) receiver.init({ processEvent: (event) => handTo(bolt, event) });
      },
      start: () => Promise.all(receivers.map((receiver) => receiver.start())),
      stop: () => Promise.all(receivers.map((receiver) => receiver.stop())),
    },
    // Tokens are looked up when they are needed: here, every ack would wait for the database
    authorize: async () => ({}),
    clientOptions: options,
    logger: options.logger,
    logLevel: LogLevel.WARN,
    convoStore: false,
    ignoreSelf: false,
  });
  app.use(async ({ body, context, ...rest }) => {
    taken.add(body);
    // Each kind of delivery has its own type of ack, events have none; ours decide what travels in it
    const { ack = async () => {} } = rest as { ack?: Ack };
    await takers.receive({
      body,
      ack,
      takesPayload: context["takesPayload"] === true,
      where: installedWhere(context),
    });
  });
  return app;
}

function installedWhere({ teamId, enterpriseId, isEnterpriseInstall }: Context): InstallationQuery<boolean> {
  return { teamId, enterpriseId, isEnterpriseInstall };
}

/**
 * The library's own defaults are no time limit, ten retries over half an hour, and a queue that stands still for as long as a
 * 429 asks: each of them outlives the 3 s and the person's patience. Bounded here, limits are told to the caller.
 */
export function clientOptions(apiUrl: string, log: Logger): ClientOptions {
  return {
    logger: boltLogger(log),
    slackApiUrl: apiUrl,
    fetch: fetchWithin(TIMES.webApiMs),
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
