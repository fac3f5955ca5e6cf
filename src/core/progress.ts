import { setTimeout as delay } from "node:timers/promises";
import type { RichText } from "./text.ts";

/** Least time between two words of progress, in milliseconds. Our choice: nobody reads faster, and Discord takes 5 edits in 5 s. */
export const PROGRESS_PACE_MS = 2_000;

/** Shows how far long work is: only the newest words, one call at a time, at a pace, and none once it has ended. */
export class Progress {
  readonly #paceMs: number;
  /** Made when there is somebody to show words to: most work is done before. */
  #ending: AbortController | undefined;
  #show: ((words: RichText) => Promise<void>) | undefined;
  #newest: RichText | undefined;
  #showing: Promise<void> = Promise.resolve();
  #isShowing = false;

  constructor(paceMs: number) {
    this.#paceMs = paceMs;
  }

  /** Takes newer words; they are shown when it is their time. */
  tell(words: RichText): void {
    this.#newest = words;
    this.#goOn();
  }

  /** From now on words are shown by `show`, which never rejects. */
  begin(show: (words: RichText) => Promise<void>): void {
    this.#show = show;
    this.#ending ??= new AbortController();
    this.#goOn();
  }

  /** Resolves when the words that are on their way have arrived. No others are shown. */
  async end(): Promise<void> {
    this.#ending ??= new AbortController();
    this.#ending.abort();
    await this.#showing;
  }

  #goOn(): void {
    if (!this.#isShowing) this.#showing = this.#showAll();
  }

  async #showAll(): Promise<void> {
    this.#isShowing = true;
    const signal = this.#ending?.signal;
    while (this.#show !== undefined && this.#newest !== undefined && signal?.aborted === false) {
      const words = this.#newest;
      this.#newest = undefined;
      await this.#show(words);
      await delay(this.#paceMs, undefined, { signal }).catch(() => {});
    }
    this.#isShowing = false;
  }
}
