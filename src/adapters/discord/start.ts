import type { FastifyInstance } from "fastify";
import type { DiscordConfig } from "../../config.ts";
import type { Adapter, AdapterParts } from "../../core/adapter.ts";
import type { Logger } from "../../core/dispatch.ts";
import { DiscordApi } from "./api.ts";
import { serveInstallLink } from "./install.ts";
import { parseInteraction } from "./parse.ts";
import { InteractionHandler } from "./route.ts";

export interface DiscordParts extends AdapterParts {
  readonly log: Logger;
  /** The one web server, needed for interactions over HTTP. It must hand bodies on as raw bytes. */
  readonly http?: FastifyInstance | undefined;
  /** Called when Discord ended an open Gateway connection for good, with a sentence for the operator. */
  readonly onFatal: (sentence: string) => void;
}

/** Connects to Discord, over HTTP interactions, the Gateway, or both. A transport that is not used is not loaded. */
export async function startDiscord(config: DiscordConfig, parts: DiscordParts): Promise<Adapter> {
  const { dispatcher, buttonStore, log, http, onFatal } = parts;
  const api = new DiscordApi(config.apiUrl);
  const handler = new InteractionHandler({ dispatcher, buttonStore, api, apiUrl: config.apiUrl, log });
  let isTaking = true;

  if (http !== undefined) serveInstallLink(http, config);
  const usesHttp = config.publicKey !== undefined && http !== undefined;
  if (usesHttp) {
    const { serveInteractions } = await import("./http.ts");
    serveInteractions({ server: http, publicKey: config.publicKey, handler, isTaking: () => isTaking });
  }

  const onInteraction = (payload: unknown): void => {
    if (!isTaking) return;
    const interaction = parseInteraction(payload, Date.now());
    if (interaction === undefined || interaction.kind === "ping") {
      log.warn({}, "Discord sent an interaction that this bot can't read");
      return;
    }
    void handler.handle(interaction, (webhook) => ({
      send: (answer, files) => webhook.callback(answer, files),
      ignore: async () => {},
    }));
  };
  const gateway = config.useGateway
    ? new (await import("./gateway.ts")).DiscordGateway({ config, log, onInteraction, onFatal })
    : undefined;

  return {
    name: "discord",
    ready: gateway?.ready ?? Promise.resolve(),
    state: () => {
      const ways = [
        gateway?.state(),
        usesHttp ? { isConnected: true, detail: "http: waiting for interactions" } : undefined,
      ];
      const used = ways.filter((way) => way !== undefined);
      return {
        isConnected: used.every((way) => way.isConnected),
        detail: used.map((way) => way.detail).join("; "),
      };
    },
    stop: async () => {
      isTaking = false;
      // Answers go out by HTTP calls, so the socket may go at once
      await gateway?.close();
    },
    close: async () => {
      await gateway?.close();
      await handler.settled();
      await api.close();
    },
  };
}
