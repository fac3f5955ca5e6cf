import type { Dispatcher } from "../core/dispatch.ts";
import type { Logger } from "../core/log.ts";
import { type Poster, PostRefusedError } from "../core/posting.ts";
import type { Reply } from "../core/reply.ts";
import { type RichText, t } from "../core/text.ts";
import { DAY_MS } from "../core/time.ts";
import type { SubscriptionEvent, Watch } from "../core/watch.ts";
import { CATCH_UP_MS, MAX_REFUSALS, PAUSED_MS, SLOT_MS } from "../services/subscription/limits.ts";
import { nextSlot } from "../services/subscription/slots.ts";
import { parseTimes } from "../services/subscription/times.ts";
import { asPosted, pausedWord } from "../services/subscription/words.ts";
import type { Database } from "../state/database.ts";
import { Leadership } from "../state/leadership.ts";
import { type Subscription, SubscriptionStore } from "../state/subscriptions.ts";
import { ask } from "./ask.ts";
import { identityOf } from "./identity.ts";
import { LEASE_MS, LOOK_MS, MAX_AT_ONCE } from "./limits.ts";

export interface SchedulerParts {
  readonly database: Database;
  readonly dispatcher: Dispatcher;
  readonly poster: Poster;
  /** In milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
  readonly watch?: Watch | undefined;
}

/** What came of one slot. */
type SlotResult =
  | { readonly what: "post"; readonly reply: Reply; readonly identity: string }
  | { readonly what: "skipped" }
  | { readonly what: "refused"; readonly why: RichText; readonly isCounted: boolean; readonly isGone?: boolean };

/**
 * Posts what is subscribed to on one platform. Of all processes on one database, one at a time does: so their posts keep one pace, and
 * who asks the same makes one call. Each slot is claimed besides, once.
 */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #store: SubscriptionStore;
  readonly #leadership: Leadership;
  #isStopping = false;
  #isLeading = false;
  /** The last tick failed. */
  #isWaiting = false;
  /** When those that were paused long ago are deleted next. */
  #sweepAt = 0;
  #lastLook: Promise<unknown> = Promise.resolve();

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#store = new SubscriptionStore(parts.database);
    this.#leadership = new Leadership(parts.database, `schedule/${parts.poster.name}`);
  }

  /** Sees to everything whose time has come, and resolves when that is done. Never rejects. */
  async tick(): Promise<void> {
    try {
      if (!(await this.#leads())) return;
      this.#isWaiting = false;
      const { poster, now } = this.#parts;
      while (!this.#isStopping) {
        const due = await this.#store.due(poster.name, now(), MAX_AT_ONCE);
        if (due.length === 0) return;
        await this.#whileLeading(Promise.all(due.map((each) => this.#see(each))));
        if (!(await this.#leads())) return;
      }
    } catch (error) {
      // Tried again with the next tick, and told once
      if (!this.#isWaiting) this.#log(error, "subscriptions have to wait");
      this.#isWaiting = true;
    }
  }

  /**
   * When there is something to do next, in milliseconds since the epoch; undefined while this process does not lead or can't go on, or
   * nothing comes.
   */
  async nextAt(): Promise<number | undefined> {
    if (!this.#isLeading || this.#isWaiting) return undefined;
    const { poster, now } = this.#parts;
    return await this.#store.nextAt(poster.name, now()).catch(() => undefined);
  }

  /** Takes no further slot, and lets another process lead. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#lastLook;
    await this.#leadership.release().catch(() => {});
  }

  /** Renews the lease while the work goes on. */
  async #whileLeading(work: Promise<unknown>): Promise<void> {
    const renewing = setInterval(() => void this.#leads().catch(() => {}), LOOK_MS);
    try {
      await work;
    } finally {
      clearInterval(renewing);
    }
  }

  /** Whether this process leads, for another while. One after the other: two renewals at once would cost one of them. */
  #leads(): Promise<boolean> {
    const turn = this.#lastLook.then(() => this.#look());
    this.#lastLook = turn.catch(() => {});
    return turn;
  }

  async #look(): Promise<boolean> {
    const now = this.#parts.now();
    const wasLeading = this.#isLeading;
    this.#isLeading = !this.#isStopping && (await this.#leadership.hold(now, now + LEASE_MS));
    if (!this.#isLeading) return false;
    // Whoever led before is dead, or will find that nothing is theirs any more
    if (!wasLeading) await this.#store.release(this.#parts.poster.name);
    if (now >= this.#sweepAt) {
      await this.#store.sweep(now - PAUSED_MS);
      this.#sweepAt = now + DAY_MS;
    }
    return true;
  }

  /** Never rejects. */
  async #see(found: Subscription): Promise<void> {
    try {
      const { now } = this.#parts;
      const claimed = await this.#store.claim(found, now() + SLOT_MS);
      if (claimed === undefined || claimed.next_at === null) return;
      const times = parseTimes(claimed.times);
      if (now() - claimed.next_at > CATCH_UP_MS) {
        this.#tell(claimed, "missed");
        // A later one may be young enough
        const later = await nextSlot(times, claimed.zone, now() - CATCH_UP_MS - 1);
        await this.#store.end(claimed, { nextAt: later, refusals: claimed.refusals });
        return;
      }
      const nextAt = await nextSlot(times, claimed.zone, Math.max(now(), claimed.next_at));
      this.#tell(claimed, "due");
      await this.#finish(claimed, nextAt, await this.#result(claimed));
    } catch (error) {
      this.#log(error, "a subscription came to nothing");
    }
  }

  async #result(subscription: Subscription): Promise<SlotResult> {
    const { outcome, reply } = await ask(this.#parts.dispatcher, subscription);
    if (reply === undefined || outcome !== "ok" || reply.visibility !== "channel") {
      const isIllOrBusy = outcome === "upstream" || outcome === "refused";
      return {
        what: "refused",
        why: reply === undefined ? t`There was no answer.` : [reply.text],
        // Whoever looks every half hour would be paused by an hour's outage
        isCounted: !(subscription.times === "new" && isIllOrBusy),
      };
    }
    const identity = identityOf(reply);
    if (subscription.times === "new" && identity === subscription.last_identity) return { what: "skipped" };
    return { what: "post", reply: asPosted(reply, subscription), identity };
  }

  async #finish(claimed: Subscription, nextAt: number, result: SlotResult): Promise<void> {
    switch (result.what) {
      case "skipped":
        await this.#store.end(claimed, { nextAt, refusals: 0 });
        this.#tell(claimed, "skipped");
        return;
      case "refused":
        await this.#refused(claimed, nextAt, result);
        return;
      case "post": {
        const { identity } = result;
        const end = () => this.#store.end(claimed, { nextAt, refusals: 0, identity });
        // What can't be repeated is noted first: one killed in between is never posted twice
        if (!this.#parts.poster.isIdempotent && !(await end())) return;
        const refusal = await this.#post(claimed, result.reply);
        if (refusal === undefined) {
          if (this.#parts.poster.isIdempotent) await end();
          this.#tell(claimed, "posted");
        } else await this.#refused(claimed, nextAt, refusal);
      }
    }
  }

  async #post(subscription: Subscription, reply: Reply): Promise<Extract<SlotResult, { what: "refused" }> | undefined> {
    const { id, next_at, channel, workspace, person_id, person_name } = subscription;
    try {
      await this.#parts.poster.post({
        place: { workspaceId: workspace ?? undefined, to: { channelId: channel } },
        reply,
        key: `${id}-${next_at}`,
        for: { id: person_id, name: person_name },
      });
      return undefined;
    } catch (error) {
      this.#log(error, "a subscription could not be posted");
      const isRefused = error instanceof PostRefusedError;
      return {
        what: "refused",
        why: isRefused ? error.userText : t`I could not post in the channel.`,
        isCounted: isRefused || subscription.times !== "new",
        isGone: isRefused && error.isGone,
      };
    }
  }

  async #refused(
    claimed: Subscription,
    nextAt: number,
    { why, isCounted, isGone = false }: Extract<SlotResult, { what: "refused" }>,
  ): Promise<void> {
    this.#tell(claimed, "refused");
    if (isGone) {
      await this.#store.remove(claimed.id);
      return;
    }
    const refusals = claimed.refusals + (isCounted ? 1 : 0);
    if (refusals < MAX_REFUSALS) {
      // Where the slot has been ended already, only this is left to note
      if (!(await this.#store.end(claimed, { nextAt, refusals }))) await this.#store.note(claimed, { refusals });
      return;
    }
    const pausedAt = this.#parts.now();
    if (!(await this.#store.end(claimed, { nextAt: null, refusals, pausedAt })))
      await this.#store.note(claimed, { refusals, pausedAt });
    this.#tell(claimed, "paused");
    await this.#tellMaker(claimed, why);
  }

  async #tellMaker(subscription: Subscription, why: RichText): Promise<void> {
    const { id, workspace, person_id, person_name } = subscription;
    try {
      await this.#parts.poster.post({
        place: { workspaceId: workspace ?? undefined, to: { personId: person_id } },
        reply: pausedWord(subscription, why),
        key: `paused-${id}`,
        for: { id: person_id, name: person_name },
      });
    } catch (error) {
      this.#log(error, "whose subscription was paused can't be told");
    }
  }

  #tell({ platform, next_at }: Subscription, what: SubscriptionEvent["what"]): void {
    const lateMs = what === "posted" && next_at !== null ? { lateMs: this.#parts.now() - next_at } : {};
    this.#parts.watch?.({ type: "subscription", platform, what, ...lateMs });
  }

  #log(error: unknown, words: string): void {
    const { log, poster } = this.#parts;
    log.warn({ err: error, platform: poster.name }, words);
  }
}
