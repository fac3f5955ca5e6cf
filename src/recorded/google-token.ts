import { ok, type RecordedUpstream, recordedJson } from "./body.ts";
import { isGranted } from "./oauth.ts";

/** Google's token endpoint. */
export const googleToken: RecordedUpstream = ({ method, path, body }) => {
  if (method !== "POST") return { status: 404, body: "" };
  if (path === "/revoke") return ok({});
  return path === "/token" && isGranted(new URLSearchParams(body))
    ? ok(recordedJson("google-books/oauth-token-success.constructed.json"))
    : { status: 400, body: recordedJson("google-books/oauth-token-invalid-grant.constructed.json") };
};
