import { REDIRECT_ROUTE } from "../adapters/slack/register.ts";
import type { Config } from "../config.ts";
import { type Finding, good, skipped, unsure } from "../setup/finding.ts";

/** Sign-in applications: which addresses they must have been told. Whether they have, only signing in shows. */
export function checkAccounts({ accounts, slack, publicUrl, encryptionKeys }: Config): readonly Finding[] {
  const redirect = (subject: string, route: string): Finding =>
    unsure(
      subject,
      "An application is set; only signing in shows that it is right.",
      `Its page must have the redirect address ${publicUrl ?? "PUBLIC_URL"}${route}`,
    );
  return [
    accounts.github === undefined
      ? skipped("GitHub", "No application is set, so nobody can connect an account.")
      : redirect("GitHub", "/connect/github/callback"),
    accounts.google === undefined
      ? skipped("Google", "No application is set, so nobody can connect an account.")
      : redirect("Google", "/connect/google/callback"),
    ...(slack?.oauth === undefined ? [] : [redirect("Slack installs", REDIRECT_ROUTE)]),
    encryptionKeys.length === 0
      ? skipped("Encryption key", "None is in use: no token is stored.")
      : good("Encryption key", "Stored tokens are sealed with it."),
  ];
}
