import type { Database } from "./database.ts";

/**
 * Which of all processes on one database does something: the one that holds the lease. It is held in a row whose value is the
 * lease's end, in milliseconds since the epoch: whoever changes it from what it was has it. All methods throw StateError.
 */
export class Leadership {
  readonly #database: Database;
  readonly #name: string;
  /** The end of the lease as we wrote it; undefined while it is not ours. */
  #held: number | undefined;

  /** `name`: of what is done, the same in each process. */
  constructor(database: Database, name: string) {
    this.#database = database;
    this.#name = name;
  }

  /** Takes or renews the lease until `until`: whether it is ours now. */
  async hold(now: number, until: number): Promise<boolean> {
    const tables = await this.#database.tables();
    const before = this.#held ?? (await this.#endOf());
    if (before === undefined) {
      const { numInsertedOrUpdatedRows } = await tables
        .insertInto("last_known")
        .values({ name: this.#name, value: until })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .executeTakeFirstOrThrow();
      this.#held = numInsertedOrUpdatedRows === 1n ? until : undefined;
      return this.#held !== undefined;
    }
    if (this.#held === undefined && before > now) return false;
    // Two who take it in the same moment want different ends, or the second one changes nothing
    const end = until > before ? until : before + 1;
    const { numUpdatedRows } = await tables
      .updateTable("last_known")
      .set({ value: end })
      .where("name", "=", this.#name)
      .where("value", "=", before)
      .executeTakeFirstOrThrow();
    this.#held = numUpdatedRows === 1n ? end : undefined;
    return this.#held !== undefined;
  }

  /** Gives it back, if it is ours. */
  async release(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    const tables = await this.#database.tables();
    await tables
      .updateTable("last_known")
      .set({ value: 0 })
      .where("name", "=", this.#name)
      .where("value", "=", held)
      .execute();
  }

  async #endOf(): Promise<number | undefined> {
    const tables = await this.#database.tables();
    const row = await tables.selectFrom("last_known").select("value").where("name", "=", this.#name).executeTakeFirst();
    return row && Number(row.value);
  }
}
