/** Longest time that a command waits for its answer, in milliseconds; a reply that needs more is made without it. Our choice. */
export const COMMAND_MS = 250;

/** Longest time for a connection to be made, and for each command of its set-up, in milliseconds. Our choice. */
export const CONNECT_MS = 1_500;

/** A connection that owes an answer for this long is dropped, in milliseconds: the server hangs, or the network. Our choice. */
export const SILENT_MS = 1_000;

/** Longest wait between two tries to connect, in milliseconds: with all of the above, it is used again within 5 s. Our choice. */
export const LONGEST_RETRY_MS = 1_500;

/** How often a replica says that it lives, and how often while it is not sure that it is heard, in milliseconds. Our choice. */
export const BEAT_MS = 2_000;
export const UNSURE_BEAT_MS = 500;

/** For how long a replica that says nothing counts as alive, in milliseconds: two beats may be lost. Our choice. */
export const ALIVE_MS = 6_000;

/** How many replicas one that starts while nobody can tell takes for alive, itself included. Our choice: most have no more. */
export const ASSUMED_REPLICAS = 4;

/** That there are fewer is kept for those who start once it has been so for this long, in milliseconds: all may be stopping. Our choice. */
export const FEWER_AFTER_MS = 60_000;

/** After it was emptied, each replica has this long to say what it holds of the quotas, in milliseconds: as long as reconnecting takes. */
export const SETTLE_MS = 5_000;

/** It is said to be gone after so long, in milliseconds: a pause that nobody notices is no news. Our choice. */
export const GONE_AFTER_MS = 1_000;
