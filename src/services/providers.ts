import { z } from "zod";
import type { Providers } from "./accounts/provider.ts";
import { unlessStatus } from "./accounts/unless-status.ts";
import { githubLogin, revokeAtGithub } from "./github/login.ts";

/** The providers whose accounts people can connect: what `Accounts` and `Linking` are given. */
export const PROVIDERS: Providers = {
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
    firstCommand: "/github me",
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
    firstCommand: "/shelf sync",
    login: async () => "",
    async revoke(ask, _app, { accessToken, refreshToken }) {
      const token = refreshToken ?? accessToken;
      const order = {
        method: "POST",
        path: "/revoke",
        body: new URLSearchParams({ token }),
        schema: () => z.unknown(),
      } as const;
      // 400: it has ended already
      await ask.send("googleToken", order).catch(unlessStatus(400));
    },
  },
};
