import { z } from "zod";
import type { AccountsConfig, OauthApp } from "../config.ts";
import type { UpstreamId } from "../upstream/limits.ts";
import type { Ask } from "../upstream/question.ts";
import { githubLogin, revokeAtGithub } from "./github/login.ts";
import { unlessStatus } from "./accounts/unless-status.ts";

/** Who keeps accounts that can be connected. */
export type ProviderId = "github" | "google";

/** One provider: where its pages and its token endpoint are, and what is its own about them. */
export interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  /** Upstream of the token endpoint, and the path there. */
  readonly upstream: UpstreamId;
  readonly tokenPath: string;
  /** Where people agree. `urls`: the roots of the upstreams. */
  authorizeUrl(urls: Readonly<Record<UpstreamId, string>>, accounts: AccountsConfig): string;
  /** Name of the provider in answers that carry one (RFC 9207). */
  issuer(urls: Readonly<Record<UpstreamId, string>>, accounts: AccountsConfig): string;
  /** Asked for always; the least that the commands need. */
  readonly scopes: readonly string[];
  /** What the address of the page needs besides OAuth's own parameters. */
  readonly extraParameters: Readonly<Record<string, string>>;
  /** What to type for a link. */
  readonly connectCommand: string;
  /** What they call the person; empty where it can't be asked with these scopes. Throws UpstreamError. */
  login(ask: Ask, token: string): Promise<string>;
  /** Ends what the token allows. `isShared`: the same login is connected elsewhere, and stays so. Throws UpstreamError. */
  revoke(
    ask: Ask,
    app: OauthApp,
    tokens: { readonly accessToken: string; readonly refreshToken?: string | undefined },
    isShared: boolean,
  ): Promise<void>;
}

export const PROVIDERS: Readonly<Record<ProviderId, Provider>> = {
  /** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps (2026-11-22) */
  github: {
    id: "github",
    name: "GitHub",
    upstream: "githubLogin",
    tokenPath: "/login/oauth/access_token",
    authorizeUrl: ({ githubLogin }) => `${githubLogin}/login/oauth/authorize`,
    issuer: ({ githubLogin }) => `${githubLogin}/login/oauth`,
    // Without it GitHub does not tell how many private repositories there are
    scopes: ["read:user"],
    extraParameters: {},
    connectCommand: "/github connect",
    login: githubLogin,
    revoke: revokeAtGithub,
  },
  /** https://developers.google.com/identity/protocols/oauth2/web-server (2026-11-22) */
  google: {
    id: "google",
    name: "Google",
    upstream: "googleToken",
    tokenPath: "/token",
    authorizeUrl: (_, { googleAccountsUrl }) => `${googleAccountsUrl}/o/oauth2/v2/auth`,
    issuer: (_, { googleAccountsUrl }) => googleAccountsUrl,
    scopes: ["https://www.googleapis.com/auth/books"],
    // Only so does Google give a refresh token, and again to who has agreed before
    extraParameters: { access_type: "offline", prompt: "consent" },
    connectCommand: "/shelf connect",
    login: async () => "",
    async revoke(ask, _app, { accessToken, refreshToken }) {
      const token = refreshToken ?? accessToken;
      const order = {
        method: "POST",
        path: "/revoke",
        body: new URLSearchParams({ token }),
        schema: z.unknown(),
      } as const;
      // 400: it has ended already
      await ask.send("googleToken", order).catch(unlessStatus(400));
    },
  },
};
