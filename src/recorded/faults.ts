import { setTimeout as wait } from "node:timers/promises";
import type { RecordedAnswer, RecordedRequest, RecordedUpstream } from "./body.ts";

/** What a recorded upstream can be made to do wrong, so that one sees what people would see. */
export type RecordedFault = "slow" | "down" | "out-of-quota" | "hostile-text";

/** Longer than what is answered at once, shorter than any upstream's time-out, in milliseconds. Our choice. */
const SLOW_MS = 2_500;

/** For so long an upstream that is out of quota asks to be left alone, in seconds. Our choice. */
const RETRY_AFTER_S = 1_800;

/** Tries to be a mention, markup, a link, a script, and to turn the direction of reading. */
const HOSTILE =
  " @everyone <!channel> <@U0ANYBODY> **bold** `code` [free](javascript:alert(1)) <https://evil.example|click> <img src=x onerror=alert(1)> &lt; \u202eesrever";

/** Fields that hold words for people, in all the bodies. Names that are looked up by are left as they are. */
const WORDY =
  /^(title|description|caption|explanation|temperament|bred_for|alt_text|text|textSnippet|subtitle|bio|company|location|first|last|body|content_description)$/;

/** The answer of an upstream with a fault. */
export async function answerWith(
  fault: RecordedFault | undefined,
  upstream: RecordedUpstream | undefined,
  request: RecordedRequest,
): Promise<RecordedAnswer> {
  if (fault === "down") return { status: 503, body: { message: "down for looking at" } };
  if (fault === "out-of-quota") {
    return { status: 429, body: { message: "quota used up" }, headers: { "retry-after": String(RETRY_AFTER_S) } };
  }
  const answer = upstream?.(request) ?? { status: 404, body: { message: "nothing recorded here" } };
  if (fault === "slow") await wait(SLOW_MS);
  return fault === "hostile-text" ? { ...answer, body: withHostileText(answer.body, "") } : answer;
}

/** A copy with hostile words after the words that are there. Bytes and plain text stay as they are. */
function withHostileText(value: unknown, name: string): unknown {
  if (typeof value === "string") return WORDY.test(name) ? value + HOSTILE : value;
  if (Array.isArray(value)) return value.map((item: unknown) => withHostileText(item, name));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHostileText(inner, key)]));
}
