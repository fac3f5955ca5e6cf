import { createHmac, timingSafeEqual } from "node:crypto";
import { TIMES } from "./limits.ts";

/**
 * Whether Slack sent these bytes, and lately: HMAC-SHA256 over the raw body, compared in constant time, with a timestamp
 * within 5 minutes in either direction (Bolt checks the past only). `timestamp` is in seconds since the epoch.
 * Source: https://docs.slack.dev/authentication/verifying-requests-from-slack (2026-11-22)
 */
export function isFromSlack(
  signingSecret: string,
  headers: { readonly signature: unknown; readonly timestamp: unknown },
  rawBody: Buffer,
  now: number = Date.now(),
): boolean {
  const { signature, timestamp } = headers;
  if (typeof signature !== "string" || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (typeof timestamp !== "string" || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp) * 1_000) > TIMES.signatureMs) return false;
  const expected = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice(3), "hex"));
}
