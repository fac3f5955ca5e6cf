import type { OwnSpending, Replicas, Shared, SharedLimit, SharedSeat, Spent, WindowSize } from "../core/shared.ts";
import { steadyNow } from "../core/time.ts";

/** A word that there is no room is believed for so long, in milliseconds: others may give seats back. Our choice. */
const BELIEVED_MS = 500;

/** How many times are told apart when a replica says what it holds of a window. Our choice. */
const STEPS_A_WINDOW = 100;

export interface SharedSeatsParts {
  /** The same on each replica. */
  readonly name: string;
  readonly shared: Pick<Shared, "limits" | "replicas">;
  /** The quotas as they are now. */
  readonly windows: () => readonly WindowSize[];
  readonly minTimeMs: number;
  readonly holdMs: number;
}

/** Where a call stands. */
export type Turn =
  /** It may leave in so many milliseconds, and must say how it ended. */
  | { readonly isTaken: true; readonly inMs: number; readonly seat: LocalSeat }
  /** There is room in so many milliseconds, at the earliest. `rest`: why all rest, where it is that. */
  | { readonly isTaken: false; readonly inMs: number; readonly rest?: string | undefined };

/** One seat of ours, in every window. Times are on the steady clock. */
export class LocalSeat {
  readonly takenAt = steadyNow();
  readonly remote: SharedSeat | undefined;
  /** False while the others have not been told. */
  isHeard: boolean;
  endedAt: number | undefined;

  constructor(remote?: SharedSeat) {
    this.remote = remote;
    this.isHeard = remote !== undefined;
  }

  /** For how long it is still held, of a window; a call that is out counts as ending as late as it may. */
  heldMs(perMs: number, holdMs: number, now: number): number {
    return this.endedAt === undefined ? holdMs + perMs : this.endedAt + perMs - now;
  }
}

/**
 * The seats of an upstream that all replicas share. They are counted where the replicas meet; while nobody can be asked, each takes
 * its share of those that were left, and says later what it took. So the limit holds all the time: what was out when the others were
 * last heard comes back to whoever had it, and what was free then is divided among the replicas.
 */
export class SharedSeats implements OwnSpending {
  readonly #parts: SharedSeatsParts;
  readonly #limit: SharedLimit;
  /** All that we hold, first taken first. */
  #seats: LocalSeat[] = [];
  /** Since when nobody could be asked, and what was left of each window then, by its length. */
  #alone:
    | { readonly since: number; readonly left: ReadonlyMap<number, number>; readonly held: ReadonlyMap<number, number> }
    | undefined;
  /** No room before this, and when that was heard. */
  #full = { until: 0, heardAt: 0 };
  /** What all had spent before this process was there: by the length of the window, when it comes back, on the steady clock. */
  readonly #before = new Map<number, readonly { readonly at: number; readonly count: number }[]>();
  #hasUnheard = false;
  #lastTurn = Number.NEGATIVE_INFINITY;

  constructor(parts: SharedSeatsParts) {
    this.#parts = parts;
    this.#limit = parts.shared.limits.open(parts.name, this);
  }

  /** Asks once. A turn that is further away than `maxWaitMs` is not taken. */
  async take(maxWaitMs: number): Promise<Turn> {
    this.#forget();
    const knownMs = this.freeInMs;
    if (knownMs > 0) return { isTaken: false, inMs: knownMs };
    const turn = await this.#ask(maxWaitMs);
    const now = steadyNow();
    if (!turn.isTaken) this.#full = { until: now + turn.inMs, heardAt: now };
    return turn;
  }

  /** When there is room, in milliseconds from now, as it was said a moment ago; 0 when there may be. */
  get freeInMs(): number {
    const now = steadyNow();
    return now < this.#full.heardAt + BELIEVED_MS ? Math.max(0, this.#full.until - now) : 0;
  }

  /** How it ended. Spent, it comes back with the window; a call that never left gives it back at once. */
  end(seat: LocalSeat, isSpent: boolean): void {
    seat.endedAt = steadyNow();
    if (isSpent) seat.remote?.spent();
    else {
      seat.remote?.giveBack();
      this.#seats.splice(this.#seats.indexOf(seat), 1);
    }
  }

  /** Seats that were taken before this process was there, by any of us. They count while nobody has told what is left. */
  takenBefore(perMs: number, returning: readonly Spent[]): void {
    const now = steadyNow();
    const more = returning.map(({ inMs, count }) => ({ at: now + inMs, count }));
    this.#before.set(perMs, [...(this.#before.get(perMs) ?? []), ...more]);
  }

  /** The upstream counts fewer left than all of us. */
  lower(perMs: number, left: number, resetInMs: number): void {
    this.#limit.lower(perMs, left, resetInMs);
  }

  /** No call of any replica leaves for so long. */
  rest(ms: number, why: string): void {
    this.#limit.rest(ms, why);
  }

  /** What is left of a window, over all replicas, as last heard. */
  left(perMs: number): number | undefined {
    return this.#limit.left(perMs);
  }

  close(): void {
    this.#limit.close();
  }

  windows(): readonly WindowSize[] {
    return this.#parts.windows();
  }

  get minTimeMs(): number {
    return this.#parts.minTimeMs;
  }

  get holdMs(): number {
    return this.#parts.holdMs;
  }

  get hasUnheard(): boolean {
    return this.#hasUnheard;
  }

  holding(): ReturnType<OwnSpending["holding"]> {
    const unheard = this.#seats.filter((seat) => !seat.isHeard);
    const windows = this.windows().map(({ perMs }) => ({
      perMs,
      all: this.#returning(this.#seats, perMs),
      unheard: this.#returning(unheard, perMs),
    }));
    const heard = () => {
      for (const seat of unheard) seat.isHeard = true;
      this.#hasUnheard = this.#seats.some((seat) => !seat.isHeard);
    };
    return { windows, heard };
  }

  #returning(seats: readonly LocalSeat[], perMs: number): readonly Spent[] {
    const now = steadyNow();
    const stepMs = Math.max(1, perMs / STEPS_A_WINDOW);
    const counts = new Map<number, number>();
    for (const seat of seats) {
      const heldMs = seat.heldMs(perMs, this.holdMs, now);
      if (heldMs <= 0) continue;
      const inMs = Math.ceil(heldMs / stepMs) * stepMs;
      counts.set(inMs, (counts.get(inMs) ?? 0) + 1);
    }
    return [...counts].map(([inMs, count]) => ({ inMs, count }));
  }

  async #ask(maxWaitMs: number): Promise<Turn> {
    const answer = await this.#limit.take(maxWaitMs);
    if (answer === undefined) return this.#takeAlone(maxWaitMs);
    this.#alone = undefined;
    return answer.isTaken ? { isTaken: true, inMs: answer.inMs, seat: this.#add(answer) } : answer;
  }

  #add(remote?: SharedSeat): LocalSeat {
    const seat = new LocalSeat(remote);
    this.#hasUnheard ||= remote === undefined;
    this.#seats.push(seat);
    return seat;
  }

  /** Within our share of what was left when the others were last heard. */
  #takeAlone(maxWaitMs: number): Turn {
    const now = steadyNow();
    const windows = this.windows();
    this.#alone ??= {
      since: now,
      left: new Map(
        windows.map(({ calls, perMs }) => [perMs, this.left(perMs) ?? this.#leftBefore({ calls, perMs }, now)]),
      ),
      held: new Map(windows.map(({ perMs }) => [perMs, this.#heldOf(perMs, now)])),
    };
    const fullMs = Math.max(0, ...windows.map((window) => this.#aloneFullMs(window, now)));
    if (fullMs > 0) return { isTaken: false, inMs: fullMs };
    // Each of us takes every so-many-th turn
    const nextTurn = this.#lastTurn + this.minTimeMs * this.#parts.shared.replicas().count;
    const inMs = Math.max(0, nextTurn - now);
    if (inMs > maxWaitMs) return { isTaken: false, inMs };
    this.#lastTurn = now + inMs;
    return { isTaken: true, inMs, seat: this.#add() };
  }

  /** What the processes before have left, as far as they have kept it. */
  #leftBefore({ calls, perMs }: WindowSize, now: number): number {
    const out = (this.#before.get(perMs) ?? []).filter(({ at }) => at > now);
    return Math.max(
      0,
      out.reduce((left, { count }) => left - count, calls),
    );
  }

  /** How long none of our share of a window is free; 0 when one is. */
  #aloneFullMs({ calls, perMs }: WindowSize, now: number): number {
    const alone = this.#alone;
    if (alone === undefined) return 0;
    const replicas = this.#parts.shared.replicas();
    const since = this.#seats.filter((seat) => seat.takenAt >= alone.since);
    const taken = since.filter((seat) => seat.heldMs(perMs, this.holdMs, now) > 0).length;
    let mayTake = shareOf(calls, replicas);
    // All that was out then is back after this
    const allBackMs = alone.since + this.holdMs + perMs - now;
    if (allBackMs > 0) {
      const stillHeld = this.#heldOf(perMs, now) - taken;
      const cameBack = Math.max(0, (alone.held.get(perMs) ?? 0) - stillHeld);
      mayTake = Math.min(mayTake, shareOf(alone.left.get(perMs) ?? calls, replicas) + cameBack);
    }
    if (taken < mayTake) return 0;
    const firstBackMs = this.#seats.map((seat) => seat.heldMs(perMs, this.holdMs, now)).filter((ms) => ms > 0);
    return Math.max(1, Math.min(...firstBackMs, ...(allBackMs > 0 ? [allBackMs] : []), perMs));
  }

  #heldOf(perMs: number, now: number): number {
    return this.#seats.filter((seat) => seat.heldMs(perMs, this.holdMs, now) > 0).length;
  }

  /** Lets go of what no window holds any more. */
  #forget(): void {
    const longestMs = Math.max(0, ...this.windows().map(({ perMs }) => perMs));
    const now = steadyNow();
    const first = this.#seats[0];
    if (first === undefined || first.heldMs(longestMs, this.holdMs, now) > 0) return;
    this.#seats = this.#seats.filter((seat) => seat.heldMs(longestMs, this.holdMs, now) > 0);
  }
}

/** What cannot be divided evenly goes to the first. */
function shareOf(calls: number, { count, rank }: Replicas): number {
  return Math.floor(calls / count) + (rank < calls % count ? 1 : 0);
}
