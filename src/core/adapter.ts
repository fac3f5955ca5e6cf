import type { Dispatcher } from "./dispatch.ts";
import type { ButtonStore } from "./press.ts";
import type { Watch } from "./watch.ts";

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
  /** For `/readyz`: one line of plain words. */
  state(): { readonly isConnected: boolean; readonly detail: string };
  /** Takes no new work; what is under way is still answered. */
  stop(): Promise<void>;
  /** Drops the connections. Called after `stop`, when nothing is under way any more. */
  close(): Promise<void>;
}
