import { BodyError } from "../core/errors.ts";

/** Routes that are remembered as making no sense; where there are more, nobody needs to know which. Our choice. */
const MAX_ROUTES = 100;

/**
 * Knows whether an upstream's answers can be used. An upstream that has moved or died may go on answering in the right form, with
 * values that mean nothing. Each route is judged by its own last answer.
 */
export class Sense {
  readonly #senseless = new Map<string, number>();
  readonly #changed: (route: string, problem: BodyError | undefined) => void;

  /** `changed` is told when a route stops making sense, and, without a problem, when it does so again. */
  constructor(changed: (route: string, problem: BodyError | undefined) => void) {
    this.#changed = changed;
  }

  /** Takes in how a call ended. Only a BodyError, or an answer that could be used, says anything. */
  learn(route: string, error?: unknown): void {
    if (error === undefined) {
      if (this.#senseless.delete(route)) this.#changed(route, undefined);
    } else if (error instanceof BodyError && !this.#senseless.has(route) && this.#senseless.size < MAX_ROUTES) {
      this.#senseless.set(route, Date.now());
      this.#changed(route, error);
    }
  }

  /** Since when some route makes no sense, in milliseconds since the epoch; undefined while all do. */
  get lostSince(): number | undefined {
    return this.#senseless.values().next().value;
  }

  /** How many routes make no sense. */
  get size(): number {
    return this.#senseless.size;
  }
}
