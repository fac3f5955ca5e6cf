import type { Caller } from "../core/caller.ts";

/** Room for a number of calls at once; who finds none waits, interactive before background, first come first served. */
export class Slots {
  #free: number;
  readonly #waiting: Readonly<Record<Caller["priority"], (() => void)[]>> = { interactive: [], background: [] };

  constructor(size: number) {
    this.#free = size;
  }

  async run<T>(priority: Caller["priority"], task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting[priority].push(resolve));
    try {
      return await task();
    } finally {
      // Handed over rather than freed, so that nobody can slip in between
      const next = this.#waiting.interactive.shift() ?? this.#waiting.background.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
