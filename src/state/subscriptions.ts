import type { Selectable, Transaction } from "kysely";
import type { Database } from "./database.ts";
import type { SubscriptionTable, Tables } from "./schema.ts";

/** A subscription as it is kept. Times in milliseconds since the epoch. */
export type Subscription = Readonly<Selectable<SubscriptionTable>>;

/** One that is not made yet. */
export type NewSubscription = Omit<Subscription, "id" | "claimed_until" | "last_identity" | "refusals" | "paused_at">;

/** How many there may be. */
export interface SubscriptionLimits {
  readonly channel: number;
  readonly workspace: number;
  readonly person: number;
}

/** What keeps one from being made. */
export type NoRoom = keyof SubscriptionLimits | "same";

/** Where one is posted. */
type Channel = Pick<Subscription, "platform" | "channel">;

/** Whose turn a slot is. */
type Claimed = Pick<Subscription, "id" | "next_at" | "claimed_until">;

/** What becomes of a slot. */
export interface SlotEnd {
  readonly nextAt: number | null;
  readonly refusals: number;
  /** Absent where nothing was posted. */
  readonly identity?: string;
  readonly pausedAt?: number;
}

/** Name of the lock under which subscriptions are made on Postgres, one after the other. Any number that nobody else uses. */
const MAKING = 7_205_160_814;

/** Commands that come by themselves. All methods throw StateError. */
export class SubscriptionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps a new one, unless there are enough of them or the very same one already. */
  async add(wanted: NewSubscription, limits: SubscriptionLimits): Promise<Subscription | NoRoom> {
    const tables = await this.#database.tables();
    return await tables.transaction().execute(async (changes) => {
      await this.#alone(changes);
      const { platform, channel, workspace, person, command, line, times, zone } = wanted;
      const here = changes
        .selectFrom("subscription")
        .select(({ fn }) => fn.countAll().as("count"))
        .where("platform", "=", platform);
      const count = async (query: typeof here) => Number((await query.executeTakeFirstOrThrow()).count);
      const same = here.where("channel", "=", channel).where("command", "=", command).where("line", "=", line);
      if ((await count(same.where("times", "=", times).where("zone", "=", zone))) > 0) return "same";
      if ((await count(here.where("channel", "=", channel))) >= limits.channel) return "channel";
      if (workspace !== null && (await count(here.where("workspace", "=", workspace))) >= limits.workspace)
        return "workspace";
      if ((await count(here.where("person", "=", person))) >= limits.person) return "person";
      return await changes
        .insertInto("subscription")
        .values({ ...wanted, claimed_until: 0, last_identity: null, refusals: 0, paused_at: null })
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }

  /** SQLite has one writer at a time. */
  async #alone(changes: Transaction<Tables>): Promise<void> {
    if (this.#database.kind === "sqlite") return;
    const { sql } = await import("kysely");
    await sql`select pg_advisory_xact_lock(${MAKING})`.execute(changes);
  }

  async find(id: number): Promise<Subscription | undefined> {
    const tables = await this.#database.tables();
    return await tables.selectFrom("subscription").selectAll().where("id", "=", id).executeTakeFirst();
  }

  /** Those of a channel, in the order in which they were made. */
  async ofChannel({ platform, channel }: Channel): Promise<readonly Subscription[]> {
    const tables = await this.#database.tables();
    return await tables
      .selectFrom("subscription")
      .selectAll()
      .where("platform", "=", platform)
      .where("channel", "=", channel)
      .orderBy("id")
      .execute();
  }

  /** Those of a person, wherever they are posted. */
  async ofPerson(person: string): Promise<readonly Subscription[]> {
    const tables = await this.#database.tables();
    return await tables.selectFrom("subscription").selectAll().where("person", "=", person).orderBy("id").execute();
  }

  /** Deletes one; false when it was gone already. */
  async remove(id: number): Promise<boolean> {
    const tables = await this.#database.tables();
    const { numDeletedRows } = await tables.deleteFrom("subscription").where("id", "=", id).executeTakeFirstOrThrow();
    await this.#database.purge();
    return numDeletedRows > 0n;
  }

  /** Lets a paused one come again. */
  async resume(id: number, nextAt: number): Promise<void> {
    const tables = await this.#database.tables();
    await tables
      .updateTable("subscription")
      .set({ next_at: nextAt, refusals: 0, paused_at: null, claimed_until: 0 })
      .where("id", "=", id)
      .execute();
  }

  /** Whether any is to come at all on one of the platforms. */
  async hasAny(platforms: readonly string[]): Promise<boolean> {
    if (platforms.length === 0) return false;
    const tables = await this.#database.tables();
    const row = await tables
      .selectFrom("subscription")
      .select("id")
      .where("platform", "in", platforms)
      .where("next_at", "is not", null)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** When the next one of a platform comes that nobody works on; undefined where none does. */
  async nextAt(platform: string, now: number): Promise<number | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .selectFrom("subscription")
      .select(({ fn }) => fn.min("next_at").as("at"))
      .where("platform", "=", platform)
      .where("next_at", "is not", null)
      .where("claimed_until", "<=", now)
      .executeTakeFirst();
    return row?.at === null || row?.at === undefined ? undefined : Number(row.at);
  }

  /** Those whose time has come and that nobody works on, the first first. */
  async due(platform: string, now: number, limit: number): Promise<readonly Subscription[]> {
    const tables = await this.#database.tables();
    return await tables
      .selectFrom("subscription")
      .selectAll()
      .where("platform", "=", platform)
      .where("next_at", "<=", now)
      .where("claimed_until", "<=", now)
      .orderBy("next_at")
      .orderBy("id")
      .limit(limit)
      .execute();
  }

  /** Takes a slot, as it was when it was found; undefined when somebody else has. */
  async claim(found: Claimed, until: number): Promise<Subscription | undefined> {
    const tables = await this.#database.tables();
    return await tables
      .updateTable("subscription")
      .set({ claimed_until: until })
      .where("id", "=", found.id)
      .where("next_at", "=", found.next_at)
      .where("claimed_until", "=", found.claimed_until)
      .returningAll()
      .executeTakeFirst();
  }

  /** Takes all slots of a platform from whoever works on them: they end nothing any more. */
  async release(platform: string): Promise<void> {
    const tables = await this.#database.tables();
    await tables
      .updateTable("subscription")
      .set({ claimed_until: 0 })
      .where("platform", "=", platform)
      .where("claimed_until", ">", 0)
      .execute();
  }

  /** Ends a slot that is ours; false when it is not any more: it took too long, or was removed or paused meanwhile. */
  async end(claimed: Claimed, { nextAt, refusals, identity, pausedAt }: SlotEnd): Promise<boolean> {
    const tables = await this.#database.tables();
    const { numUpdatedRows } = await tables
      .updateTable("subscription")
      .set({
        next_at: nextAt,
        claimed_until: 0,
        refusals,
        ...(identity === undefined ? {} : { last_identity: identity }),
        ...(pausedAt === undefined ? {} : { paused_at: pausedAt }),
      })
      .where("id", "=", claimed.id)
      .where("next_at", "=", claimed.next_at)
      .where("claimed_until", "=", claimed.claimed_until)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  }

  /** Notes that the post of a slot that has ended already came to nothing. `claimed`: as it was before. */
  async note(
    { id, last_identity }: Pick<Subscription, "id" | "last_identity">,
    { refusals, pausedAt }: Pick<SlotEnd, "refusals" | "pausedAt">,
  ): Promise<void> {
    const tables = await this.#database.tables();
    await tables
      .updateTable("subscription")
      .set({ refusals, last_identity, ...(pausedAt === undefined ? {} : { paused_at: pausedAt, next_at: null }) })
      .where("id", "=", id)
      .where("paused_at", "is", null)
      .execute();
  }

  /** Deletes those that were paused before. */
  async sweep(pausedBefore: number): Promise<void> {
    const tables = await this.#database.tables();
    await tables.deleteFrom("subscription").where("paused_at", "<", pausedBefore).execute();
  }

  /** The zone that a person has told. */
  async zoneOf(person: string): Promise<string | undefined> {
    const tables = await this.#database.tables();
    const row = await tables.selectFrom("person_zone").select("zone").where("person", "=", person).executeTakeFirst();
    return row?.zone;
  }

  async keepZone(person: string, zone: string): Promise<void> {
    const tables = await this.#database.tables();
    await tables
      .insertInto("person_zone")
      .values({ person, zone })
      .onConflict((conflict) => conflict.column("person").doUpdateSet({ zone }))
      .execute();
  }
}
