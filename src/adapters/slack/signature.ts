import { createHmac, timingSafeEqual } from "node:crypto";
import { TIMES } from "./limits.ts";

/** The headers that Slack signs with. */
export interface SignedHeaders {
  readonly signature: unknown;
  /** In seconds since the epoch. */
  readonly timestamp: unknown;
}

/** Whether the headers can be Slack's, whatever the body: well formed, with a timestamp within 5 minutes in either direction. */
export function maybeFromSlack({ signature, timestamp }: SignedHeaders, now: number = Date.now()): boolean {
  if (typeof signature !== "string" || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (typeof timestamp !== "string" || !/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(now - Number(timestamp) * 1_000) <= TIMES.signatureMs;
}

/**
 * Whether Slack sent these bytes, and lately: HMAC-SHA256 over the raw body, compared in constant time, with a timestamp
 * within 5 minutes in either direction (Bolt checks the past only).
 * Source: https://docs.slack.dev/authentication/verifying-requests-from-slack (2026-11-22)
 */
export function isFromSlack(
  signingSecret: string,
  headers: SignedHeaders,
  rawBody: Buffer,
  now: number = Date.now(),
): boolean {
  const { signature, timestamp } = headers;
  if (!maybeFromSlack(headers, now)) return false;
  const expected = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(String(signature).slice(3), "hex"));
}
