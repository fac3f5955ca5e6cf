import type { Readable } from "node:stream";
import { finished } from "node:stream";
import { inTime, SECOND_MS } from "../core/time.ts";
import { networkOf } from "./network.ts";

/** Large bodies of one address that are read at once. Our choice: who sends right ones sends few. */
const AT_ONCE = 2;

/** The longest that one waits for its turn, in milliseconds: whoever drips holds nobody up for longer. Our choice. */
const MAX_WAIT_MS = SECOND_MS;

interface Row {
  reading: number;
  readonly waiting: Set<() => void>;
}

/** Large bodies, which each address may send a few of at a time: all together would have to be checked at the same moment. */
export class Seats {
  readonly #rows = new Map<string, Row>();

  /** Resolves when the body may be read; its seat is free again when it has been. */
  async take(address: string, body: Readable): Promise<void> {
    const network = networkOf(address);
    const row = this.#rows.get(network) ?? { reading: 0, waiting: new Set() };
    this.#rows.set(network, row);
    if (row.reading >= AT_ONCE) await waitIn(row);
    row.reading += 1;
    finished(body, { writable: false }, () => {
      row.reading -= 1;
      const [next] = row.waiting;
      next?.();
      if (row.reading === 0 && row.waiting.size === 0) this.#rows.delete(network);
    });
  }
}

async function waitIn({ waiting }: Row): Promise<void> {
  let stop = () => {};
  const called = new Promise<void>((resolve) => {
    stop = () => {
      waiting.delete(stop);
      resolve();
    };
    waiting.add(stop);
  });
  await inTime(called, MAX_WAIT_MS, () => stop());
}
