import { setTimeout as delay } from "node:timers/promises";
import type { SessionInfo } from "discord.js";
import { z } from "zod";
import type { Lock, Shared } from "../../core/shared.ts";
import { MINUTE_MS, SECOND_MS, steadyNow } from "../../core/time.ts";
import { isSocketAddress } from "./frames.ts";

/** What is waited and kept, in milliseconds. Our choice. */
export interface SessionTimes {
  /** Between two words that a shard is held. */
  readonly beatMs: number;
  /** After so long without one, its holder counts as gone. Interactions can be answered for 3 s only. */
  readonly goneMs: number;
  /** How long a session is kept without its holder. Discord does not say how long it can be resumed; minutes. */
  readonly keepMs: number;
}

const SESSION_TIMES: SessionTimes = { beatMs: SECOND_MS, goneMs: 3 * SECOND_MS, keepMs: 5 * MINUTE_MS };

const LOOK_MS = 250;

interface HeldShard {
  /** Called when another process has taken the shard from us, and maybe its session. */
  onLost: () => void;
  lock?: Lock | undefined;
  /** Null when it has ended; undefined while we have had none. */
  session?: SessionInfo | null | undefined;
  /** When the session was written down; undefined when it has changed since. */
  writtenAt?: number | undefined;
}

/**
 * Which process has which shard, and how far its session has come. Who takes over a shard whose holder is gone goes on with its
 * session, and Discord repeats what came between. While nobody can be asked, each process has sessions of its own.
 */
export class KeptSessions {
  readonly #shared: Pick<Shared, "locks" | "values">;
  readonly #times: SessionTimes;
  readonly #shards = new Map<string, HeldShard>();
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  constructor(shared: Pick<Shared, "locks" | "values">, times: SessionTimes = SESSION_TIMES) {
    this.#shared = shared;
    this.#times = times;
    this.#timer = setInterval(() => void this.#beat(), times.beatMs).unref();
  }

  /**
   * The session to go on with, and whether another process has the shard, too: then each has a session of its own. Waits as long as a
   * holder that was killed counts as there. `onLost`: another process has taken the shard from us, and maybe its session.
   */
  async take(
    id: number,
    count: number,
    onLost: () => void,
  ): Promise<{ readonly session?: SessionInfo | undefined; readonly isShared?: boolean }> {
    const name = nameOf(id, count);
    const shard: HeldShard = { ...this.#shards.get(name), onLost };
    this.#shards.set(name, shard);
    const givesUpAt = steadyNow() + this.#times.goneMs + 2 * LOOK_MS;
    for (;;) {
      const holder = await this.#holder(name, shard);
      if (holder === "we" && shard.session !== undefined) return {};
      const kept = holder === "we" ? await this.#shared.values.get(name) : undefined;
      if (kept === "none") return {};
      if (kept !== undefined) return { session: readSession(kept, id, count) };
      if (this.#isClosed || steadyNow() >= givesUpAt) return { isShared: holder === "another" };
      await delay(LOOK_MS);
    }
  }

  /** How far a session has come; null when it has ended. */
  keep(id: number, count: number, session: SessionInfo | null): void {
    const shard = this.#shards.get(nameOf(id, count));
    if (shard === undefined) return;
    const isNew = session?.sessionId !== shard.session?.sessionId;
    shard.session = session;
    shard.writtenAt = undefined;
    // How far it has come since is told with the next beat: what is then repeated has been claimed
    if (isNew) void this.#write(nameOf(id, count), shard);
  }

  /** Writes down how far all have come. After that nothing more is kept. */
  async end(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#shards].map(([name, shard]) => this.#write(name, shard)));
  }

  /** Gives the shards to whoever wants them. */
  async release(): Promise<void> {
    await Promise.all([...this.#shards.values()].map(({ lock }) => lock?.release()));
    this.#shards.clear();
  }

  async #beat(): Promise<void> {
    await Promise.all(
      [...this.#shards].map(async ([name, shard]) => {
        if ((await this.#holder(name, shard)) === "we" && !this.#isClosed) await this.#write(name, shard);
      }),
    );
  }

  /** Who has the shard, after we have tried to have it; undefined when nobody can be asked. */
  async #holder(name: string, shard: HeldShard): Promise<"we" | "another" | undefined> {
    const wasOurs = shard.lock !== undefined;
    if ((await shard.lock?.renew()) === false) shard.lock = undefined;
    if (shard.lock !== undefined) return "we";
    const lock = await this.#shared.locks.take(name, this.#times.goneMs);
    if (lock === undefined) return undefined;
    if (lock === "taken") {
      if (wasOurs) shard.onLost();
      return "another";
    }
    shard.lock = lock;
    shard.writtenAt = undefined;
    return "we";
  }

  async #write(name: string, shard: HeldShard): Promise<void> {
    // What somebody else has left there is not ours to delete
    if (shard.lock === undefined || shard.session === undefined) return;
    const now = steadyNow();
    if (shard.writtenAt !== undefined && now - shard.writtenAt < this.#times.keepMs / 2) return;
    shard.writtenAt = now;
    if (shard.session === null) await this.#shared.values.delete(name);
    else await this.#shared.values.set(name, JSON.stringify(shard.session), this.#times.keepMs);
  }
}

function nameOf(id: number, count: number): string {
  return `discord-shard:${id}/${count}`;
}

/** Undefined for what makes no sense. */
function readSession(kept: Buffer, id: number, count: number): SessionInfo | undefined {
  const session = z.object({
    sessionId: z.string().min(1),
    sequence: z.int().nonnegative(),
    resumeURL: z.string().refine(isSocketAddress),
    shardId: z.literal(id),
    shardCount: z.literal(count),
  });
  try {
    return session.safeParse(JSON.parse(kept.toString())).data;
  } catch {
    return undefined;
  }
}
