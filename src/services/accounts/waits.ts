import { LRUCache } from "lru-cache";
import type { Signals } from "../../core/shared.ts";
import type { RichText } from "../../core/text.ts";

/** What one replica tells the others of a link. */
const TOPIC = "account";

/**
 * Most people waited for at once: each wait holds on to all that its reply needs, some 25 KB. Who asked first hears no more
 * in the chat then, but still on the page. Our choice.
 */
const MAX_WAITS = 1_000;

/** What came of a link that somebody was given. */
export type ConnectOutcome =
  | { readonly type: "connected"; readonly login: string }
  /** `userText` says why and what to do next. */
  | { readonly type: "refused"; readonly userText: RichText }
  | { readonly type: "expired" };

/** Ends a wait; without an outcome, nobody is told any more. */
type End = (outcome: ConnectOutcome | undefined) => void;

/**
 * What invocations share about accounts: who waits for which to be connected, on whichever replica, and refreshes under way in this
 * process.
 */
export class AccountWaits {
  readonly #signals: Signals | undefined;
  readonly #ends = new LRUCache<string, End>({ max: MAX_WAITS, dispose: (end) => end(undefined) });
  readonly #refreshes = new Map<string, Promise<string>>();

  constructor(signals?: Signals) {
    this.#signals = signals;
    signals?.hear(TOPIC, (text) => {
      // Sent by `tell`
      const [person, provider, outcome] = JSON.parse(text) as [string, string, ConnectOutcome];
      this.#end(person, provider, outcome);
    });
  }

  /** How many are waited for. */
  get size(): number {
    return this.#ends.size;
  }

  /**
   * Resolves with what comes of a link within `ms`; undefined when the same person asks again before that, or
   * too many others do. Keeps no process alive.
   */
  outcome(person: string, provider: string, ms: number): Promise<ConnectOutcome | undefined> {
    const key = keyOf(person, provider);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(person, provider, { type: "expired" }), ms);
      timer.unref();
      this.#ends.set(key, (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
    });
  }

  /** Tells whoever waits, here and on other replicas; says whether somebody waited here. */
  tell(person: string, provider: string, outcome: ConnectOutcome): boolean {
    const isHeard = this.#end(person, provider, outcome);
    this.#signals?.send(TOPIC, JSON.stringify([person, provider, outcome]));
    return isHeard;
  }

  #end(person: string, provider: string, outcome: ConnectOutcome): boolean {
    const key = keyOf(person, provider);
    this.#ends.peek(key)?.(outcome);
    return this.#ends.delete(key);
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
