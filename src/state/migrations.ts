import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { DatabaseKind, Tables } from "./schema.ts";

/**
 * Brings the tables up to date: each migration that has not run yet, in the order of their names, all in one transaction
 * under a lock, so that a migration cut in half leaves nothing half, and two replicas at once make it once.
 */
export async function migrate(
  tables: Kysely<Tables>,
  kind: DatabaseKind,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS[kind],
): Promise<void> {
  const provider = { getMigrations: async () => ({ ...migrations }) };
  const { error } = await new Migrator({ db: tables, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}

/** Names sort in the order they run; one that has been released is never changed. */
export const MIGRATIONS = {
  sqlite: {
    "001-first-tables": { up: (db) => createFirstTables(db, "sqlite") },
    "002-secrets": { up: createSecrets },
    "003-quotas": { up: createQuotas },
    "004-one-link-a-person": { up: createOneLinkAPerson },
    "005-last-known": { up: createLastKnown },
    "006-subscriptions": { up: (db) => createSubscriptions(db, "sqlite") },
  },
  postgres: {
    "001-first-tables": { up: (db) => createFirstTables(db, "postgres") },
    "002-secrets": { up: createSecrets },
    "003-quotas": { up: createQuotas },
    "004-one-link-a-person": { up: createOneLinkAPerson },
    "005-last-known": { up: createLastKnown },
    "006-subscriptions": { up: (db) => createSubscriptions(db, "postgres") },
  },
} as const satisfies Record<DatabaseKind, Record<string, Migration>>;

/** As in `schema.ts`. Times are `bigint`: as milliseconds they don't fit into Postgres's `integer`. */
async function createFirstTables({ schema }: Pick<Kysely<unknown>, "schema">, kind: DatabaseKind): Promise<void> {
  await schema
    .createTable("button_state")
    // Bots from before there were migrations have it
    .ifNotExists()
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("button_state_by_expiry").on("button_state").column("expires_at").execute();

  await schema
    .createTable("account")
    .addColumn("person", "text", (column) => column.notNull())
    .addColumn("provider", "text", (column) => column.notNull())
    .addColumn("login", "text", (column) => column.notNull())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("sealed_access_token", "text", (column) => column.notNull())
    .addColumn("sealed_refresh_token", "text")
    .addColumn("expires_at", "bigint")
    .addColumn("connected_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("account_primary", ["person", "provider"])
    .execute();

  await schema
    .createTable("oauth_state")
    .addColumn("state_hash", "text", (column) => column.primaryKey())
    .addColumn("provider", "text", (column) => column.notNull())
    .addColumn("person", "text", (column) => column.notNull())
    .addColumn("sealed_flow", "text", (column) => column.notNull())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("oauth_state_by_expiry").on("oauth_state").column("expires_at").execute();

  await schema
    .createTable("vote")
    .addColumn("picture", "text", (column) => column.notNull())
    .addColumn("voter", "text", (column) => column.notNull())
    .addColumn("value", "integer", (column) => column.notNull())
    .addColumn("voted_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("vote_primary", ["picture", "voter"])
    .execute();

  await schema
    .createTable("shelf_book")
    // A button may still carry the id of a book that is gone
    .addColumn("id", ...idNeverGivenTwice(kind))
    .addColumn("person", "text", (column) => column.notNull())
    .addColumn("shelf", "text", (column) => column.notNull())
    .addColumn("identity", "text", (column) => column.notNull())
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("authors", "text", (column) => column.notNull())
    .addColumn("folded", "text", (column) => column.notNull())
    .addColumn("isbn", "text")
    .addColumn("volume_id", "text")
    .addColumn("cover_url", "text")
    .addColumn("added_at", "bigint", (column) => column.notNull())
    .addColumn("changed_at", "bigint", (column) => column.notNull())
    .addColumn("removed_at", "bigint")
    .addColumn("synced_at", "bigint")
    .addUniqueConstraint("shelf_book_once", ["person", "identity"])
    .execute();
  for (const [name, columns] of [
    ["shelf_book_by_shelf", ["person", "shelf", "changed_at", "id"]],
    ["shelf_book_by_change", ["person", "changed_at", "id"]],
  ] as const) {
    await schema
      .createIndex(name)
      .on("shelf_book")
      .columns([...columns])
      .where(sql<boolean>`removed_at is null`)
      .execute();
  }
  await schema
    .createIndex("shelf_book_by_removal")
    .on("shelf_book")
    .column("removed_at")
    .where(sql<boolean>`removed_at is not null`)
    .execute();

  await schema
    .createTable("slack_install")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("sealed_installation", "text", (column) => column.notNull())
    .addColumn("installed_at", "bigint", (column) => column.notNull())
    .execute();
}

async function createSecrets({ schema }: Pick<Kysely<unknown>, "schema">): Promise<void> {
  await schema
    .createTable("secret")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();
}

async function createQuotas({ schema }: Pick<Kysely<unknown>, "schema">): Promise<void> {
  await schema
    .createTable("quota")
    .addColumn("process", "text", (column) => column.notNull())
    .addColumn("upstream", "text", (column) => column.notNull())
    .addColumn("per_ms", "bigint", (column) => column.notNull())
    .addColumn("returning", "text", (column) => column.notNull())
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("quota_primary", ["process", "upstream", "per_ms"])
    .execute();
}

async function createOneLinkAPerson(db: Kysely<unknown>): Promise<void> {
  // Whoever is on the way asks once more: earlier versions kept what this one can't find, and several of one person
  await sql`delete from oauth_state`.execute(db);
  await db.schema
    .createIndex("oauth_state_by_person")
    .unique()
    .on("oauth_state")
    .columns(["person", "provider"])
    .execute();
  await db.schema
    .createTable("used_state")
    .addColumn("state_hash", "text", (column) => column.primaryKey())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("used_state_by_expiry").on("used_state").column("expires_at").execute();
}

async function createLastKnown({ schema }: Pick<Kysely<unknown>, "schema">): Promise<void> {
  await schema
    .createTable("last_known")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("value", "bigint", (column) => column.notNull())
    .execute();
}

async function createSubscriptions({ schema }: Pick<Kysely<unknown>, "schema">, kind: DatabaseKind): Promise<void> {
  await schema
    .createTable("subscription")
    // A button may still carry the id of one that is gone
    .addColumn("id", ...idNeverGivenTwice(kind))
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("workspace", "text")
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("person", "text", (column) => column.notNull())
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("person_name", "text", (column) => column.notNull())
    .addColumn("locale", "text", (column) => column.notNull())
    .addColumn("command", "text", (column) => column.notNull())
    .addColumn("line", "text", (column) => column.notNull())
    .addColumn("times", "text", (column) => column.notNull())
    .addColumn("zone", "text", (column) => column.notNull())
    .addColumn("next_at", "bigint")
    .addColumn("claimed_until", "bigint", (column) => column.notNull())
    .addColumn("last_identity", "text")
    .addColumn("refusals", "integer", (column) => column.notNull())
    .addColumn("made_at", "bigint", (column) => column.notNull())
    .addColumn("paused_at", "bigint")
    .execute();
  for (const [name, columns] of [
    ["subscription_by_time", ["platform", "next_at"]],
    ["subscription_by_channel", ["platform", "channel"]],
    ["subscription_by_workspace", ["platform", "workspace"]],
    ["subscription_by_person", ["person"]],
  ] as const) {
    await schema
      .createIndex(name)
      .on("subscription")
      .columns([...columns])
      .execute();
  }
  await schema
    .createTable("person_zone")
    .addColumn("person", "text", (column) => column.primaryKey())
    .addColumn("zone", "text", (column) => column.notNull())
    .execute();
}

/** A key that counts up and whose numbers do not come back. */
function idNeverGivenTwice(kind: DatabaseKind) {
  const build = (column: ColumnDefinitionBuilder) =>
    kind === "sqlite" ? column.primaryKey().autoIncrement() : column.primaryKey().generatedByDefaultAsIdentity();
  return [kind === "sqlite" ? "integer" : "bigint", build] as const;
}
