import { z } from "zod";
import { webAddress } from "./fields.ts";
import { MAKE_A_KEY } from "./storage.ts";
import { type Subject, together, type ValuesOf } from "./subject.ts";

/** An application registered with a provider. */
export interface OauthApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What connecting accounts needs. A provider without an application is off. */
export interface AccountsConfig {
  readonly github?: OauthApp | undefined;
  readonly google?: OauthApp | undefined;
  /** Pages where people sign in with Google, without a slash at its end. */
  readonly googleAccountsUrl: string;
}

/** They bring tokens, which are kept. */
const OAUTH_APPS = ["SLACK_CLIENT_ID", "GITHUB_CLIENT_ID", "GOOGLE_CLIENT_ID"];

export const accounts = {
  variables: {
    GITHUB_CLIENT_ID: z.string().optional(),
    GITHUB_CLIENT_SECRET: z.string().optional(),
    GOOGLE_CLIENT_ID: z.string().optional(),
    GOOGLE_CLIENT_SECRET: z.string().optional(),
    GOOGLE_ACCOUNTS_URL: webAddress.default("https://accounts.google.com"),
  },
  rules: [
    ...together("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "https://github.com/settings/developers"),
    ...together("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "https://console.cloud.google.com/apis/credentials"),
    {
      where: OAUTH_APPS,
      needs: ["ENCRYPTION_KEY"],
      problem: (because) => `ENCRYPTION_KEY is missing: ${because} brings tokens that must be sealed. ${MAKE_A_KEY}`,
    },
    {
      where: OAUTH_APPS,
      needs: ["PUBLIC_URL"],
      problem: (because) => `PUBLIC_URL is missing: with ${because}, people are sent back to it after they have agreed`,
    },
  ],
  secrets: ["GITHUB_CLIENT_SECRET", "GOOGLE_CLIENT_SECRET"],
} as const satisfies Subject;

export function accountsConfig(value: ValuesOf<typeof accounts>): AccountsConfig {
  return {
    github: oauthApp(value.GITHUB_CLIENT_ID, value.GITHUB_CLIENT_SECRET),
    google: oauthApp(value.GOOGLE_CLIENT_ID, value.GOOGLE_CLIENT_SECRET),
    googleAccountsUrl: value.GOOGLE_ACCOUNTS_URL,
  };
}

/** Undefined where one half is missing. */
export function oauthApp(clientId: string | undefined, clientSecret: string | undefined): OauthApp | undefined {
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}
