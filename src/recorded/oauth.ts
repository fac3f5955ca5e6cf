import { hash } from "node:crypto";
import type { RecordedAnswer } from "./body.ts";

/**
 * The page where people agree: recorded people always do. Sends the browser straight back, with a code that knows the PKCE
 * challenge it was given for.
 */
export function agree(query: URLSearchParams): RecordedAnswer {
  const back = new URL(query.get("redirect_uri") ?? "http://127.0.0.1/");
  back.search = new URLSearchParams({
    code: `recorded.${query.get("code_challenge")}`,
    state: query.get("state") ?? "",
  }).toString();
  return { status: 302, body: "", headers: { location: back.href } };
}

/** Whether a token request has a code of ours and the verifier that belongs to it, or a recorded refresh token. */
export function isGranted(form: URLSearchParams): boolean {
  if (form.get("grant_type") === "refresh_token") return form.get("refresh_token") !== "";
  const challenge = hash("sha256", form.get("code_verifier") ?? "", "base64url");
  return form.get("code") === `recorded.${challenge}`;
}
