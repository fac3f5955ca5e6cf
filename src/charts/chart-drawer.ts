import { SideProcess } from "../side-process.ts";
import type { Chart } from "./chart.ts";

/** Longest time for one chart, in milliseconds. Our choice: thirty times what the first one takes. */
const PATIENCE_MS = 5_000;

/** What the process answers to a chart. */
export type ChartAnswer = { readonly png: Uint8Array } | { readonly failure: string };

/**
 * Draws charts one after another in a process of its own, started when needed. In a thread of the bot's, they would leave twice
 * the memory behind, for good (measured: 75 MB after 60 charts), and a fault in the drawing library would end the bot.
 */
export class ChartDrawer {
  readonly #process: SideProcess;
  #last: Promise<unknown> = Promise.resolve();

  constructor(patienceMs = PATIENCE_MS) {
    this.#process = new SideProcess({
      program: new URL("./chart-process.ts", import.meta.url),
      patienceMs,
      // The canvas would read all fonts of the system's, and what a chart looks like would depend on them
      env: { DISABLE_SYSTEM_FONTS_LOAD: "1" },
      // Garbage that nobody collects yet is memory, too
      nodeOptions: ["--max-semi-space-size=1"],
    });
  }

  /** The chart as a PNG, when it is its turn. Rejects when it can't be drawn. */
  draw(chart: Chart): Promise<Uint8Array> {
    const turn = this.#last.then(() => this.#drawNow(chart));
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Ends the process. The next chart starts another. */
  close(): void {
    this.#process.close();
  }

  async #drawNow(chart: Chart): Promise<Uint8Array> {
    // Our own program, and our own figures
    const answer = (await this.#process.ask(chart)) as ChartAnswer;
    if ("failure" in answer) throw new Error(answer.failure);
    return answer.png;
  }
}
