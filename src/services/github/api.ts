import { type BotError, RateLimitError } from "../../core/errors.ts";
import { MINUTE_MS } from "../../core/time.ts";
import type { Judge } from "../../upstream/question.ts";
import { remainingOf, retryAfterMs } from "../../upstream/rate-headers.ts";
import { TokenRefusedError } from "../accounts/errors.ts";

/** After a secondary limit that says nothing about when to come back, in milliseconds. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api (2026-11-22) */
const SECONDARY_REST_MS = MINUTE_MS;

/** Headers of every call; with a token where it is a person's. https://docs.github.com/en/rest/about-the-rest-api/api-versions (2026-11-22) */
export function githubHeaders(token?: string): Readonly<Record<string, string>> {
  return {
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}

/** What GitHub's refusals mean: a token that is good no more, or one of its limits, which come as 403 or 429. */
export const judgeGithub: Judge = ({ status, body, headers }): BotError | undefined => {
  if (status === 401) return new TokenRefusedError("GitHub");
  if (status !== 403 && status !== 429) return undefined;
  const used = remainingOf(headers).find(({ left }) => left === 0);
  const isSecondary = /secondary rate limit|abuse detection/i.test(messageOf(body));
  const told = retryAfterMs(headers);
  if (used === undefined && !isSecondary && told === undefined && status !== 429) return undefined;
  return new RateLimitError(`GitHub: ${isSecondary ? "secondary" : "primary"} rate limit`, {
    upstream: "GitHub",
    status,
    retryAfterMs: told ?? (isSecondary ? SECONDARY_REST_MS : (used?.resetInMs ?? SECONDARY_REST_MS)),
  });
};

function messageOf(body: unknown): string {
  return typeof body === "object" && body !== null && "message" in body ? String(body.message) : "";
}
