import { MINUTE_MS, SECOND_MS } from "../core/time.ts";

/** Our choice, all of them. */

/** Whoever leads and is not heard of for this long leads no more, in milliseconds. */
export const LEASE_MS = 10 * SECOND_MS;

/** Between two looks at what is due, in milliseconds: the lease is renewed with each. */
export const LOOK_MS = 3 * SECOND_MS;

/** Between two looks whether there is any subscription, while there is none, in milliseconds: another replica may have made one. */
export const IDLE_LOOK_MS = MINUTE_MS;

/** Slots that are worked on at once: their posts wait for one another anyway. */
export const MAX_AT_ONCE = 50;
