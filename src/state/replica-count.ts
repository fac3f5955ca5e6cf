import type { Database } from "./database.ts";

const NAME = "replicas";

/** How many replicas lived when that was last known: for one that starts while nobody can tell. Throws StateError. */
export class ReplicaCount {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined where it was never known. */
  async read(): Promise<number | undefined> {
    const tables = await this.#database.tables();
    const row = await tables.selectFrom("last_known").select("value").where("name", "=", NAME).executeTakeFirst();
    return row && Number(row.value);
  }

  async keep(count: number): Promise<void> {
    const tables = await this.#database.tables();
    await tables
      .insertInto("last_known")
      .values({ name: NAME, value: count })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: count }))
      .execute();
  }
}
