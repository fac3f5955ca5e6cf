import { randomBytes } from "node:crypto";
import type { NoSeat, OwnSpending, SharedLimit, SharedLimits, SharedSeat } from "../../core/shared.ts";
import { type Answer, type Connection, PREFIX, type Script } from "./connection.ts";
import { END, LOOK, LOWER, REPORT, REST, TAKE } from "./limit-scripts.ts";
import type { Members } from "./members.ts";
import { channelOf, type RedisSignals } from "./signals.ts";

const TOPIC = "limits";

/** What is out of a window is asked for again when it was heard so long ago, in milliseconds. Our choice. */
const LOOK_AFTER_MS = 2_000;

/** Limits whose seats the server counts, by its own clock. */
export class RedisLimits implements SharedLimits {
  readonly #connection: Connection;
  readonly #members: Members;
  readonly #open = new Map<string, RedisLimit>();

  constructor(connection: Connection, members: Members, signals: RedisSignals) {
    this.#connection = connection;
    this.#members = members;
    signals.hear(TOPIC, (text) => {
      const [perMs = "", out = "", name = ""] = text.split(" ");
      this.#open.get(name)?.heardOut(Number(perMs), Number(out));
    });
  }

  open(name: string, own: OwnSpending): SharedLimit {
    const limit = new RedisLimit(name, own, this.#connection, this.#members, () => this.#open.delete(name));
    this.#open.set(name, limit);
    return limit;
  }

  /** Says what this replica holds of each, also where nobody asks for a seat: the others must know. */
  report(): void {
    for (const limit of this.#open.values()) void limit.report();
  }
}

class RedisLimit implements SharedLimit {
  readonly #name: string;
  readonly #own: OwnSpending;
  readonly #connection: Connection;
  readonly #members: Members;
  readonly close: () => void;
  /** The beginning that knows what we hold. */
  #epoch = "";
  #reporting: Promise<boolean> | undefined;
  /** What is out of each window, by its length, and when that was heard on `performance.now()`'s clock. */
  readonly #out = new Map<number, { readonly count: number; readonly heardAt: number }>();
  #lookedAt = 0;

  constructor(name: string, own: OwnSpending, connection: Connection, members: Members, close: () => void) {
    this.#name = name;
    this.#own = own;
    this.#connection = connection;
    this.#members = members;
    this.close = close;
  }

  async take(maxWaitMs: number): Promise<SharedSeat | NoSeat | undefined> {
    if (!this.#connection.isUp) return undefined;
    const windows = this.#own.windows();
    if ((this.#epoch === "" || this.#own.hasUnheard) && !(await this.report())) return undefined;
    // The others may hold more than is known
    if (this.#members.isSettling) return undefined;
    const args = [
      Math.max(0, Math.floor(maxWaitMs)),
      this.#own.minTimeMs,
      this.#own.holdMs,
      ...windows.flatMap(({ calls, perMs }) => [calls, perMs]),
    ];
    let answer = await this.#run(TAKE, [this.#epoch, ...args]);
    if (Array.isArray(answer) && answer[0] === -1) {
      if (!(await this.report())) return undefined;
      answer = await this.#run(TAKE, [this.#epoch, ...args]);
    }
    if (!Array.isArray(answer) || Number(answer[0]) < 0) return undefined;
    const [isTaken, inMs, ...rest] = answer as [number, number, ...string[]];
    if (isTaken === 0) return { isTaken: false, inMs, rest: rest[0] || undefined };
    return this.#seat(inMs, rest);
  }

  lower(perMs: number, left: number, resetInMs: number): void {
    const calls = this.#own.windows().find((window) => window.perMs === perMs)?.calls;
    // Nothing is to be said where as few are known to be left
    if (calls === undefined || (this.left(perMs) ?? calls) <= left) return;
    const args = [this.#name, channelOf(TOPIC), this.#epoch, perMs, calls, left, Math.ceil(resetInMs)];
    void this.#connection.ask("limit", (_, run) => run(LOWER, [this.#key, this.#windowKey(perMs)], args));
  }

  rest(ms: number, why: string): void {
    void this.#run(REST, [Math.ceil(ms), why]);
  }

  left(perMs: number): number | undefined {
    const known = this.#out.get(perMs);
    const calls = this.#own.windows().find((window) => window.perMs === perMs)?.calls;
    const now = performance.now();
    if (known !== undefined && now - Math.max(known.heardAt, this.#lookedAt) > LOOK_AFTER_MS) void this.#look();
    return known && calls === undefined ? undefined : known && Math.max(0, (calls ?? 0) - known.count);
  }

  heardOut(perMs: number, count: number): void {
    this.#out.set(perMs, { count, heardAt: performance.now() });
  }

  /** Says what this replica holds and the server may not know; false when it could not be said. */
  report(): Promise<boolean> {
    this.#reporting ??= this.#report().finally(() => {
      this.#reporting = undefined;
    });
    return this.#reporting;
  }

  async #report(): Promise<boolean> {
    const { windows, heard } = this.#own.holding();
    const args = [
      this.#epoch,
      randomBytes(6).toString("base64url"),
      ...windows.flatMap(({ perMs, unheard, all }) => [perMs, unheard.length, all.length]),
      ...windows.flatMap(({ unheard, all }) =>
        [...unheard, ...all].flatMap(({ inMs, count }) => [Math.ceil(inMs), count]),
      ),
    ];
    const answer = await this.#run(REPORT, args);
    if (!Array.isArray(answer)) return false;
    const [epoch, ...out] = answer as [string, ...number[]];
    this.#epoch = epoch;
    heard();
    for (const [index, { perMs }] of windows.entries()) this.heardOut(perMs, out[index] ?? 0);
    return true;
  }

  async #look(): Promise<void> {
    this.#lookedAt = performance.now();
    const windows = this.#own.windows();
    const out = await this.#run(
      LOOK,
      windows.map(({ perMs }) => perMs),
    );
    if (!Array.isArray(out)) return;
    for (const [index, { perMs }] of windows.entries()) this.heardOut(perMs, Number(out[index]));
  }

  #seat(inMs: number, returnsAt: readonly string[]): SharedSeat {
    const [epoch, windows] = [this.#epoch, this.#own.windows()];
    const end = (how: "spent" | "unspent") => {
      const seats = windows.flatMap(({ perMs }, index) => [perMs, returnsAt[index] ?? ""]);
      void this.#run(END, [epoch, how, ...seats]);
    };
    return { isTaken: true, inMs, spent: () => end("spent"), giveBack: () => end("unspent") };
  }

  #run(script: Script, args: readonly (string | number)[]): Promise<Answer | undefined> {
    const keys = [this.#key, ...this.#own.windows().map(({ perMs }) => this.#windowKey(perMs))];
    return this.#connection.ask("limit", (_, run) => run(script, keys, [this.#name, channelOf(TOPIC), ...args]));
  }

  get #key(): string {
    return `${PREFIX}limit:${this.#name}`;
  }

  #windowKey(perMs: number): string {
    return `${this.#key}:${perMs}`;
  }
}
