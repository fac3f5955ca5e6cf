import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/time.ts";

/** How many subscriptions there may be. Our choice, as everything here: what comes by itself must not drown what people say. */
export const LIMITS = {
  channel: 10,
  /** Of a guild or workspace. */
  workspace: 50,
  person: 20,
} as const;

/** Whoever stopped for longer catches nothing up, in milliseconds. */
export const CATCH_UP_MS = HOUR_MS;

/** Minutes between two looks for something new. */
export const NEW_EVERY_MINUTES = 30;

/** Refusals in a row after which a subscription is paused. */
export const MAX_REFUSALS = 3;

/** A paused one that nobody resumes is deleted after this time, in milliseconds. */
export const PAUSED_MS = 30 * DAY_MS;

/** A slot that somebody works on is left to them for this long, in milliseconds: a command has 20 s, its chart and its way another minute. */
export const SLOT_MS = 2 * MINUTE_MS;
