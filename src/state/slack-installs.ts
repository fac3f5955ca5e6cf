import { MINUTE_MS } from "../core/time.ts";
import type { Database } from "./database.ts";
import type { Sealer } from "./sealer.ts";
import { SignedStates } from "./signed-states.ts";

/**
 * The bot in many Slack workspaces: one sealed installation each, under the id of the workspace, or of the organisation
 * that installed it for all its workspaces. What an installation holds is the adapter's own.
 */
export class SlackInstalls {
  readonly #database: Database;
  readonly #sealer: Sealer;
  readonly #states: SignedStates;

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
    this.#states = new SignedStates(database, sealer);
  }

  /** Keeps an installation in the place of an earlier one. `now` is in milliseconds since the epoch. Throws StateError. */
  async put(id: string, installation: string, now: number = Date.now()): Promise<void> {
    const tables = await this.#database.tables();
    const kept = { sealed_installation: this.#sealer.seal(installation, contextOf(id)), installed_at: now };
    await tables
      .insertInto("slack_install")
      .values({ id, ...kept })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(kept))
      .execute();
  }

  /** Undefined when there is none. What an older key sealed is sealed again. Throws StateError, SealError. */
  async get(id: string): Promise<string | undefined> {
    const tables = await this.#database.tables();
    const row = await tables.selectFrom("slack_install").selectAll().where("id", "=", id).executeTakeFirst();
    if (row === undefined) return undefined;
    const { sealed_installation } = row;
    const installation = this.#sealer.open(sealed_installation, contextOf(id));
    if (this.#sealer.isOld(sealed_installation)) {
      await tables
        .updateTable("slack_install")
        .set({ sealed_installation: this.#sealer.seal(installation, contextOf(id)) })
        .where("id", "=", id)
        .where("sealed_installation", "=", sealed_installation)
        .execute();
    }
    return installation;
  }

  /**
   * Deletes an installation made until `until` (milliseconds since the epoch): one that came later is another, which the
   * word of the end of the first must not take. What was subscribed to there goes with it. Throws StateError.
   */
  async remove(id: string, until: number): Promise<void> {
    const tables = await this.#database.tables();
    // One of the future was written before the clock was set back
    await tables
      .deleteFrom("slack_install")
      .where("id", "=", id)
      .where((eb) => eb.or([eb("installed_at", "<=", until), eb("installed_at", ">", Date.now() + MINUTE_MS)]))
      .execute();
    await tables
      .deleteFrom("subscription")
      .where("platform", "=", "slack")
      .where("workspace", "=", id)
      .where("made_at", "<=", until)
      .execute();
    await this.#database.purge();
  }

  /** A secret for somebody who goes to Slack. Touches no table. `expiresAt` is in milliseconds since the epoch. */
  newState(expiresAt: number): string {
    return this.#states.make(expiresAt);
  }

  /** Whether somebody came back in time with a secret of ours; the first to come uses it up. Throws StateError. */
  async takeState(state: string): Promise<boolean> {
    return await this.#states.use(state);
  }
}

function contextOf(id: string): string {
  return `slack_install/${id}`;
}
