import { dirname, resolve } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from "kysely";
import { LRUCache } from "lru-cache";
import { StateError } from "../core/errors.ts";
import { steadyNow } from "../core/time.ts";
import { makePrivate } from "./private-files.ts";

/** SQLite's own wait for a lock stops the whole process, so it is short, in milliseconds; our choice. */
const BUSY_TIMEOUT_MS = 10;

/** Time between two tries at a locked file, in milliseconds; our choice. */
const RETRY_MS = 40;

/** Statements that stay prepared: more than the bot has, some kilobytes each. Our choice. */
const MAX_STATEMENTS = 200;

const BUSY = 5;

/** What the operator can do where the bot may not write. */
const LET_ME_WRITE = "let me write there, or set DATABASE_URL to another place";

/** Result codes that no change of the query mends, as the operator reads them. https://sqlite.org/rescode.html (2026-11-22) */
const UNAVAILABLE: Readonly<Record<number, string>> = {
  3: `access to the file is not permitted: ${LET_ME_WRITE}`,
  [BUSY]: "another program has locked the file",
  6: "another program has locked the file",
  8: `the file is read-only: ${LET_ME_WRITE}`,
  10: "the disk fails",
  11: "the file is damaged",
  13: "the disk is full",
  14: `the file can't be opened: ${LET_ME_WRITE}`,
  15: "another program has locked the file",
  26: "the file is not a database",
};

/** SQLite as Node brings it, in the file `path` or in `:memory:`. Folders on the way are made. */
export function sqliteDialect(path: string, patienceMs: number): Dialect {
  return new NodeSqliteDialect({ database: () => openFile(path) }, patienceMs);
}

async function openFile(path: string): Promise<SqliteDatabase> {
  const folder = dirname(resolve(path));
  try {
    if (path !== ":memory:") await makePrivate(path);
    return forKysely(new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no reason";
    const reason = `its folder ${folder} can't be made (${code}): ${LET_ME_WRITE}`;
    throw asStateError(error) ?? new StateError(`database: ${reason}`, error);
  }
}

/** Kysely's dialect for SQLite is written for better-sqlite3, which is one process's alone. */
class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #patienceMs: number;

  constructor(config: SqliteDialectConfig, patienceMs: number) {
    super(config);
    this.#config = config;
    this.#patienceMs = patienceMs;
  }

  override createDriver(): SqliteDriver {
    return new PatientDriver(this.#config, this.#patienceMs);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** SQLite can undo a `create table`; a migration that is cut off leaves nothing half. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class PatientDriver extends SqliteDriver {
  readonly #patienceMs: number;
  #connection: PatientConnection | undefined;

  constructor(config: SqliteDialectConfig, patienceMs: number) {
    super(config);
    this.#patienceMs = patienceMs;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#connection === undefined) {
      const connection = new PatientConnection(await super.acquireConnection(), this.#patienceMs);
      // What is deleted is overwritten, and not only given back. Readers and the writer don't wait for each other; a power cut costs the last moments, never the file
      for (const pragma of ["journal_mode = wal", "synchronous = normal", "foreign_keys = on", "secure_delete = on"])
        await connection.executeQuery(CompiledQuery.raw(`pragma ${pragma}`));
      this.#connection = connection;
    }
    return this.#connection;
  }

  /** Takes the write lock at the start: two that begin by reading could not both go on to write. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

/** Waits for a locked file without stopping the process. */
class PatientConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection;
  readonly #patienceMs: number;
  /** Somebody has waited in vain: until the file is free, nobody else does. */
  #hasGivenUp = false;

  constructor(inner: DatabaseConnection, patienceMs: number) {
    this.#inner = inner;
    this.#patienceMs = patienceMs;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const giveUpAt = steadyNow() + (this.#hasGivenUp ? 0 : this.#patienceMs);
    for (;;) {
      try {
        const result = await this.#inner.executeQuery<R>(query);
        this.#hasGivenUp = false;
        return result;
      } catch (error) {
        if (resultCode(error) !== BUSY || steadyNow() >= giveUpAt) {
          this.#hasGivenUp = resultCode(error) === BUSY;
          throw asStateError(error) ?? error;
        }
      }
      await delay(RETRY_MS);
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#inner.streamQuery<R>(query, chunkSize);
  }
}

/**
 * Node's SQLite takes parameters one by one, and says by its columns whether a statement gives rows. A statement is prepared once:
 * its memory is SQLite's own, of which the garbage collector knows nothing, so that thousands of them would pile up before
 * it comes round.
 */
function forKysely(sqlite: DatabaseSync): SqliteDatabase {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  const statements = new LRUCache<string, StatementSync>({ max: MAX_STATEMENTS });
  const prepared = (sql: string) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = sqlite.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    close: () => sqlite.close(),
    prepare(sql) {
      const statement = prepared(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}

/** Undefined for errors of the query itself. */
function asStateError(error: unknown): StateError | undefined {
  const words = UNAVAILABLE[resultCode(error) ?? 0];
  return words === undefined ? undefined : new StateError(`database: ${words}`, error);
}

/** SQLite's primary result code. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  return error.errcode & 0xff;
}
