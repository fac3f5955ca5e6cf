import type { User } from "../../core/command.ts";
import { knowNo } from "../../core/did-you-mean.ts";
import { NotFoundError, UsageError } from "../../core/errors.ts";
import { shown } from "../../core/options.ts";
import { type Poster, PostRefusedError } from "../../core/posting.ts";
import { bold, code, type RichText, t } from "../../core/text.ts";
import type { Where } from "../../core/where.ts";
import type { Database } from "../../state/database.ts";
import { type NoRoom, type Subscription, SubscriptionStore } from "../../state/subscriptions.ts";
import { LIMITS } from "./limits.ts";
import { nextSlot } from "./slots.ts";
import { type Times, timesLine } from "./times.ts";
import { announcement, lineOf, markOf } from "./words.ts";
import { zoneOf } from "./zones.ts";

/** What lets subscriptions come. */
export interface Clockwork {
  /** Undefined where nothing is posted by itself. */
  posterOf(platform: string): Poster | undefined;
  /** Something has changed: it looks when the next one comes. */
  wake(): void;
  /** In milliseconds since the epoch. */
  now(): number;
}

/** What somebody wants to come by itself. */
export interface Wanted {
  /** The command's full name, and what was typed after it; it can be run so. */
  readonly command: string;
  readonly line: string;
  readonly times: Times;
  readonly zone: string;
}

/** Who asks, and where. */
export interface Asking {
  readonly user: User;
  readonly where: Where;
}

/** Subscriptions as people make, see and end them. All methods throw StateError. */
export class Subscriptions {
  readonly #store: SubscriptionStore;
  readonly #clockwork: Clockwork;

  constructor(database: Database, clockwork: Clockwork) {
    this.#store = new SubscriptionStore(database);
    this.#clockwork = clockwork;
  }

  /**
   * Keeps it and says so in the channel, which shows whether the bot may post there. Throws UsageError where it may not, where
   * there are enough of them, and where there is nothing to post to.
   */
  async make(wanted: Wanted, { user, where }: Asking): Promise<Subscription> {
    const { platform, channelId, workspaceId, facts } = where;
    const poster = this.#clockwork.posterOf(platform);
    if (poster === undefined || channelId === undefined) {
      throw new UsageError(t`Nothing can come by itself here. Ask me in a channel of Slack or Discord.`);
    }
    const { hindrance } = (await facts?.()) ?? {};
    if (hindrance !== undefined) throw new UsageError(hindrance);
    const now = this.#clockwork.now();
    const { command, line, times, zone } = wanted;
    const made = await this.#store.add(
      {
        platform,
        workspace: workspaceId ?? null,
        channel: channelId,
        person: user.key,
        person_id: user.id,
        person_name: user.name,
        locale: user.locale,
        command,
        line,
        times: timesLine(times),
        zone,
        next_at: await nextSlot(times, zone, now),
        made_at: now,
      },
      LIMITS,
    );
    if (typeof made === "string") throw new UsageError(noRoom(made, lineOf(wanted)));
    try {
      await poster.post({
        place: { workspaceId, to: { channelId } },
        reply: announcement(made),
        key: `made-${made.id}`,
        for: user,
      });
    } catch (error) {
      // Of anything else nobody knows whether it stands there, and it may be over by the time that counts
      if (!(error instanceof PostRefusedError)) return made;
      await this.#store.remove(made.id);
      throw new UsageError(error.userText);
    } finally {
      this.#clockwork.wake();
    }
    return made;
  }

  /** Those of the channel, and those of the person in other places. */
  async list({ user, where }: Asking): Promise<{ here: readonly Subscription[]; elsewhere: readonly Subscription[] }> {
    const [here, own] = await Promise.all([this.#here(where), this.#store.ofPerson(user.key)]);
    const known = new Set(here.map(({ id }) => id));
    return { here, elsewhere: own.filter(({ id }) => !known.has(id)) };
  }

  /** The one that a button, a suggestion or typed words mean: its mark, its number in the list, or its command. Throws NotFoundError. */
  async find(meant: string, asking: Asking): Promise<Subscription> {
    const { here, elsewhere } = await this.list(asking);
    const all = [...here, ...elsewhere];
    const wanted = meant.trim().toLowerCase().replace(/^\//, "");
    const found =
      all.find((each, index) => markOf(each) === wanted || String(index + 1) === wanted) ??
      all.find((each) => lineOf(each).toLowerCase().slice(1) === wanted) ??
      all.find(({ command }) => command === wanted);
    if (found !== undefined) return found;
    const hint =
      all.length === 0 ? t`There is none in this channel.` : t`${code("/subscribe list")} shows all there are.`;
    throw new NotFoundError(t`${knowNo("subscription", shown(meant))} ${hint}`);
  }

  /** Ends it. Throws UsageError for whoever neither made it nor may manage the channel. */
  async remove(subscription: Subscription, asking: Asking): Promise<void> {
    await this.#checkMay("stop", subscription, asking);
    await this.#store.remove(subscription.id);
  }

  /** Lets a paused one come again, and says when. Throws as `remove`. */
  async resume(subscription: Subscription, times: Times, asking: Asking): Promise<number> {
    await this.#checkMay("resume", subscription, asking);
    const nextAt = await nextSlot(times, subscription.zone, this.#clockwork.now());
    await this.#store.resume(subscription.id, nextAt);
    this.#clockwork.wake();
    return nextAt;
  }

  /** The person's zone: as told once, else as the platform tells it. */
  async zoneOf({ user, where }: Asking): Promise<string | undefined> {
    const told = await this.#store.zoneOf(user.key);
    if (told !== undefined) return told;
    const { zone } = (await where.facts?.()) ?? {};
    return zone === undefined ? undefined : zoneOf(zone);
  }

  async keepZone({ key }: User, zone: string): Promise<void> {
    await this.#store.keepZone(key, zone);
  }

  async #here({ platform, channelId }: Where): Promise<readonly Subscription[]> {
    return channelId === undefined ? [] : await this.#store.ofChannel({ platform, channel: channelId });
  }

  async #checkMay(what: "stop" | "resume", subscription: Subscription, { user, where }: Asking): Promise<void> {
    if (subscription.person === user.key) return;
    const isHere = subscription.platform === where.platform && subscription.channel === where.channelId;
    const { isManager = false } = (isHere && (await where.facts?.())) || {};
    if (isManager) return;
    throw new UsageError(
      t`Only ${bold(subscription.person_name)}, and whoever may manage this channel, can ${what} this one.`,
    );
  }
}

function noRoom(why: NoRoom, line: string): RichText {
  const stop = t`Stop one first: ${code("/subscribe list")} shows them.`;
  switch (why) {
    case "same":
      return t`${code(line)} comes here at that time already.`;
    case "channel":
      return t`This channel has ${LIMITS.channel} subscriptions, which is all that one gets. ${stop}`;
    case "workspace":
      return t`There are ${LIMITS.workspace} subscriptions in these channels together, which is all that I take. ${stop}`;
    case "person":
      return t`You have ${LIMITS.person} subscriptions, which is all that one person gets. ${stop}`;
  }
}
