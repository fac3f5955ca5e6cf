import type { AccountsConfig, OauthApp } from "../../config.ts";
import type { User } from "../../core/command.ts";
import { BusyError, UpstreamError, UsageError } from "../../core/errors.ts";
import { t } from "../../core/text.ts";
import { MINUTE_MS } from "../../core/time.ts";
import { AccountStore, type StoredAccount } from "../../state/accounts.ts";
import type { Database } from "../../state/database.ts";
import { LINK_MS, OauthStates } from "../../state/oauth-states.ts";
import { SealError, type Sealer } from "../../state/sealer.ts";
import type { UpstreamId } from "../../upstream/limits.ts";
import type { Ask } from "../../upstream/question.ts";
import { askerOf } from "./asker.ts";
import { ConnectionEndedError, NotConnectedError, OauthRefusal, TokenRefusedError } from "./errors.ts";
import type { OauthClient } from "./oauth-client.ts";
import type { Provider, ProviderId, Providers } from "./provider.ts";
import type { AccountWaits, ConnectOutcome } from "./waits.ts";

/** A token is renewed this long before it expires, in milliseconds: it must outlive the call that it is for. Our choice. */
const RENEW_BEFORE_MS = MINUTE_MS;

/** What the providers call a refresh token that is good no more: Google and the standard, and GitHub. */
const SPENT_REFRESH_TOKENS: ReadonlySet<string> = new Set(["invalid_grant", "bad_refresh_token"]);

/** What connecting accounts needs; the same for all invocations. */
export interface AccountParts {
  readonly providers: Providers;
  readonly database: Database;
  /** Absent when the operator has set no key: then nothing is stored that would have to be sealed. */
  readonly sealer: Sealer | undefined;
  readonly accounts: AccountsConfig;
  /** Where people are sent back to after they have agreed; absent when the operator has set none. */
  readonly publicUrl: string | undefined;
  /** Roots of the upstreams. */
  readonly upstreamUrls: Readonly<Record<UpstreamId, string>>;
  readonly accountWaits: AccountWaits;
}

/** An account as its owner may see it. */
export interface Account {
  /** What the provider calls them; empty where it does not tell. */
  readonly login: string;
  /** What was granted. */
  readonly scopes: readonly string[];
}

/** Everything that is set up for one provider. */
export interface AccountSetup {
  readonly provider: Provider;
  readonly app: OauthApp;
  /** Loaded when first asked: the library behind it costs every start a hundredth of a second. */
  readonly client: () => Promise<OauthClient>;
  readonly store: AccountStore;
  readonly states: OauthStates;
  /** Root of our own pages for this provider. */
  readonly pageUrl: string;
}

/**
 * People's accounts at GitHub and Google. `person` is always `User.key`. Every method throws UsageError when the operator has
 * set no application for the provider.
 */
export class Accounts {
  readonly #ask: Ask;
  readonly #parts: AccountParts;

  constructor(ask: Ask, parts: AccountParts) {
    this.#ask = ask;
    this.#parts = parts;
  }

  /** Whether accounts of this provider can be connected here. */
  isOffered(provider: ProviderId): boolean {
    const { accounts, publicUrl, sealer } = this.#parts;
    return accounts[provider] !== undefined && publicUrl !== undefined && sealer !== undefined;
  }

  /**
   * A page, for this person alone, that leads to the provider: the same again until somebody has followed it or its time is
   * over, and good for ten minutes more. `scopes`: more than what is always asked for.
   */
  async link(user: Pick<User, "key" | "name">, provider: ProviderId, scopes: readonly string[] = []): Promise<string> {
    const { states, pageUrl, client } = setUp(this.#parts, provider);
    const fresh = (await client()).newSecrets();
    const secret = await states.open(fresh.secret, {
      provider,
      person: user.key,
      asker: askerOf(user),
      verifier: fresh.verifier,
      scopes: [...new Set([...this.#parts.providers[provider].scopes, ...scopes])],
      expiresAt: Date.now() + LINK_MS,
    });
    return `${pageUrl}?key=${secret}`;
  }

  /**
   * What comes of the person's link: for `Reply.later`. Undefined for whoever was told of the link earlier
   * than somebody else is.
   */
  async outcome(person: string, provider: ProviderId): Promise<ConnectOutcome | undefined> {
    const { accountWaits } = this.#parts;
    const askedAt = Date.now();
    const outcome = await accountWaits.outcome(person, provider, LINK_MS);
    if (outcome?.type !== "expired") return outcome;
    // Another replica may have heard of it while nobody could be told
    const account = await setUp(this.#parts, provider).store.get(person, provider);
    return account !== undefined && account.connectedAt >= askedAt
      ? { type: "connected", login: account.login }
      : outcome;
  }

  /** The account, or undefined. */
  async find(person: string, provider: ProviderId): Promise<Account | undefined> {
    const account = await setUp(this.#parts, provider).store.get(person, provider);
    return account && { login: account.login, scopes: account.scopes };
  }

  /** A token that is good now, renewed where it was about to expire. Throws NotConnectedError, ConnectionEndedError, UpstreamError. */
  async token(person: string, provider: ProviderId): Promise<string> {
    const { store } = setUp(this.#parts, provider);
    const account = await store.get(person, provider);
    if (account === undefined) throw new NotConnectedError(this.#parts.providers[provider]);
    if (!isExpiring(account)) return account.accessToken;
    return this.#parts.accountWaits.refresh(person, provider, () => this.#renewed(person, provider));
  }

  /**
   * Does something with the person's token. When `work` throws TokenRefusedError, it is done once more with a renewed one, since by
   * a clock that is wrong an old token looks new; when that is refused, too, the account is deleted. Throws as `token`, or what
   * `work` throws.
   */
  async use<T>(person: string, provider: ProviderId, work: (token: string) => Promise<T>): Promise<T> {
    const token = await this.token(person, provider);
    try {
      return await work(token);
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
    }
    const { accountWaits, providers } = this.#parts;
    const renewed = await accountWaits.refresh(person, provider, () => this.#renewed(person, provider, token));
    try {
      return await work(renewed);
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
      await this.#forget(person, provider, renewed);
      throw new ConnectionEndedError(providers[provider]);
    }
  }

  /**
   * Ends what the token allows at the provider, and deletes it here, also when the provider fails (`isRevoked` is false then).
   * Undefined when nothing was connected.
   */
  async disconnect(
    person: string,
    provider: ProviderId,
  ): Promise<{ readonly login: string; readonly isRevoked: boolean } | undefined> {
    const { app, store } = setUp(this.#parts, provider);
    try {
      const account = await store.get(person, provider);
      if (account === undefined) return undefined;
      const isShared = await store.isShared(person, provider, account.login);
      const isRevoked = await this.#parts.providers[provider]
        .revoke(this.#ask, app, account, isShared)
        .then(() => true)
        .catch((error: unknown) => {
          if (error instanceof UpstreamError || error instanceof BusyError) return false;
          throw error;
        });
      return { login: account.login, isRevoked };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { login: "", isRevoked: false };
    } finally {
      await store.delete(person, provider);
    }
  }

  /** `refused`: a token that is good no more, whatever it says of itself. */
  async #renewed(person: string, provider: ProviderId, refused?: string): Promise<string> {
    const { client, store } = setUp(this.#parts, provider);
    const account = await store.get(person, provider);
    if (account === undefined) throw new NotConnectedError(this.#parts.providers[provider]);
    if (account.accessToken !== refused && !isExpiring(account)) return account.accessToken;
    const { accessToken, refreshToken } = account;
    if (refreshToken === undefined) return this.#ended(person, provider, accessToken);
    try {
      const tokens = await (await client()).refresh(this.#ask, refreshToken);
      // Google gives no new one: the old one stays good
      await store.renew(person, provider, { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken });
      return tokens.accessToken;
    } catch (error) {
      if (!(error instanceof OauthRefusal && SPENT_REFRESH_TOKENS.has(error.reason))) throw error;
      // Another process may have used it up a moment ago
      const latest = await store.get(person, provider);
      if (latest !== undefined && latest.accessToken !== accessToken) return latest.accessToken;
      return this.#ended(person, provider, accessToken);
    }
  }

  async #ended(person: string, provider: ProviderId, token: string): Promise<never> {
    await this.#forget(person, provider, token);
    throw new ConnectionEndedError(this.#parts.providers[provider]);
  }

  /** Deletes the account, unless it has a newer token by now. */
  async #forget(person: string, provider: ProviderId, token: string): Promise<void> {
    const { store } = setUp(this.#parts, provider);
    const account = await store.get(person, provider);
    if (account?.accessToken === token) await store.delete(person, provider);
  }
}

/** What is set up for a provider. Throws UsageError when the operator has not. */
export function setUp(parts: AccountParts, id: ProviderId): AccountSetup {
  const { accounts, database, providers, publicUrl, sealer, upstreamUrls } = parts;
  const provider = providers[id];
  const app = accounts[id];
  if (app === undefined || sealer === undefined || publicUrl === undefined)
    throw new UsageError(
      t`${provider.name} accounts can't be connected here: my operator has set no ${provider.name} application.`,
    );
  const pageUrl = `${publicUrl}/connect/${id}`;
  return {
    provider,
    app,
    client: async () => {
      const { OauthClient } = await import("./oauth-client.ts");
      return new OauthClient({
        provider,
        app,
        authorizeUrl: provider.authorizeUrl(upstreamUrls, accounts),
        issuer: provider.issuer(upstreamUrls, accounts),
        redirectUri: `${pageUrl}/callback`,
      });
    },
    store: new AccountStore(database, sealer),
    states: new OauthStates(database, sealer),
    pageUrl,
  };
}

function isExpiring({ expiresAt }: StoredAccount): boolean {
  return expiresAt !== undefined && expiresAt - RENEW_BEFORE_MS <= Date.now();
}
