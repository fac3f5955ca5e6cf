import { randomUUID } from "node:crypto";
import type { Database } from "./database.ts";

/** Seats of a quota, and when they come back in milliseconds since the epoch. */
interface SpentSeats {
  readonly perMs: number;
  readonly returning: readonly { readonly at: number; readonly count: number }[];
}

/**
 * What is spent of the quotas of upstreams. Each process has rows of its own, so that replicas do not overwrite each other, and
 * reads those of all. Throws StateError.
 */
export class Quotas {
  readonly #database: Database;
  readonly #process = randomUUID();

  constructor(database: Database) {
    this.#database = database;
  }

  /** What every process has spent of an upstream and not got back. */
  async spent(upstream: string): Promise<readonly SpentSeats[]> {
    const tables = await this.#database.tables();
    const now = Date.now();
    await tables.deleteFrom("quota").where("ends_at", "<=", now).execute();
    const rows = await tables
      .selectFrom("quota")
      .select(["per_ms", "returning"])
      .where("upstream", "=", upstream)
      .execute();
    return rows.map(({ per_ms: perMs, returning }) => ({
      perMs,
      returning: parsed(returning).filter(({ at }) => at > now),
    }));
  }

  /** Puts what this process has spent of a quota in the place of what it said before. */
  async keep(upstream: string, { perMs, returning }: SpentSeats): Promise<void> {
    const tables = await this.#database.tables();
    const kept = {
      returning: JSON.stringify(returning.map(({ at, count }) => [at, count])),
      ends_at: Math.max(0, ...returning.map(({ at }) => at)),
    };
    await tables
      .insertInto("quota")
      .values({ process: this.#process, upstream, per_ms: perMs, ...kept })
      .onConflict((conflict) => conflict.columns(["process", "upstream", "per_ms"]).doUpdateSet(kept))
      .execute();
  }
}

/** As `keep` wrote it. */
function parsed(returning: string): SpentSeats["returning"] {
  return (JSON.parse(returning) as [number, number][]).map(([at, count]) => ({ at, count }));
}
