import { type InstallationQuery, webApi } from "@slack/bolt";
import { LRUCache } from "lru-cache";
import type { Logger } from "../../core/log.ts";
import { type Installs, installId } from "./install-store.ts";

/** Clients kept, one a workspace; our choice. */
const MAX_CLIENTS = 1_000;

/** Errors of a token that will never work again. https://docs.slack.dev/reference/methods/auth.test (2026-11-22) */
const DEAD: ReadonlySet<string> = new Set(["account_inactive", "invalid_auth", "token_revoked"]);

export interface ClientsParts {
  /** The token of the one workspace that the operator has installed the bot in by hand, if any. */
  readonly botToken: string | undefined;
  /** Where people install it themselves. */
  readonly installed?:
    | { readonly installs: Installs; readonly token: (query: InstallationQuery<boolean>) => Promise<string> }
    | undefined;
  readonly options: webApi.WebClientOptions;
  readonly log: Logger;
}

/**
 * The Web API as each workspace lets the bot use it. A client finds its token when it makes a call, and not before: most
 * replies need none, and no delivery waits for the database.
 */
export class Clients {
  readonly #parts: ClientsParts;
  readonly #byHand: webApi.WebClient;
  /** Where the operator's own token is for; asked when it is first needed. */
  #home: Promise<webApi.AuthTestResponse> | undefined;
  readonly #clients = new LRUCache<string, webApi.WebClient>({ max: MAX_CLIENTS });

  constructor(parts: ClientsParts) {
    this.#parts = parts;
    this.#byHand = new webApi.WebClient(parts.botToken, parts.options);
  }

  of(query: InstallationQuery<boolean>): webApi.WebClient {
    const { installed, options } = this.#parts;
    if (installed === undefined) return this.#byHand;
    const id = installId(query) ?? "";
    const known = this.#clients.get(id);
    if (known !== undefined) return known;
    const client = new LateTokenClient(options, {
      token: () => installed.token(query).catch((error: unknown) => this.#tokenByHand(id, error)),
      onDead: (until) => this.#forget(id, until),
    });
    this.#clients.set(id, client);
    return client;
  }

  /**
   * The operator's own token, where the workspace is the one that it is for. Any other, whose installation is missing or can't be
   * read, is left without: with this token its people would be answered in the wrong workspace.
   */
  async #tokenByHand(id: string, error: unknown): Promise<string> {
    const { botToken } = this.#parts;
    if (botToken === undefined) throw error;
    this.#home ??= this.#byHand.auth.test().catch((failure: unknown) => {
      this.#home = undefined;
      throw failure;
    });
    const { team_id, enterprise_id, is_enterprise_install } = await this.#home;
    if (id !== "" && id === (is_enterprise_install === true ? enterprise_id : team_id)) return botToken;
    throw error;
  }

  /** Deletes an installation whose token Slack refuses: the event that the bot was removed may have been lost. */
  async #forget(id: string, until: number): Promise<void> {
    const { installed, log } = this.#parts;
    log.warn({ platform: "slack" }, "Slack takes the token of an installation no more: it is deleted");
    await installed?.installs
      .remove(id, until)
      .catch((error: unknown) => log.warn({ err: error, platform: "slack" }, "the installation is not deleted yet"));
  }
}

interface TokenSource {
  readonly token: () => Promise<string>;
  /** Slack takes a token no more that was current at that time, in milliseconds since the epoch. */
  readonly onDead: (until: number) => Promise<void>;
}

/** The token that a client makes its calls with: for what is fetched beside them. */
export async function tokenOf(client: webApi.WebClient): Promise<string | undefined> {
  return client instanceof LateTokenClient ? await client.currentToken() : client.token;
}

class LateTokenClient extends webApi.WebClient {
  readonly #source: TokenSource;

  constructor(options: webApi.WebClientOptions, source: TokenSource) {
    super(undefined, options);
    this.#source = source;
  }

  currentToken(): Promise<string> {
    return this.#source.token();
  }

  override async apiCall(method: string, options: Record<string, unknown> = {}): Promise<webApi.WebAPICallResult> {
    const askedAt = Date.now();
    const token = await this.#source.token();
    try {
      return await super.apiCall(method, { ...options, token });
    } catch (error) {
      if (error instanceof webApi.WebAPIPlatformError && DEAD.has(error.data.error)) await this.#source.onDead(askedAt);
      throw error;
    }
  }
}
