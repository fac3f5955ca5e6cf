import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { startPlayground } from "../../src/adapters/playground/start.ts";
import { clientOptions } from "../../src/adapters/slack/bolt.ts";
import { Installer } from "../../src/adapters/slack/install.ts";
import type { Dispatcher } from "../../src/core/dispatch.ts";
import type { Logger } from "../../src/core/log.ts";
import type { ButtonStore } from "../../src/core/press.ts";
import { registerLinkAccount } from "../../src/http/link-account.ts";
import type { AccountParts } from "../../src/services/accounts/accounts.ts";
import { Linking } from "../../src/services/accounts/linking.ts";
import { Sealer } from "../../src/state/sealer.ts";
import { SlackInstalls } from "../../src/state/slack-installs.ts";
import type { Ask } from "../../src/upstream/question.ts";

const APP = { clientId: "bench", clientSecret: "bench" };

export interface PagesParts {
  readonly http: FastifyInstance;
  readonly log: Logger;
  readonly dispatcher: Dispatcher;
  readonly buttonStore: ButtonStore;
  readonly accounts: AccountParts;
  readonly ask: () => Ask;
  /** Slack's Web API, with a slash at its end. */
  readonly slackApiUrl: string;
}

/** What strangers may open of a bot that has everything: the pages to install it, to connect accounts, and the playground. */
export async function servePages(parts: PagesParts): Promise<void> {
  const { http, log, dispatcher, buttonStore, ask, slackApiUrl } = parts;
  const publicUrl = "https://bot.example";
  const sealer = new Sealer([randomBytes(32)]);
  const accounts = { ...parts.accounts, sealer, publicUrl, accounts: { ...parts.accounts.accounts, github: APP } };
  new Installer({
    app: APP,
    installs: new SlackInstalls(accounts.database, sealer),
    publicUrl,
    apiUrl: slackApiUrl,
    clientOptions: clientOptions(slackApiUrl, log),
  }).serve(http);
  registerLinkAccount(http, { publicUrl, linking: () => new Linking(ask(), accounts), log });
  await startPlayground({
    http,
    log,
    commands: dispatcher.commands,
    botOf: async () => ({ dispatcher, buttonStore }),
    answers: ["live"],
    password: randomBytes(16).toString("hex"),
    key: randomBytes(16).toString("hex"),
    slackCommandPrefix: "",
    platforms: () => [],
    close: async () => {},
  });
}
