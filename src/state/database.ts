import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Kysely, SqliteDatabase } from "kysely";
import type { Tables } from "./schema.ts";

/**
 * The database, opened when it is first asked for and not before: most runs of most commands need no state.
 * Throws when the file cannot be opened; the next call tries again.
 */
export class Database {
  readonly #url: string;
  #open: Promise<Kysely<Tables>> | undefined;

  /** `sqlite:PATH`, or `sqlite::memory:`. */
  constructor(url: string) {
    this.#url = url;
  }

  tables(): Promise<Kysely<Tables>> {
    this.#open ??= openSqlite(this.#url.replace(/^sqlite:/, "")).catch((error: unknown) => {
      this.#open = undefined;
      throw error;
    });
    return this.#open;
  }

  async close(): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    await open?.destroy();
  }
}

async function openSqlite(path: string): Promise<Kysely<Tables>> {
  const [{ DatabaseSync }, { Kysely, SqliteDialect }] = await Promise.all([import("node:sqlite"), import("kysely")]);
  if (path !== ":memory:") await mkdir(dirname(resolve(path)), { recursive: true });
  const sqlite = new DatabaseSync(path, { timeout: 5_000 });
  sqlite.exec("pragma journal_mode = wal; pragma synchronous = normal");
  const tables = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(sqlite) }) });
  await tables.schema
    .createTable("button_state")
    .ifNotExists()
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("expires_at", "integer", (column) => column.notNull())
    .execute();
  return tables;
}

/** Kysely speaks better-sqlite3's dialect; Node's own SQLite differs in how it takes parameters. */
function forKysely(sqlite: DatabaseSync): SqliteDatabase {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    close: () => sqlite.close(),
    prepare(sql) {
      const statement = sqlite.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}
