import type { Adapter } from "./core/adapter.ts";
import type { Dispatcher } from "./core/dispatch.ts";
import type { Logger } from "./core/log.ts";
import { newId } from "./core/request-ids.ts";
import { inTime, SECOND_MS } from "./core/time.ts";

/** How long each step of the stop may take, in milliseconds. Our choice. */
export interface StopLimits {
  /** From the signal on: an adapter turns new work away. */
  readonly refuseMs: number;
  /** From the signal on: work under way gets to finish. */
  readonly drainMs: number;
  /** Each adapter and the web server drop their connections. */
  readonly closeMs: number;
  /** Each other part of the bot is closed. */
  readonly releaseMs: number;
  /** The last lines of the log are written. */
  readonly flushMs: number;
  /** From the signal on: the process ends, whatever is left. Who starts the bot must not kill it sooner. */
  readonly endMs: number;
}

export const STOP_LIMITS: StopLimits = {
  refuseMs: SECOND_MS,
  drainMs: 25 * SECOND_MS,
  closeMs: 1_500,
  releaseMs: 750,
  flushMs: 300,
  endMs: 29 * SECOND_MS,
};

/** One by which the process ends at once. `npm start` passes each on a second time, so that two are one Ctrl-C. */
const LAST_SIGNAL = 3;

/** Something to close, under the name that the log has for it. */
export interface Closing {
  readonly name: string;
  close(): Promise<void> | void;
}

export interface StopParts {
  readonly log: Logger & { fatal(fields: object, message: string): void; flush(done: () => void): void };
  /** Everything that commands run in. */
  readonly dispatchers: () => readonly Pick<Dispatcher, "drain">[];
  readonly adapters: () => readonly Adapter[];
  readonly server: Closing;
  /** What the adapters stand on: stage after stage, those of one stage together. */
  readonly rest: readonly (readonly Closing[])[];
  readonly exit: (code: number) => void;
  readonly limits?: StopLimits;
}

interface Step {
  readonly name: string;
  readonly limitMs: number;
  run(): Promise<void> | void;
}

/** The way out of the process: in order, each step with a time of its own, and none of them for ever. */
export class Stop {
  readonly #parts: StopParts;
  readonly #limits: StopLimits;
  readonly #underWay = new Set<string>();
  #exitCode: number | undefined;
  #signals = 0;
  #hasLeft = false;

  constructor(parts: StopParts) {
    this.#parts = parts;
    this.#limits = parts.limits ?? STOP_LIMITS;
  }

  get isStopping(): boolean {
    return this.#exitCode !== undefined;
  }

  /** Begins with the exit code, unless it has begun already. */
  begin(exitCode: number): void {
    if (this.isStopping) return;
    this.#exitCode = exitCode;
    void this.#run();
  }

  /** The first signal begins, the second is heard, the third ends the process at once. */
  onSignal(): void {
    this.#signals += 1;
    if (this.#signals >= LAST_SIGNAL) void this.#leave();
    else if (this.isStopping)
      this.#parts.log.info({}, "still finishing what is under way; one signal more ends it at once");
    else this.begin(0);
  }

  /** Something failed that nobody caught: what it left behind is unknown, so the process ends in order. */
  onUncaught(error: unknown): void {
    this.#parts.log.fatal({ err: error, failure: newId() }, "a bug that nobody caught: stopping");
    this.begin(1);
  }

  async #run(): Promise<void> {
    const { log, dispatchers, adapters, server, rest } = this.#parts;
    const { refuseMs, drainMs, closeMs, releaseMs, endMs } = this.#limits;
    const startedAt = performance.now();
    setTimeout(() => void this.#leave(), endMs);
    log.info({}, "stopping: no new work, finishing what is under way");
    await this.#together(
      adapters().map((adapter) => ({ name: `${adapter.name} (stop)`, limitMs: refuseMs, run: () => adapter.stop() })),
    );
    const waitMs = Math.max(0, drainMs - (performance.now() - startedAt));
    const lefts = await Promise.all(dispatchers().map((dispatcher) => dispatcher.drain(waitMs)));
    const left = lefts.reduce((sum, each) => sum + each, 0);
    if (left > 0) log.warn({ left }, "stopped before everything was answered");
    await this.#together(
      [...adapters(), server].map((part) => ({ name: part.name, limitMs: closeMs, run: () => part.close() })),
    );
    for (const stage of rest) {
      await this.#together(stage.map(({ name, close }) => ({ name, limitMs: releaseMs, run: close })));
    }
    await this.#leave();
  }

  async #together(steps: readonly Step[]): Promise<void> {
    await Promise.all(steps.map((step) => this.#take(step)));
  }

  /** Never rejects: whatever fails or hangs must not keep the next ones from their turn. */
  async #take({ name, limitMs, run }: Step): Promise<void> {
    const { log } = this.#parts;
    this.#underWay.add(name);
    try {
      const work = (async () => run())().then(() => this.#underWay.delete(name));
      await inTime(work, limitMs, () => log.warn({ part: name, limitMs }, "not closed in time: left as it is"));
    } catch (error) {
      this.#underWay.delete(name);
      log.warn({ err: error, part: name }, "could not be closed");
    }
  }

  /** Ends the process: whatever a library still holds open must not keep a stopped bot alive. */
  async #leave(): Promise<void> {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    const { log, exit } = this.#parts;
    const left = [...this.#underWay];
    if (left.length === 0) log.info({}, "stopped");
    else log.warn({ left }, "stopped with parts still open");
    await inTime(new Promise<void>((done) => log.flush(done)), this.#limits.flushMs, () => {});
    exit(this.#exitCode ?? 0);
  }
}
