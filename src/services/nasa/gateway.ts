import { z } from "zod";
import { UpstreamError } from "../../core/errors.ts";
import { t } from "../../core/text.ts";
import type { Ask, Question } from "../../upstream/question.ts";

/** What the gateway itself says when it lets nobody through; services behind it speak otherwise. */
const refusal = z.object({ error: z.object({ code: z.string() }) });

/** The key as api.nasa.gov wants it. Throws KeyMissingError when there is none. */
export function nasaKey(ask: Ask): NonNullable<Question<unknown>["secrets"]> {
  return { query: { api_key: ask.requireKey("nasa") } };
}

/**
 * What an answer of the gateway means when it is about the key: an UpstreamError that says so. Undefined for all others,
 * a used up quota included: that comes as 429.
 * Source: https://api.data.gov/docs/developer-manual/#errors (2026-11-22)
 */
export function judgeKey({ status, body }: { readonly status: number; readonly body: unknown }) {
  const { data } = refusal.safeParse(body);
  if (data === undefined || !/^API_KEY_[A-Z_]+$/.test(data.error.code)) return undefined;
  return new UpstreamError(`NASA: ${data.error.code}`, {
    upstream: "NASA",
    status,
    refused: "key",
    userText: t`NASA does not accept the key that my operator has set. I have told them so in the log.`,
  });
}
