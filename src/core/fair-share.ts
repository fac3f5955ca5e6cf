import { LRUCache } from "lru-cache";
import type { SharedQuota } from "./caller.ts";
import { ShareError } from "./errors.ts";
import type { SharedCounts } from "./shared.ts";
import { MINUTE_MS, steadyNow } from "./time.ts";

/** People, channels and workspaces remembered at once; the least recently seen is forgotten. */
const MAX_HOLDERS = 20_000;

/** Of a person's commands a minute: how many times as many a channel and a workspace get. Our choice. */
const CHANNEL_TIMES = 3;
const WORKSPACE_TIMES = 10;

/** How much of an upstream's quota one person, one channel and one workspace may use in its window. Our choice. */
const QUOTA_SHARES = { person: 0.25, channel: 0.5, workspace: 0.75 } as const;

/** Of a small quota everybody gets at least this many calls. */
const MIN_SHARE = 5;

/** Who asks. Keys are the platform's ids with its name before them. */
export interface Holders {
  readonly person: string;
  readonly channel?: string | undefined;
  readonly workspace?: string | undefined;
}

interface Count {
  used: number;
  /** On the steady clock. */
  resetsAt: number;
}

interface Taken {
  readonly name: string;
  readonly count: Count;
  readonly limit: number;
}

/**
 * Keeps any one person, channel or workspace from using up what all share. Counts in fixed windows, in a bounded set. Replicas
 * count together, behind what they do: each may grant a call more than there is before it hears that a share is used up.
 */
export class FairShare {
  readonly #commandsPerMinute: number | "off";
  readonly #shared: SharedCounts | undefined;
  readonly #counts = new LRUCache<string, Count>({ max: MAX_HOLDERS });

  /** `commandsPerMinute`: commands a minute that one person may cause upstream calls with, or `off`. */
  constructor(commandsPerMinute: number | "off", shared?: SharedCounts) {
    this.#commandsPerMinute = commandsPerMinute;
    this.#shared = shared;
  }

  /** Counts one invocation that causes upstream calls. Throws ShareError, counting nothing, when a share is used up. */
  takeCommand(holders: Holders): void {
    const perPerson = this.#commandsPerMinute;
    if (perPerson === "off") return;
    this.#take("command", holders, MINUTE_MS, {
      person: perPerson,
      channel: perPerson * CHANNEL_TIMES,
      workspace: perPerson * WORKSPACE_TIMES,
    });
  }

  /** Counts one call of an upstream with a quota; `name` is the upstream's. Throws ShareError, counting nothing, when a share is used up. */
  takeCall(upstream: string, name: string, quota: SharedQuota, holders: Holders): void {
    if (this.#commandsPerMinute === "off") return;
    const share = (part: number) => Math.max(Math.min(MIN_SHARE, quota.calls), Math.floor(quota.calls * part));
    const limits = {
      person: share(QUOTA_SHARES.person),
      channel: share(QUOTA_SHARES.channel),
      workspace: share(QUOTA_SHARES.workspace),
    };
    this.#take(`${upstream}/${quota.perMs}`, holders, quota.perMs, limits, `${name}'s ${quota.words}`);
  }

  #take(
    what: string,
    holders: Holders,
    perMs: number,
    limits: Readonly<Record<keyof Holders, number>>,
    of?: string,
  ): void {
    const now = steadyNow();
    const taken: Taken[] = [];
    for (const kind of ["person", "channel", "workspace"] as const) {
      const holder = holders[kind];
      if (holder === undefined) continue;
      const name = `${what}/${kind}/${holder}`;
      const limit = limits[kind];
      const count = this.#count(name, now, perMs);
      if (count.used >= limit) throw new ShareError(kind, count.resetsAt - now, of);
      taken.push({ name, count, limit });
    }
    for (const { count } of taken) count.used += 1;
    if (this.#shared !== undefined) void this.#tellOthers(this.#shared, taken, perMs);
  }

  /** Adds what was taken to what all replicas count; one that is used up there is used up here, too. Never rejects. */
  async #tellOthers(shared: SharedCounts, taken: readonly Taken[], perMs: number): Promise<void> {
    const answer = await shared.add(taken, perMs);
    const full = answer?.full && taken[answer.full.index];
    if (answer?.full === undefined || full === undefined) return;
    full.count.used = full.limit;
    full.count.resetsAt = steadyNow() + answer.full.resetsInMs;
  }

  #count(key: string, now: number, perMs: number): Count {
    const known = this.#counts.get(key);
    if (known !== undefined && known.resetsAt > now) return known;
    const fresh = { used: 0, resetsAt: now + perMs };
    this.#counts.set(key, fresh);
    return fresh;
  }
}
