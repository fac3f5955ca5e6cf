import * as oauth from "oauth4webapi";
import { z } from "zod";
import type { OauthApp } from "../../config.ts";
import { BotError } from "../../core/errors.ts";
import type { Ask } from "../../upstream/question.ts";
import { DeniedError, OauthRefusal } from "./errors.ts";
import type { Provider } from "./provider.ts";

/** What a provider gives for a code or a refresh token. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Milliseconds since the epoch; undefined when it does not expire. */
  readonly expiresAt: number | undefined;
  /** What was granted; undefined when the provider does not tell. */
  readonly scopes: readonly string[] | undefined;
}

export interface OauthClientParts {
  readonly provider: Provider;
  readonly app: OauthApp;
  readonly authorizeUrl: string;
  readonly issuer: string;
  /** Exactly as registered with the provider. */
  readonly redirectUri: string;
}

const tokenErrors = z.object({ error: z.string() });

/** OAuth's authorization code flow with PKCE, for one provider and one application. The checks are oauth4webapi's. */
export class OauthClient {
  readonly #parts: OauthClientParts;
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;

  constructor(parts: OauthClientParts) {
    const { app, authorizeUrl, issuer, provider } = parts;
    this.#parts = parts;
    this.#server = {
      issuer,
      authorization_endpoint: authorizeUrl,
      // Only its path is used: the upstream client knows the host
      token_endpoint: new URL(provider.tokenPath, authorizeUrl).href,
    };
    this.#client = { client_id: app.clientId };
    this.#authentication = oauth.ClientSecretPost(app.clientSecret);
  }

  /** What a flow begins with: a secret to find it by, 32 random bytes, and a PKCE verifier. */
  newSecrets(): { readonly secret: string; readonly verifier: string } {
    return { secret: oauth.generateRandomState(), verifier: oauth.generateRandomCodeVerifier() };
  }

  /** The provider's page where the person agrees. */
  async authorizeUrl(state: string, verifier: string, scopes: readonly string[]): Promise<string> {
    const { app, authorizeUrl, provider, redirectUri } = this.#parts;
    const parameters = new URLSearchParams({
      response_type: "code",
      client_id: app.clientId,
      redirect_uri: redirectUri,
      scope: scopes.join(" "),
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...provider.extraParameters,
    });
    return `${authorizeUrl}?${parameters}`;
  }

  /** Tokens for what the provider sent the person back with. Throws DeniedError, OauthRefusal, or UpstreamError. */
  exchange(ask: Ask, answer: URLSearchParams, state: string, verifier: string): Promise<Tokens> {
    return this.#refusing(async () => {
      const { redirectUri } = this.#parts;
      const checked = oauth.validateAuthResponse(this.#server, this.#client, answer, state);
      const response = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        this.#authentication,
        checked,
        redirectUri,
        verifier,
        this.#through(ask),
      );
      return tokensOf(await oauth.processAuthorizationCodeResponse(this.#server, this.#client, response));
    });
  }

  /** New tokens for an expired one. Throws as `exchange`. */
  refresh(ask: Ask, refreshToken: string): Promise<Tokens> {
    return this.#refusing(async () => {
      const response = await oauth.refreshTokenGrantRequest(
        this.#server,
        this.#client,
        this.#authentication,
        refreshToken,
        this.#through(ask),
      );
      return tokensOf(await oauth.processRefreshTokenResponse(this.#server, this.#client, response));
    });
  }

  /** The library's calls go the way of all calls to upstreams. */
  #through(ask: Ask): oauth.TokenEndpointRequestOptions {
    const { provider } = this.#parts;
    return {
      // Where the upstream client's root is http, it is this very machine
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: async (_url: string, { body }: { readonly body: unknown }) => {
        if (!(body instanceof URLSearchParams)) throw new TypeError("a token request is a form");
        const answer = await ask.send(provider.upstream, {
          method: "POST",
          path: provider.tokenPath,
          secrets: { headers: { accept: "application/json" } },
          body,
          schema: () => z.record(z.string(), z.unknown()),
          // GitHub's errors come with 200, Google's with 400
          judge: ({ body }) => {
            const refused = tokenErrors.safeParse(body);
            return refused.success ? new OauthRefusal(provider, refused.data.error) : undefined;
          },
        });
        return Response.json(answer);
      },
    };
  }

  /** The library's errors carry whole answers, tokens and all: only their kind may go further. */
  async #refusing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof BotError) throw error;
      const { provider } = this.#parts;
      if (error instanceof oauth.AuthorizationResponseError)
        throw error.error === "access_denied" ? new DeniedError(provider) : new OauthRefusal(provider, error.error);
      if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
        throw new OauthRefusal(provider, error.code?.toLowerCase() ?? "");
      throw error;
    }
  }
}

function tokensOf(response: oauth.TokenEndpointResponse): Tokens {
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token,
    expiresAt: response.expires_in === undefined ? undefined : Date.now() + response.expires_in * 1_000,
    // OAuth separates scopes by blanks, GitHub by commas
    scopes: response.scope?.split(/[ ,]+/).filter(Boolean),
  };
}
