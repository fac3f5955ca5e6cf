/**
 * What all replicas of a bot have in common. Present only where the operator has set up a place for it; everything must work without.
 *
 * Nothing here is ever waited for in vain: every promise resolves within a fraction of a second and never rejects. `undefined`
 * means that nobody could be asked, at once while the place is away: then whoever asks goes on with what this process knows by
 * itself. Names (of a lock, a claim, a count, …) are of our own making and may hold ids of people; what people typed goes in as a
 * hash at most.
 *
 *     const isFirst = await shared?.claims.take(`delivery:${id}`, DELIVERY_TTL_MS);
 *     if (isFirst === false) return; // another replica has it; true or undefined: it is ours to answer
 */
export interface Shared {
  readonly claims: Claims;
  readonly locks: Locks;
  readonly counts: SharedCounts;
  readonly values: SharedValues;
  readonly signals: Signals;
  readonly limits: SharedLimits;
  /** The replicas that live, this one included; what was last known while the place is away. */
  replicas(): Replicas;
  /** For `/readyz`. */
  state(): { readonly isConnected: boolean; readonly detail: string };
}

/** How many replicas live, and which of them this one is, from 0: what cannot be divided evenly goes to the first. */
export interface Replicas {
  readonly count: number;
  readonly rank: number;
}

/** Who comes first, has it: for what must be done once. */
export interface Claims {
  /** Whether this is the first claim of that name within `ttlMs`. A claim is never given back. */
  take(name: string, ttlMs: number): Promise<boolean | undefined>;
}

/** One holder at a time, for as long as the holder lives. */
export interface Locks {
  /**
   * The lock, or `"taken"`. It frees itself after `ttlMs`, so that a holder that was killed blocks nobody; who needs it for longer
   * renews it.
   */
  take(name: string, ttlMs: number): Promise<Lock | "taken" | undefined>;
}

export interface Lock {
  /** Holds it for another `ttlMs` from now; false when it is lost. */
  renew(): Promise<boolean | undefined>;
  /** Frees it, if it is still ours. */
  release(): Promise<void>;
}

/** One count in a fixed window that begins with its first. */
export interface CountWanted {
  readonly name: string;
  readonly limit: number;
}

/** Counts that several replicas add to. */
export interface SharedCounts {
  /**
   * Adds 1 to each count, or to none when one of them has reached its limit. Each count is forgotten `perMs` after its first.
   * `full`: the index of the first that has no room, and when it has again.
   */
  add(
    counts: readonly CountWanted[],
    perMs: number,
  ): Promise<{ readonly full?: { readonly index: number; readonly resetsInMs: number } } | undefined>;
}

/** Bytes under a name, for a time. They may be forgotten at any moment. */
export interface SharedValues {
  get(name: string): Promise<Buffer | "none" | undefined>;
  set(name: string, value: Buffer | string, ttlMs: number): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Words from one replica to all, itself included. Lost while the place is away: never the only way to learn something. */
export interface Signals {
  send(topic: string, text: string): void;
  /** Hears until the function that comes back is called. */
  hear(topic: string, hearer: (text: string) => void): () => void;
}

/** A number of calls in any stretch of time. */
export interface WindowSize {
  readonly calls: number;
  readonly perMs: number;
}

/** Seats that come back at about the same time. */
export interface Spent {
  /** When, in milliseconds from now. */
  readonly inMs: number;
  readonly count: number;
}

/** What one replica holds of one window. */
export interface HeldSeats {
  readonly perMs: number;
  /** All of it. */
  readonly all: readonly Spent[];
  /** Only what was taken while nobody could be asked, and not told since. */
  readonly unheard: readonly Spent[];
}

/** What one replica knows of a limit, for those who count. */
export interface OwnSpending {
  /** The windows as they are now; all must have room. */
  windows(): readonly WindowSize[];
  /** Least time between two calls; 0 for none. */
  readonly minTimeMs: number;
  /** Longest time from a seat's being taken to the end of its call: after that much and the window it comes back by itself. */
  readonly holdMs: number;
  /** Whether anything was taken while nobody could be asked, and not told since. */
  readonly hasUnheard: boolean;
  /** What it holds of each window now. `heard` is called when that has been told. */
  holding(): { readonly windows: readonly HeldSeats[]; heard(): void };
}

/** The quotas and spacings of upstreams, counted over all replicas. */
export interface SharedLimits {
  /** `name`: of one limit, the same on each replica. */
  open(name: string, own: OwnSpending): SharedLimit;
}

export interface SharedLimit {
  /**
   * A seat in every window and a turn in the spacing, or none of them. A turn that is further away than `maxWaitMs` is not taken.
   * Undefined also while the others may not have told yet what they hold.
   */
  take(maxWaitMs: number): Promise<SharedSeat | NoSeat | undefined>;
  /** The upstream counts fewer left than all of us. */
  lower(perMs: number, left: number, resetInMs: number): void;
  /** No call of any replica leaves for this long. */
  rest(ms: number, why: string): void;
  /** What is left of a window, as last heard. */
  left(perMs: number): number | undefined;
  close(): void;
}

export interface SharedSeat {
  readonly isTaken: true;
  /** When the call may leave, in milliseconds from now. */
  readonly inMs: number;
  /** The call has ended: the seat comes back with the window. Unless told, it does so later. */
  spent(): void;
  /** The call never left: the seat comes back at once. */
  giveBack(): void;
}

export interface NoSeat {
  readonly isTaken: false;
  /** When there is room, in milliseconds from now. */
  readonly inMs: number;
  /** The reason of the rest that all keep, where it is that. */
  readonly rest?: string | undefined;
}
