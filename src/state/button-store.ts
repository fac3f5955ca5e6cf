import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Logger } from "../core/log.ts";
import type { ButtonStore } from "../core/press.ts";
import { DAY_MS } from "../core/time.ts";
import type { Database } from "./database.ts";

/** How long a button works whose state did not fit into it, in milliseconds. Our choice: a month. */
const TTL_MS = 30 * DAY_MS;

/** States kept in memory while the database is gone. */
const MAX_IN_MEMORY = 5_000;

/** How many new states may pass between two sweeps of expired ones. */
const SWEEP_EVERY = 500;

/** Keeps long button states in the database, so that they work after a restart; in memory while the database is gone. */
export function createButtonStore(database: Database, log: Logger): ButtonStore {
  const memory = new LRUCache<string, string>({ max: MAX_IN_MEMORY });
  let puts = 0;
  return {
    async put(state) {
      // The same state has the same key: paging to and fro does not fill the table
      const key = createHash("sha256").update(state).digest("base64url").slice(0, 22);
      try {
        const tables = await database.tables();
        const expires_at = Date.now() + TTL_MS;
        await tables
          .insertInto("button_state")
          .values({ key, state, expires_at })
          .onConflict((conflict) => conflict.column("key").doUpdateSet({ expires_at }))
          .execute();
        puts += 1;
        if (puts % SWEEP_EVERY === 0)
          await tables.deleteFrom("button_state").where("expires_at", "<", Date.now()).execute();
      } catch (error) {
        log.warn({ err: error }, "the database is gone: long buttons will not outlive this process");
        memory.set(key, state);
      }
      return key;
    },
    async get(key) {
      const kept = memory.get(key);
      if (kept !== undefined) return kept;
      try {
        const tables = await database.tables();
        const row = await tables
          .selectFrom("button_state")
          .select("state")
          .where("key", "=", key)
          .where("expires_at", ">", Date.now())
          .executeTakeFirst();
        return row?.state;
      } catch (error) {
        log.warn({ err: error }, "the database is gone: a long button can't be read");
        return undefined;
      }
    },
  };
}
