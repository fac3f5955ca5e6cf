import type { Sourced } from "../../core/source.ts";
import { DAY_MS, inTime } from "../../core/time.ts";
import type { Ask } from "../../upstream/question.ts";
import { readWhoFile, type WhoIndex } from "./who-file.ts";

/** WHO's daily file. Source: https://data.who.int/dashboards/covid19/data (2026-11-22) */
export class Who {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * The whole file as an index, fetched at most once a day. It is some 50 MB and takes its time: the download goes on when
   * the one who asked no longer waits, and the next one finds it done.
   */
  index(): Promise<Sourced<WhoIndex>> {
    return this.#ask.get("who", { path: "", read: readWhoFile, freshMs: DAY_MS, staleMs: 7 * DAY_MS });
  }

  /** The same if it is there already; if not, it is fetched behind, and nobody waits. */
  async indexIfReady(): Promise<Sourced<WhoIndex> | undefined> {
    const index = this.index().catch(() => undefined);
    // What is held answers within this turn of the loop; what has to be fetched does not
    return inTime(index, 1, () => undefined);
  }
}
