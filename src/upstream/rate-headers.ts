import type { IncomingHttpHeaders } from "undici/types/header.js";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../core/time.ts";

/** Numbers above these are points in time rather than seconds from now: 2001 in seconds, and in milliseconds. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MS = 1e12;

/** Rest after a 429 that says nothing about when to come back, in milliseconds. GitHub's documentation asks for this much. */
const UNSAID_REST_MS = MINUTE_MS;

/** What an upstream says is left of one quota. */
export interface Remaining {
  readonly left: number;
  /** Time until it is whole again, in milliseconds, where it says so. */
  readonly resetInMs: number | undefined;
  /** Length of the quota's window in milliseconds, where the header's name tells: `-Hour`, `-Day`. */
  readonly perMs: number | undefined;
  /** What it allows when it is whole, where it says so. */
  readonly of: number | undefined;
}

/** `X-RateLimit-Remaining` (GitHub, api.nasa.gov, KLIPY), `RateLimit-Remaining` (IETF drafts), `…-Remaining-Hour` (Mars Vista). */
const REMAINING = ["x-ratelimit", "ratelimit"].flatMap((prefix) =>
  [
    { suffix: "", perMs: undefined },
    { suffix: "-hour", perMs: HOUR_MS },
    { suffix: "-day", perMs: DAY_MS },
  ].map(({ suffix, perMs }) => ({
    remaining: `${prefix}-remaining${suffix}`,
    reset: `${prefix}-reset${suffix}`,
    limit: `${prefix}-limit${suffix}`,
    perMs,
  })),
);

/** Every quota the headers speak of; mostly none. Nonsense is left out. */
export function remainingOf(headers: IncomingHttpHeaders, now: number = Date.now()): readonly Remaining[] {
  return REMAINING.flatMap(({ remaining, reset, limit, perMs }) => {
    const left = numberOf(headers[remaining]);
    if (left === undefined) return [];
    return [{ left, resetInMs: resetInMs(numberOf(headers[reset]), now), perMs, of: numberOf(headers[limit]) }];
  });
}

/** Why no call may leave: a quota is used up; it asked for time to recover; or it has enough and does not say for how long. */
export type RestReason = (typeof REST_REASONS)[number];

export const REST_REASONS = ["quota", "recovery", "unsaid"] as const;

/** Whether a text from elsewhere is one of them. */
export function isRestReason(text: string | undefined): text is RestReason {
  return REST_REASONS.some((reason) => reason === text);
}

/** For how long an answer asks not to be called, in milliseconds, and why; undefined when it doesn't. */
export function restOf(
  status: number,
  headers: IncomingHttpHeaders,
): { readonly ms: number; readonly why: RestReason } | undefined {
  const toldMs = retryAfterMs(headers);
  const resets = remainingOf(headers).flatMap(({ left, resetInMs }) => (left === 0 ? (resetInMs ?? []) : []));
  if (status === 429) {
    if (toldMs === undefined && resets.length === 0) return { ms: UNSAID_REST_MS, why: "unsaid" };
    return { ms: Math.max(...resets, toldMs ?? 0), why: "quota" };
  }
  if (resets.length > 0) return { ms: Math.max(...resets), why: "quota" };
  return status === 503 && toldMs !== undefined ? { ms: toldMs, why: "recovery" } : undefined;
}

/** `Retry-After` in milliseconds from now: seconds or an HTTP date. Undefined when absent, past or nonsense. */
export function retryAfterMs(headers: IncomingHttpHeaders, now: number = Date.now()): number | undefined {
  const value = headers["retry-after"];
  if (typeof value !== "string") return undefined;
  const seconds = numberOf(value);
  const waitMs = seconds === undefined ? Date.parse(value) - now : seconds * SECOND_MS;
  return waitMs >= 0 ? waitMs : undefined;
}

/** For how long GitHub's feeds ask not to be asked again, in milliseconds; undefined when the answer does not say. */
export function pollMs(headers: IncomingHttpHeaders): number | undefined {
  const seconds = numberOf(headers["x-poll-interval"]);
  return seconds === undefined ? undefined : Math.min(seconds * SECOND_MS, HOUR_MS);
}

function resetInMs(value: number | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (value > EPOCH_MS) return Math.max(0, value - now);
  if (value > EPOCH_SECONDS) return Math.max(0, value * SECOND_MS - now);
  return value * SECOND_MS;
}

/** A number of zero or more. */
function numberOf(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}
