import type { Caller } from "../core/caller.ts";

/** Room for a number of calls at once; who finds none waits, interactive before background, first come first served. */
export class Slots {
  #free: number;
  readonly #waiting: Readonly<Record<Caller["priority"], (() => void)[]>> = { interactive: [], background: [] };

  constructor(size: number) {
    this.#free = size;
  }

  /** Takes a slot until `leave`. A promise only where it has to be waited for. */
  take(priority: Caller["priority"]): Promise<void> | undefined {
    if (this.#free === 0) return new Promise<void>((resolve) => this.#waiting[priority].push(resolve));
    this.#free -= 1;
    return undefined;
  }

  leave(): void {
    // Handed over rather than freed, so that nobody can slip in between
    const next = this.#waiting.interactive.shift() ?? this.#waiting.background.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  /** Runs the task in a slot of its own. */
  async run<T>(priority: Caller["priority"], task: () => Promise<T>): Promise<T> {
    await this.take(priority);
    try {
      return await task();
    } finally {
      this.leave();
    }
  }
}
