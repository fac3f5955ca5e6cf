import {
  App,
  type Logger as BoltLogger,
  type Context,
  type InstallationQuery,
  LogLevel,
  type Receiver,
  type webApi,
} from "@slack/bolt";
import type { Logger } from "../../core/log.ts";
import type { Ack } from "./exchange.ts";
import { TIMES } from "./limits.ts";

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

/** Bolt, which takes deliveries from all receivers. Where they go and what they are answered is not its part. */
export function createApp(
  receivers: readonly Receiver[],
  options: ClientOptions,
  receive: (delivered: Delivered) => Promise<void>,
): App {
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
    clientOptions: options,
    logger: options.logger,
    logLevel: LogLevel.WARN,
    convoStore: false,
    ignoreSelf: false,
  });
  app.use(async ({ body, context, ...rest }) => {
    // Each kind of delivery has its own type of ack, events have none; ours decide what travels in it
    const { ack = async () => {} } = rest as { ack?: Ack };
    await receive({ body, ack, takesPayload: context["takesPayload"] === true, where: installedWhere(context) });
  });
  return app;
}

function installedWhere({ teamId, enterpriseId, isEnterpriseInstall }: Context): InstallationQuery<boolean> {
  return { teamId, enterpriseId, isEnterpriseInstall };
}

/**
 * The library's own defaults are no timeout, ten retries over half an hour, and a queue that stands still for as long as a
 * 429 asks: each of them outlives the 3 s and the person's patience. Bounded here, limits are told to the caller.
 */
export function clientOptions(apiUrl: string, log: Logger): ClientOptions {
  return {
    logger: boltLogger(log),
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
