import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { INTERACTION_LIMITS } from "./limits.ts";

/** What stands before the 32 bytes of an Ed25519 public key in DER (RFC 8410). */
const DER_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** The application's public key, from 64 hex digits. Throws on anything else. */
export function publicKeyFromHex(hex: string): KeyObject {
  return createPublicKey({ key: Buffer.concat([DER_PREFIX, Buffer.from(hex, "hex")]), format: "der", type: "spki" });
}

/** The headers that Discord signs with. */
export interface SignedHeaders {
  readonly signature: unknown;
  /** In seconds since the epoch. */
  readonly timestamp: unknown;
}

/** Whether the headers can be Discord's, whatever the body: well formed, within five minutes of `now` either way. */
export function maybeSignedByDiscord({ signature, timestamp }: SignedHeaders, now: number): boolean {
  if (typeof signature !== "string" || !/^[0-9a-f]{128}$/i.test(signature)) return false;
  if (typeof timestamp !== "string" || !/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(now - Number(timestamp) * 1_000) <= INTERACTION_LIMITS.timestampOffMs;
}

/** Whether Discord signed these very bytes, within five minutes of `now` (milliseconds since the epoch) either way. */
export function isSignedByDiscord(key: KeyObject, headers: SignedHeaders, body: Buffer, now: number): boolean {
  if (!maybeSignedByDiscord(headers, now)) return false;
  const signed = Buffer.concat([Buffer.from(String(headers.timestamp)), body]);
  return verify(null, signed, key, Buffer.from(String(headers.signature), "hex"));
}
