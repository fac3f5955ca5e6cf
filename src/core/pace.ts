import { setTimeout as delay } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { steadyNow } from "./time.ts";

/** Tells the time and waits. For tests: one that goes as fast as they like. */
export interface PaceClock {
  now(): number;
  wait(ms: number): Promise<void>;
}

const STEADY: PaceClock = { now: steadyNow, wait: (ms) => delay(ms) };

/** Names whose last turn is remembered; the least recently seen is forgotten, whose turn is long over. Our choice. */
const MAX_NAMES = 10_000;

interface Row {
  /** When the next turn may begin. */
  nextAt: number;
  /** The turn that was asked for last. */
  last: Promise<void>;
}

/**
 * Spaces what happens under one name: a turn each `everyMs`, in the order in which they are asked for. One that begins late moves those
 * after it: a process that stood still for a moment makes up for nothing.
 */
export class Pace {
  readonly #everyMs: number;
  readonly #clock: PaceClock;
  readonly #rows = new LRUCache<string, Row>({ max: MAX_NAMES });

  constructor(everyMs: number, clock: PaceClock = STEADY) {
    this.#everyMs = everyMs;
    this.#clock = clock;
  }

  /** Resolves when it is the name's turn. */
  turn(name: string): Promise<void> {
    const row = this.#row(name);
    row.last = row.last.then(async () => {
      for (let now = this.#clock.now(); now < row.nextAt; now = this.#clock.now()) {
        await this.#clock.wait(row.nextAt - now);
      }
      row.nextAt = this.#clock.now() + this.#everyMs;
    });
    return row.last;
  }

  /** No turn of the name begins for so long. */
  rest(name: string, ms: number): void {
    const row = this.#row(name);
    row.nextAt = Math.max(row.nextAt, this.#clock.now() + ms);
  }

  #row(name: string): Row {
    const row = this.#rows.get(name) ?? { nextAt: Number.NEGATIVE_INFINITY, last: Promise.resolve() };
    this.#rows.set(name, row);
    return row;
  }
}
