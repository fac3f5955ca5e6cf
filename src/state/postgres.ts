import {
  type Dialect,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from "kysely";
import pg from "pg";
import { StateError } from "../core/errors.ts";

/** Connections of one replica; our choice, so that ten replicas fit into Postgres's default of 100. */
const MAX_CONNECTIONS = 8;

/** Longest time for one statement, in milliseconds; our choice. */
const STATEMENT_MS = 10_000;

/**
 * Classes and codes of SQLSTATE that no change of the query mends. https://www.postgresql.org/docs/current/errcodes-appendix.html
 * (2026-11-22): connection, transaction torn off, wrong login, no such database, read-only, no rights, out of resources,
 * locked, shut down by the operator, system error.
 */
const UNAVAILABLE = /^(08|28|3D|40|53|57|58)|^(25006|42501|55P03)$/;

/** Postgres through a pool. `url` is a connection string; `patienceMs` bounds the wait for a connection. */
export function postgresDialect(url: string, patienceMs: number): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: patienceMs,
    statement_timeout: STATEMENT_MS,
    // A server that is gone without a word answers no statement, nor its timeout
    query_timeout: STATEMENT_MS + patienceMs,
    keepAlive: true,
    application_name: "magpie",
    types: { getTypeParser },
  });
  // An idle connection was lost: the pool has dropped it already, and whoever asks next gets a new one or the error
  pool.on("error", () => {});
  return new PostgresDialect({ pool: forKysely(pool) });
}

/** Times and counts are whole numbers below 2^53, which pg would give as text. */
function getTypeParser(oid: number, format?: "text" | "binary") {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);
}

function forKysely(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: () => pool.connect().then((client) => new TranslatingClient(client), rethrow),
  };
}

/** A connection whose errors are ours, and which is not used again after it failed. */
class TranslatingClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #onLost = () => {
    this.#hasFailed = true;
  };
  #hasFailed = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    // Lost between two queries: unheard, it would end the process; the next query tells it
    client.on("error", this.#onLost);
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query(sql: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof sql !== "string") throw new TypeError("cursors are not turned on");
    return this.#client.query(sql, [...parameters]).catch((error: unknown) => {
      this.#hasFailed ||= !(error instanceof pg.DatabaseError);
      return rethrow(error);
    });
  }

  release(destroy?: boolean): void {
    this.#client.off("error", this.#onLost);
    this.#client.release(destroy === true || this.#hasFailed);
  }
}

function rethrow(error: unknown): never {
  if (!(error instanceof Error) || error instanceof TypeError) throw error;
  if (!(error instanceof pg.DatabaseError)) throw new StateError(`database: Postgres does not answer`, error);
  if (UNAVAILABLE.test(error.code ?? ""))
    throw new StateError(`database: Postgres is not available (${error.code})`, error);
  // They hold what people have typed
  error.detail = undefined;
  error.where = undefined;
  throw error;
}
