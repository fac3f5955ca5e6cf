import type { FastifyInstance } from "fastify";
import type { DiscordConfig } from "../../config.ts";
import type { Adapter, AdapterParts } from "../../core/adapter.ts";
import type { Logger } from "../../core/log.ts";
import type { Pace } from "../../core/pace.ts";
import type { Shared } from "../../core/shared.ts";
import { DiscordApi } from "./api.ts";
import { CommandIds } from "./command-ids.ts";
import { serveInstallLink } from "./install.ts";
import { DiscordPoster } from "./post.ts";
import { Router } from "./route.ts";
import type { SendTimes } from "./send.ts";

export interface DiscordParts extends AdapterParts {
  readonly log: Logger;
  /** The one web server, needed for interactions over HTTP. It must hand bodies on as raw bytes. */
  readonly http?: FastifyInstance | undefined;
  /** By default, as long as people wait. */
  readonly sendTimes?: SendTimes | undefined;
  /** For tests: how fast it posts by itself. */
  readonly postPace?: Pace | undefined;
  /** What all processes of the bot have in common. */
  readonly shared?: Shared | undefined;
  /** Called when Discord ended an open Gateway connection for good, with a sentence for the operator. */
  readonly onFatal: (sentence: string) => void;
}

/** Connects to Discord, over HTTP interactions, the Gateway, or both. A transport that is not used is not loaded. */
export async function startDiscord(config: DiscordConfig, parts: DiscordParts): Promise<Adapter> {
  const { log, http, onFatal, watch, shared, buttonStore, postPace } = parts;
  const api = new DiscordApi(config.apiUrl);
  const commandIds = new CommandIds(parts.dispatcher.commands);
  const closing = new AbortController();
  void commandIds.lookUp(config, log, closing.signal);
  const router = new Router({ ...parts, api, apiUrl: config.apiUrl, commandIds, claims: shared?.claims });
  if (http !== undefined) serveInstallLink(http, config);
  const usesHttp = await openHttp(config, http, router);
  const gateway = config.useGateway
    ? new (await import("./gateway.ts")).DiscordGateway({ config, log, router, onFatal, watch, shared })
    : undefined;
  const { token } = config;
  return {
    name: "discord",
    poster: new DiscordPoster({
      api,
      token,
      commandIds,
      buttonStore,
      log,
      ...(postPace === undefined ? {} : { pace: postPace }),
    }),
    ready: gateway?.ready ?? Promise.resolve(),
    state: () => {
      const sockets = gateway?.state();
      const ways = [sockets, usesHttp ? { isConnected: true, detail: "http: waiting for interactions" } : undefined];
      const used = ways.filter((way) => way !== undefined);
      return {
        isConnected: used.every((way) => way.isConnected),
        detail: used.map((way) => way.detail).join("; "),
        ...(sockets?.shards && { shards: sockets.shards }),
      };
    },
    // The connection stays, so that people hear of the restart
    stop: async () => router.stop(),
    close: async () => {
      closing.abort();
      await gateway?.close();
      await router.settled();
      await api.close();
    },
  };
}

/** Says whether interactions come over HTTP, too. */
async function openHttp(
  { publicKey }: DiscordConfig,
  http: FastifyInstance | undefined,
  router: Router,
): Promise<boolean> {
  if (publicKey === undefined || http === undefined) return false;
  const { serveInteractions } = await import("./http.ts");
  serveInteractions({ server: http, publicKey, router });
  return true;
}
