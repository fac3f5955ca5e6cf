import { z } from "zod";
import { ok, type RecordedUpstream, recordedJson } from "./body.ts";
import { agree, isGranted } from "./oauth.ts";

const wrapped = z.object({ body: z.unknown() });

const SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in to GitHub · GitHub</title></head><body></body></html>";

/** GitHub's OAuth pages, whose errors come with 200. */
export const githubLogin: RecordedUpstream = ({ method, path, query, body }) => {
  if (path === "/login/oauth/authorize") return agree(query);
  if (path === "/login") return { status: 200, body: SIGN_IN, headers: { "content-type": "text/html; charset=utf-8" } };
  if (method !== "POST" || path !== "/login/oauth/access_token") return { status: 404, body: "" };
  const file = isGranted(new URLSearchParams(body)) ? "oauth-token-success" : "oauth-token-bad-code";
  return ok(wrapped.parse(recordedJson(`github/${file}.http.json`)).body);
};
