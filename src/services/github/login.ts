import { z } from "zod";
import type { OauthApp } from "../../config.ts";
import type { Ask } from "../../upstream/question.ts";
import { unlessStatus } from "../accounts/unless-status.ts";
import { githubHeaders, judgeGithub } from "./api.ts";
import { profile } from "./profile.ts";

/** Whose token it is. Throws UpstreamError. */
export async function githubLogin(ask: Ask, token: string): Promise<string> {
  const { value } = await ask.get("github", {
    path: "/user",
    secrets: { headers: githubHeaders(token) },
    schema: () => profile,
    freshMs: 0,
    staleMs: 0,
    judge: judgeGithub,
  });
  return value.login;
}

/**
 * Takes the application off the person's list at GitHub, with all its tokens; only this token where `isShared`. One that has
 * ended already is fine. Throws UpstreamError.
 * Source: https://docs.github.com/en/rest/apps/oauth-applications (2026-11-22)
 */
export async function revokeAtGithub(
  ask: Ask,
  { clientId, clientSecret }: OauthApp,
  { accessToken }: { readonly accessToken: string },
  isShared: boolean,
): Promise<void> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  const what = isShared ? "token" : "grant";
  const order = {
    method: "DELETE",
    path: `/applications/${encodeURIComponent(clientId)}/${what}`,
    route: `/applications/{client_id}/${what}`,
    secrets: { headers: { ...githubHeaders(), authorization: `Basic ${basic}` } },
    body: { access_token: accessToken },
    schema: () => z.unknown(),
  } as const;
  await ask.send("github", order).catch(unlessStatus(404, 422));
}
