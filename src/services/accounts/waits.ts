import type { RichText } from "../../core/text.ts";

/** What came of a link that somebody was given. */
export type ConnectOutcome =
  | { readonly type: "connected"; readonly login: string }
  /** `userText` says why and what to do next. */
  | { readonly type: "refused"; readonly userText: RichText }
  | { readonly type: "expired" };

type Listener = (outcome: ConnectOutcome) => void;

/** What the invocations of one process share about accounts: who waits for which to be connected, and refreshes under way. */
export class AccountWaits {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #refreshes = new Map<string, Promise<string>>();

  /** Resolves with what comes of a link within `ms` in this process. Keeps no process alive. */
  outcome(person: string, provider: string, ms: number): Promise<ConnectOutcome> {
    const key = keyOf(person, provider);
    return new Promise((resolve) => {
      const listeners = this.#listeners.get(key) ?? new Set();
      this.#listeners.set(key, listeners);
      const timer = setTimeout(() => listener({ type: "expired" }), ms);
      timer.unref();
      const listener: Listener = (outcome) => {
        clearTimeout(timer);
        listeners.delete(listener);
        if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
        resolve(outcome);
      };
      listeners.add(listener);
    });
  }

  /** Tells everybody who waits. */
  tell(person: string, provider: string, outcome: ConnectOutcome): void {
    for (const listener of [...(this.#listeners.get(keyOf(person, provider)) ?? [])]) listener(outcome);
  }

  /** Joins the refresh of this account that is under way, or starts one. */
  refresh(person: string, provider: string, start: () => Promise<string>): Promise<string> {
    const key = keyOf(person, provider);
    const running = this.#refreshes.get(key);
    if (running !== undefined) return running;
    const started = start().finally(() => this.#refreshes.delete(key));
    this.#refreshes.set(key, started);
    return started;
  }
}

function keyOf(person: string, provider: string): string {
  return `${provider}/${person}`;
}
