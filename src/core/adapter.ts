import type { Dispatcher } from "./dispatch.ts";
import type { Poster } from "./posting.ts";
import type { ButtonStore } from "./press.ts";
import type { Watch } from "./watch.ts";

/** How one platform is doing, for `/readyz` and `/metrics`. */
export interface AdapterState {
  readonly isConnected: boolean;
  /** One line of plain words. */
  readonly detail: string;
  /** Where a platform divides its connections into shards. */
  readonly shards?: {
    /** How many there are in all, over all processes; 0 while nobody knows. */
    readonly of: number;
    /** Those that this process is to connect: `connected`, or what each does instead. */
    readonly own: Readonly<Record<string, string>>;
  };
}

/** What every adapter gets from `main`. */
export interface AdapterParts {
  readonly dispatcher: Dispatcher;
  /** For button states that do not fit into the button. */
  readonly buttonStore: ButtonStore;
  /** Told of what comes in that makes no sense. */
  readonly watch?: Watch | undefined;
}

/** One connected platform. */
export interface Adapter {
  readonly name: string;
  /** Resolves when the platform is connected; rejects with a sentence for the operator when it never will be. */
  readonly ready: Promise<void>;
  state(): AdapterState;
  /** Posts by itself. Absent where the platform has no place for what nobody asked for just now. */
  readonly poster?: Poster | undefined;
  /** Takes no new work; what is under way is still answered. */
  stop(): Promise<void>;
  /** Drops the connections. Called after `stop`, when nothing is under way any more. */
  close(): Promise<void>;
}
