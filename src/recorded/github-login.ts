import { z } from "zod";
import { ok, type RecordedUpstream, recordedJson } from "./body.ts";
import { agree, isGranted } from "./oauth.ts";

const wrapped = z.object({ body: z.unknown() });

/** GitHub's OAuth pages, whose errors come with 200. */
export const githubLogin: RecordedUpstream = ({ method, path, query, body }) => {
  if (path === "/login/oauth/authorize") return agree(query);
  if (method !== "POST" || path !== "/login/oauth/access_token") return { status: 404, body: "" };
  const file = isGranted(new URLSearchParams(body)) ? "oauth-token-success" : "oauth-token-bad-code";
  return ok(wrapped.parse(recordedJson(`github/${file}.http.json`)).body);
};
