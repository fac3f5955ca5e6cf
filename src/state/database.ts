import type { Dialect, Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { StateError } from "../core/errors.ts";
import type { DatabaseKind, Tables } from "./schema.ts";

export interface DatabaseOptions {
  /** How long a query waits for a locked file or a connection, in milliseconds. */
  readonly patienceMs?: number;
  /** In place of the project's own, by name. For tests. */
  readonly migrations?: Readonly<Record<string, Migration>>;
}

/** `user_version` of a SQLite file in which deleted rows are overwritten. */
const REWRITTEN = 1;

/** Default of `patienceMs`. Our choice: people wait that long, and a backup's lock is gone by then. */
const PATIENCE_MS = 5_000;

/**
 * The database, opened when it is first asked for and not before: most runs of most commands need no state. Opening brings
 * the tables up to date. Whatever makes it unavailable is a StateError, from here and from each query; the next call tries
 * again. Other errors of a query (a broken constraint) come as the driver gives them, less the values in them.
 */
export class Database {
  readonly kind: DatabaseKind;
  readonly #url: string;
  readonly #options: DatabaseOptions;
  #open: Promise<Kysely<Tables>> | undefined;
  #isClosed = false;
  /** Whether the last try to open it failed. */
  #hasFailed = false;

  /** `sqlite:PATH`, `sqlite::memory:` or `postgres://…`. */
  constructor(url: string, options: DatabaseOptions = {}) {
    this.kind = kindOf(url);
    this.#url = url;
    this.#options = options;
  }

  /** The tables, ready for queries. Throws StateError. */
  async tables(): Promise<Kysely<Tables>> {
    if (this.#isClosed) throw new StateError("database: closed");
    this.#open ??= this.#connect().catch((error: unknown) => {
      this.#open = undefined;
      this.#hasFailed = true;
      throw error instanceof StateError ? error : new StateError("database: it can't be opened", error);
    });
    return await this.#open;
  }

  /** For `/readyz`: asks the database where it is open, and opens nothing. Never rejects. */
  async state(): Promise<{ readonly isConnected: boolean; readonly detail: string }> {
    if (this.#open === undefined) {
      return this.#hasFailed
        ? { isConnected: false, detail: `${this.kind}, it can't be opened: the log says why` }
        : { isConnected: true, detail: `${this.kind}, opened when it is needed` };
    }
    try {
      const [{ sql }, tables] = await Promise.all([import("kysely"), this.#open]);
      await sql`select 1`.execute(tables);
      return { isConnected: true, detail: this.kind };
    } catch {
      return { isConnected: false, detail: `${this.kind}, it does not answer` };
    }
  }

  /**
   * Whether it can be opened, for the start: a sentence with what to do where it can't. A file is looked at and not opened; a server
   * is asked. Never rejects.
   */
  async look(): Promise<string | undefined> {
    const said = this.kind === "sqlite" ? await this.#lookAtFile() : await this.#lookAtServer();
    if (said === undefined) return undefined;
    this.#hasFailed = true;
    return `the database can't be opened: ${said} What needs none goes on.`;
  }

  async #lookAtFile(): Promise<string | undefined> {
    const path = this.#url.slice("sqlite:".length);
    if (path === ":memory:") return undefined;
    const trouble = await (await import("./look.ts")).troubleOpening(path);
    return trouble && `${trouble.what}. ${trouble.remedy}`;
  }

  async #lookAtServer(): Promise<string | undefined> {
    return await this.tables().then(
      () => undefined,
      (error: StateError) => `${error.message.replace(/^database: /, "")}. \`npm run doctor\` says more.`,
    );
  }

  /**
   * Takes from others on this machine what rights they have to the files, without opening them. Gives a sentence for the
   * operator for each that stays.
   */
  async keepPrivate(): Promise<readonly string[]> {
    const path = this.kind === "sqlite" ? this.#url.slice("sqlite:".length) : ":memory:";
    if (path === ":memory:") return [];
    return await (await import("./private-files.ts")).keepPrivate(path);
  }

  /**
   * Takes the last copies of what has been deleted off the disk. SQLite overwrites deleted rows in its file; its log still has them
   * as they were, and is emptied here, unless another program reads just now: then when that is next done, or at the end.
   * Postgres does this by itself, in its own time. Never rejects: the rows are gone already.
   */
  async purge(): Promise<void> {
    if (this.kind === "postgres") return;
    const tables = await this.#open?.catch(() => undefined);
    if (tables === undefined) return;
    const { sql } = await import("kysely");
    await sql`pragma wal_checkpoint(truncate)`.execute(tables).catch(() => {});
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const open = await this.#open?.catch(() => undefined);
    await open?.destroy();
  }

  async #connect(): Promise<Kysely<Tables>> {
    const [{ Kysely }, { migrate }, dialect] = await Promise.all([
      import("kysely"),
      import("./migrations.ts"),
      dialectFor(this.#url, this.#options.patienceMs ?? PATIENCE_MS),
    ]);
    const tables = new Kysely<Tables>({ dialect });
    try {
      await migrate(tables, this.kind, this.#options.migrations);
      if (this.kind === "sqlite") await rewriteOnce(tables);
      return tables;
    } catch (error) {
      await tables.destroy();
      throw error;
    }
  }
}

/** Earlier versions left deleted rows in free room of the file. Done once in a file's life, which its own version number tells. */
async function rewriteOnce(tables: Kysely<Tables>): Promise<void> {
  const { sql } = await import("kysely");
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(tables);
  if ((rows[0]?.user_version ?? 0) >= REWRITTEN) return;
  await sql`vacuum`.execute(tables);
  await sql.raw(`pragma user_version = ${REWRITTEN}`).execute(tables);
}

/** Which database an address leads to. */
export function kindOf(url: string): DatabaseKind {
  return url.startsWith("sqlite:") ? "sqlite" : "postgres";
}

/** The way to it; the driver that is not used is not loaded. */
export async function dialectFor(url: string, patienceMs: number): Promise<Dialect> {
  if (kindOf(url) === "postgres") return (await import("./postgres.ts")).postgresDialect(url, patienceMs);
  return (await import("./sqlite.ts")).sqliteDialect(url.slice("sqlite:".length), patienceMs);
}
