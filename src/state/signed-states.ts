import { hash, randomBytes } from "node:crypto";
import type { Database } from "./database.ts";
import type { Sealer } from "./sealer.ts";

/** What the signature is for. */
const CONTEXT = "state of an installation";

/**
 * Secrets that people carry to a platform and back. Each proves by itself that it was made here, by any replica, and until when
 * it holds: giving one out costs the database nothing, however many are asked for. Only those that came back are kept, for
 * the rest of their time, so that each is good once.
 */
export class SignedStates {
  readonly #database: Database;
  readonly #sealer: Sealer;

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  /** A new one, of letters, digits, `-`, `_` and `.`. `expiresAt` is in milliseconds since the epoch. */
  make(expiresAt: number): string {
    const text = `${expiresAt.toString(36)}.${randomBytes(16).toString("base64url")}`;
    return `${text}.${this.#sealer.sign(text, CONTEXT)}`;
  }

  /** Whether it is one of ours, holds still and was not used: the first to come uses it up. Throws StateError. */
  async use(state: string): Promise<boolean> {
    const [expiry = "", random = "", signature = "", ...more] = state.split(".", 4);
    if (more.length > 0 || !this.#sealer.isSigned(`${expiry}.${random}`, signature, CONTEXT)) return false;
    const expiresAt = Number.parseInt(expiry, 36);
    const now = Date.now();
    if (expiresAt <= now) return false;
    const tables = await this.#database.tables();
    await tables.deleteFrom("used_state").where("expires_at", "<=", now).execute();
    const used = await tables
      .insertInto("used_state")
      // Of what was signed: the same signature can be written in several ways
      .values({ state_hash: hash("sha256", `${expiry}.${random}`, "base64url"), expires_at: expiresAt })
      .onConflict((conflict) => conflict.column("state_hash").doNothing())
      .returning("state_hash")
      .executeTakeFirst();
    return used !== undefined;
  }
}
