import { Kysely, sql } from "kysely";
import { DEFAULT_MIGRATION_TABLE, Migrator } from "kysely/migration";
import { StateError } from "../core/errors.ts";
import { dialectFor, kindOf } from "./database.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { Tables } from "./schema.ts";

/** How a database stands to this version of the bot. */
export interface Inspection {
  /** Migrations that the next start makes. */
  readonly pending: readonly string[];
  /** Migrations of a newer version, which this one can't work with. */
  readonly unknown: readonly string[];
  /** What comes by itself; undefined before there is a table for it. */
  readonly subscriptions: SubscriptionCounts | undefined;
}

/** How many subscriptions there are. */
export interface SubscriptionCounts {
  readonly all: number;
  readonly paused: number;
  /** Whose time was over before the moment that was asked about. */
  readonly late: number;
}

/**
 * Looks into a database and leaves it as it was: opens it, compares its migrations with ours, and rehearses a change of the
 * tables that is taken back. `lateBefore` is in milliseconds since the epoch. A file that is not there would be made. Throws StateError, as a bot's queries would.
 */
export async function inspectDatabase(url: string, patienceMs: number, lateBefore: number): Promise<Inspection> {
  const tables = new Kysely<Tables>({ dialect: await dialectFor(url, patienceMs) });
  try {
    const ours = { ...MIGRATIONS[kindOf(url)] };
    const migrator = new Migrator({ db: tables, provider: { getMigrations: async () => ours } });
    const known = await migrator.getMigrations();
    const made = await madeMigrations(tables);
    await rehearseChange(tables);
    const hasSubscriptions = made.includes("006-subscriptions");
    return {
      subscriptions: hasSubscriptions ? await countSubscriptions(tables, lateBefore) : undefined,
      pending: known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name),
      unknown: made.filter((name) => !Object.hasOwn(ours, name)),
    };
  } catch (error) {
    throw error instanceof StateError ? error : new StateError("database: it can't be used", error);
  } finally {
    await tables.destroy();
  }
}

async function countSubscriptions(tables: Kysely<Tables>, lateBefore: number): Promise<SubscriptionCounts> {
  const { all, paused, late } = await tables
    .selectFrom("subscription")
    .select(({ fn }) => [
      fn.countAll<number>().as("all"),
      fn.countAll<number>().filterWhere("paused_at", "is not", null).as("paused"),
      fn.countAll<number>().filterWhere("next_at", "<", lateBefore).as("late"),
    ])
    .executeTakeFirstOrThrow();
  return { all: Number(all), paused: Number(paused), late: Number(late) };
}

async function madeMigrations(tables: Kysely<Tables>): Promise<readonly string[]> {
  const all = await tables.introspection.getTables({ withInternalKyselyTables: true });
  if (!all.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(tables);
  return rows.map(({ name }) => name);
}

/** Both databases can undo a `create table`. */
async function rehearseChange(tables: Kysely<Tables>): Promise<void> {
  const transaction = await tables.startTransaction().execute();
  try {
    await sql`create table magpie_rehearsal (done integer)`.execute(transaction);
  } finally {
    await transaction.rollback().execute();
  }
}
