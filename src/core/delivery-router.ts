import type { Logger } from "./log.ts";

/** A delivery of the platform's that nobody can read. */
export interface Unreadable {
  /** What it seems to be. */
  readonly type: string;
  /** Paths of the fields that are wrong: never what they hold. */
  readonly fields: readonly string[];
}

/** Takes what a platform delivers, and answers each once. A `Way` is how a delivery came, and how its answer may go. */
export abstract class DeliveryRouter<Delivery extends { readonly type: string }, Unread extends Unreadable, Way> {
  readonly #platform: string;
  readonly #log: Logger;
  readonly #running = new Set<Promise<void>>();
  #isStopping = false;

  protected constructor(platform: string, log: Logger) {
    this.#platform = platform;
    this.#log = log;
  }

  /** After this, every delivery is answered with "I am restarting". */
  stop(): void {
    this.#isStopping = true;
  }

  /** Resolves when everything taken so far has been answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Answers one delivery. Never rejects. */
  async receive(delivery: Delivery, way: Way): Promise<void> {
    const work = this.#isStopping ? this.restarting(delivery, way) : this.route(delivery, way);
    await this.#run(work, async (error) => {
      const fields = { err: error, type: delivery.type, platform: this.#platform };
      this.#log.error(fields, "a delivery could not be answered");
      await this.failed(way);
    });
  }

  /** Answers what nobody can read with a sentence, where it can be told. Never rejects. */
  async refuse(unread: Unread, way: Way): Promise<void> {
    const { type, fields } = unread;
    this.#log.warn({ type, fields, platform: this.#platform }, "the platform sent a delivery that I can't read");
    await this.#run(this.apologize(unread, way), async (error) => {
      this.#log.warn({ err: error, type, platform: this.#platform }, "nor did the word about it get through");
    });
  }

  protected abstract route(delivery: Delivery, way: Way): Promise<void>;

  protected abstract restarting(delivery: Delivery, way: Way): Promise<void>;

  protected abstract apologize(unread: Unread, way: Way): Promise<void>;

  /** What is left to do for a delivery whose answer failed. */
  protected async failed(_way: Way): Promise<void> {}

  async #run(work: Promise<void>, failed: (error: unknown) => Promise<void>): Promise<void> {
    const run = work.catch(failed);
    this.#running.add(run);
    await run;
    this.#running.delete(run);
  }
}
