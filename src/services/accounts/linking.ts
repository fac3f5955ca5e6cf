import { hash } from "node:crypto";
import { BotError } from "../../core/errors.ts";
import type { OauthFlow } from "../../state/oauth-states.ts";
import type { Ask } from "../../upstream/question.ts";
import { type AccountParts, setUp } from "./accounts.ts";
import { LinkGoneError } from "./errors.ts";
import type { Provider, ProviderId } from "./provider.ts";

/** An account that was connected just now. */
export interface ConnectedAccount {
  /** What the provider calls them; empty where it does not tell. */
  readonly login: string;
  /** Who may use it from now on: `ann on Slack`. */
  readonly asker: string;
  /** Whether this process tells them in the chat. After a restart nobody does; another replica may. */
  readonly isTold: boolean;
  /** What to type then: `/github me`. */
  readonly firstCommand: string;
}

/**
 * Leads a browser from a private link to a connected account. `key` is the link's secret; `browser` is a secret of the browser
 * that opened it, so that nobody else can use the link, the state or the code. Nothing is kept in memory: after a restart, or on
 * another replica, the person goes on where they were.
 */
export class Linking {
  readonly #ask: Ask;
  readonly #parts: AccountParts;

  constructor(ask: Ask, parts: AccountParts) {
    this.#ask = ask;
    this.#parts = parts;
  }

  /** Whose link it is: `ann on Slack`. Changes nothing. Throws LinkGoneError. */
  async asker(id: ProviderId, key: string, browser: string): Promise<string> {
    const { provider, states } = setUp(this.#parts, id);
    const flow = (await states.find(key)) ?? (await states.find(secretOf(stateOf(key, browser), browser)));
    return checked(flow, provider).asker;
  }

  /** Binds the link to the browser and gives the provider's page; again when asked again. Throws LinkGoneError. */
  async leave(id: ProviderId, key: string, browser: string): Promise<string> {
    const { client, provider, states } = setUp(this.#parts, id);
    const state = stateOf(key, browser);
    const secret = secretOf(state, browser);
    await states.move(key, secret);
    const { verifier, scopes } = checked(await states.find(secret), provider);
    return (await client()).authorizeUrl(state, verifier, scopes);
  }

  /**
   * Takes what the provider sent the browser back with, once. Throws LinkGoneError for an answer that nobody waits for, and
   * DeniedError, OauthRefusal or UpstreamError when there is no token: then nothing is kept.
   */
  async arrive(id: ProviderId, answer: URLSearchParams, browser: string | undefined): Promise<ConnectedAccount> {
    const { client, provider, states, store } = setUp(this.#parts, id);
    const { accountWaits } = this.#parts;
    const state = answer.get("state");
    if (state === null || browser === undefined) throw new LinkGoneError(provider);
    const { asker, person, scopes, verifier } = checked(await states.take(secretOf(state, browser)), provider);
    try {
      const tokens = await (await client()).exchange(this.#ask, answer, state, verifier);
      const login = await provider.login(this.#ask, tokens.accessToken);
      await store.put(person, id, { ...tokens, scopes: tokens.scopes ?? scopes, login, connectedAt: Date.now() });
      const isTold = accountWaits.tell(person, id, { type: "connected", login });
      return { login, asker, isTold, firstCommand: provider.firstCommand };
    } catch (error) {
      if (error instanceof BotError) accountWaits.tell(person, id, { type: "refused", userText: error.userText });
      throw error;
    }
  }
}

function checked(flow: OauthFlow | undefined, provider: Provider): OauthFlow {
  if (flow === undefined || flow.provider !== provider.id) throw new LinkGoneError(provider);
  return flow;
}

/** OAuth's `state`: the same each time that this browser opens the link, and unknown to anybody who has the link alone. */
function stateOf(key: string, browser: string): string {
  return hash("sha256", `state ${key} ${browser}`, "base64url");
}

/** The secret that finds a flow once a browser is bound to it. Knowing the state is not enough to make it. */
function secretOf(state: string, browser: string): string {
  return `${state} ${browser}`;
}
