/** Time that work under way gets to finish after SIGTERM, in milliseconds. Who starts the bot must not kill it sooner. */
export const DRAIN_MS = 25_000;
