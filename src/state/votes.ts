import { createHmac, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Database } from "./database.ts";
import type { Tables } from "./schema.ts";

/** Bytes of the key that people are hashed with. */
const SECRET_BYTES = 32;

/** How many people like a picture, and how many don't. */
export interface Tally {
  readonly up: number;
  readonly down: number;
}

/** What a vote did. */
export interface CountedVote {
  readonly tally: Tally;
  /** False when the person had voted so before. */
  readonly isNew: boolean;
  /** Stands for the person outside the bot; nobody can tell from it who they are. */
  readonly voter: string;
}

/** Votes on pictures: one a person, which can be changed. */
export class Votes {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Counts a person's vote on a picture in place of an earlier one; two at the same moment count once. Throws StateError. */
  async cast(picture: string, person: string, isUp: boolean): Promise<CountedVote> {
    const tables = await this.#database.tables();
    const voter = await voterOf(tables, person);
    const value = isUp ? 1 : -1;
    const voted_at = Date.now();
    const { numInsertedOrUpdatedRows } = await tables
      .insertInto("vote")
      .values({ picture, voter, value, voted_at })
      .onConflict((conflict) =>
        conflict.columns(["picture", "voter"]).doUpdateSet({ value, voted_at }).where("vote.value", "<>", value),
      )
      .executeTakeFirstOrThrow();
    return { tally: await tallyOf(tables, picture), isNew: numInsertedOrUpdatedRows === 1n, voter };
  }

  /** How many votes a person has cast. Throws StateError. */
  async count(person: string): Promise<number> {
    const tables = await this.#database.tables();
    const { count } = await tables
      .selectFrom("vote")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("voter", "=", await voterOf(tables, person))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Deletes a person's votes: how many there were. Throws StateError. */
  async forget(person: string): Promise<number> {
    const tables = await this.#database.tables();
    const voter = await voterOf(tables, person);
    const { numDeletedRows } = await tables.deleteFrom("vote").where("voter", "=", voter).executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}

async function tallyOf(tables: Kysely<Tables>, picture: string): Promise<Tally> {
  const rows = await tables
    .selectFrom("vote")
    .select(({ fn }) => ["value", fn.countAll().as("count")])
    .where("picture", "=", picture)
    .groupBy("value")
    .execute();
  const countOf = (value: number) => Number(rows.find((row) => row.value === value)?.count ?? 0);
  return { up: countOf(1), down: countOf(-1) };
}

/** A person as votes know them: a hash that only this database's secret makes. */
async function voterOf(tables: Kysely<Tables>, person: string): Promise<string> {
  return createHmac("sha256", await voterSecret(tables))
    .update(person)
    .digest("base64url");
}

/** Made when first asked for; who comes second at the same moment gets the first one's. */
async function voterSecret(tables: Kysely<Tables>): Promise<Buffer> {
  const find = () => tables.selectFrom("secret").select("value").where("name", "=", "voter").executeTakeFirst();
  let found = await find();
  if (found === undefined) {
    const value = randomBytes(SECRET_BYTES).toString("base64url");
    await tables
      .insertInto("secret")
      .values({ name: "voter", value })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
    found = await find();
  }
  if (found === undefined) throw new TypeError("the secret was just written");
  return Buffer.from(found.value, "base64url");
}
