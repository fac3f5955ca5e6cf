import { existsSync } from "node:fs";
import type { Dispatcher } from "../core/dispatch.ts";
import type { Logger } from "../core/log.ts";
import type { Poster } from "../core/posting.ts";
import { inTime } from "../core/time.ts";
import type { Watch } from "../core/watch.ts";
import type { Clockwork } from "../services/subscription/subscriptions.ts";
import type { Database } from "../state/database.ts";
import { IDLE_LOOK_MS, LOOK_MS } from "./limits.ts";
import type { Scheduler } from "./scheduler.ts";

export interface ScheduleParts {
  readonly database: Database;
  /** The file of a SQLite database, where it has one. */
  readonly databaseFile: string | undefined;
  readonly dispatcher: () => Dispatcher;
  readonly log: Logger;
  readonly watch?: Watch | undefined;
  /** In milliseconds since the epoch. For tests: any other clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * Lets subscriptions come. Until there is one, it costs nothing: what runs them is loaded when the first is made, or when the database
 * has one.
 */
export class Schedule implements Clockwork {
  readonly #parts: ScheduleParts;
  #posters: () => readonly Poster[] = () => [];
  /** By the name of the platform; made when there is something to do. */
  readonly #schedulers = new Map<string, Scheduler>();
  #timer: NodeJS.Timeout | undefined;
  #tick: Promise<void> | undefined;
  /** Somebody has made one here. */
  #isWanted = false;
  /** Something has changed while a tick went on. */
  #isWoken = false;
  #isStopped = false;

  constructor(parts: ScheduleParts) {
    this.#parts = parts;
  }

  now(): number {
    return (this.#parts.now ?? Date.now)();
  }

  posterOf(platform: string): Poster | undefined {
    return this.#isStopped ? undefined : this.#posters().find(({ name }) => name === platform);
  }

  /** Begins, unless the operator has switched `/subscribe` off: nobody could stop what comes. `posters`: those that are there, which may become more. */
  start(posters: () => readonly Poster[]): void {
    if (!this.#parts.dispatcher().commands.some(({ name }) => name === "subscribe")) return;
    this.#posters = posters;
    this.#lookIn(0);
  }

  wake(): void {
    this.#isWanted = true;
    this.#isWoken = true;
    this.#lookIn(0);
  }

  /** Sees to everything that is due now. Never rejects. */
  async tick(): Promise<void> {
    this.#tick ??= this.#run().finally(() => {
      this.#tick = undefined;
    });
    await this.#tick;
  }

  /** Takes nothing new, and resolves when what is under way is done, or after `maxWaitMs`: 1 where something is left, else 0. */
  async drain(maxWaitMs: number): Promise<number> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    const stops = [...this.#schedulers.values()].map((scheduler) => scheduler.stop());
    await inTime(Promise.all([this.#tick, ...stops]), maxWaitMs, () => {});
    return this.#tick === undefined ? 0 : 1;
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#go(), ms);
    // Nothing of ours keeps a process alive that has nothing else to do
    this.#timer.unref();
  }

  async #go(): Promise<void> {
    this.#isWoken = false;
    await this.tick();
    const waitMs = this.#isWoken ? 0 : await this.#waitMs();
    if (waitMs !== undefined) this.#lookIn(waitMs);
  }

  async #run(): Promise<void> {
    if (this.#schedulers.size === 0 && !(await this.#hasAny())) return;
    const { Scheduler } = await import("./scheduler.ts");
    const { database, dispatcher, log, watch } = this.#parts;
    for (const poster of this.#posters()) {
      if (this.#schedulers.has(poster.name)) continue;
      const now = () => this.now();
      this.#schedulers.set(poster.name, new Scheduler({ database, dispatcher: dispatcher(), poster, now, log, watch }));
    }
    await Promise.all([...this.#schedulers.values()].map((scheduler) => scheduler.tick()));
  }

  /** Opening a database costs a start too much to do it in vain. */
  async #hasAny(): Promise<boolean> {
    if (this.#isWanted) return true;
    const { database, databaseFile } = this.#parts;
    if (database.kind === "sqlite") {
      if (databaseFile === undefined || !existsSync(databaseFile)) return false;
      return await (await import("../state/peek.ts")).hasSubscriptions(databaseFile);
    }
    const { SubscriptionStore } = await import("../state/subscriptions.ts");
    const names = this.#posters().map(({ name }) => name);
    return await new SubscriptionStore(database).hasAny(names).catch(() => false);
  }

  /** Undefined where nobody but this process makes any. */
  async #waitMs(): Promise<number | undefined> {
    if (this.#schedulers.size === 0) return this.#parts.database.kind === "sqlite" ? undefined : IDLE_LOOK_MS;
    const times = await Promise.all([...this.#schedulers.values()].map((scheduler) => scheduler.nextAt()));
    const soonest = Math.min(...times.map((at) => at ?? Number.POSITIVE_INFINITY));
    return Math.max(0, Math.min(LOOK_MS, soonest - this.now()));
  }
}
