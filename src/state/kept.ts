import type { ExpressionBuilder } from "kysely";
import type { User } from "../core/command.ts";
import { ownerMark } from "../core/press.ts";
import type { Database } from "./database.ts";
import type { Tables } from "./schema.ts";
import { Votes } from "./votes.ts";

/** What the database holds about one person. */
export interface Kept {
  readonly books: number;
  /** Taken off the shelf within the last month. */
  readonly removedBooks: number;
  readonly accounts: readonly { readonly provider: string; readonly login: string }[];
  /** Connections that were begun and not finished. */
  readonly openLinks: number;
  readonly votes: number;
  /** Commands that come by themselves because the person wants it. */
  readonly subscriptions: number;
  /** The time zone that the person has told. */
  readonly zone: string | undefined;
  /** Private buttons whose state did not fit into them. */
  readonly buttons: number;
}

/** Everything about one person, in all tables. Throws StateError when the database is gone. */
export class KeptData {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async of({ key: person, id }: Pick<User, "key" | "id">): Promise<Kept> {
    const tables = await this.#database.tables();
    const books = await tables
      .selectFrom("shelf_book")
      .select((eb) => [
        eb.fn.countAll<number>().as("all"),
        eb.fn.countAll<number>().filterWhere("removed_at", "is not", null).as("removed"),
      ])
      .where("person", "=", person)
      .executeTakeFirstOrThrow();
    const accounts = await tables
      .selectFrom("account")
      .select(["provider", "login"])
      .where("person", "=", person)
      .orderBy("provider")
      .execute();
    const links = await tables
      .selectFrom("oauth_state")
      .select((eb) => eb.fn.countAll<number>().as("all"))
      .where("person", "=", person)
      .executeTakeFirstOrThrow();
    const buttons = await tables
      .selectFrom("button_state")
      .select((eb) => eb.fn.countAll<number>().as("all"))
      .where(ownedBy(id))
      .executeTakeFirstOrThrow();
    const subscriptions = await tables
      .selectFrom("subscription")
      .select((eb) => eb.fn.countAll<number>().as("all"))
      .where("person", "=", person)
      .executeTakeFirstOrThrow();
    const told = await tables.selectFrom("person_zone").select("zone").where("person", "=", person).executeTakeFirst();
    return {
      books: Number(books.all) - Number(books.removed),
      removedBooks: Number(books.removed),
      accounts,
      openLinks: Number(links.all),
      votes: await new Votes(this.#database).count(person),
      subscriptions: Number(subscriptions.all),
      zone: told?.zone,
      buttons: Number(buttons.all),
    };
  }

  /** Deletes it all, or nothing where that fails halfway, but for the votes, which are deleted first. */
  async delete({ key: person, id }: Pick<User, "key" | "id">): Promise<void> {
    await new Votes(this.#database).forget(person);
    const tables = await this.#database.tables();
    await tables.transaction().execute(async (changes) => {
      await changes.deleteFrom("shelf_book").where("person", "=", person).execute();
      await changes.deleteFrom("account").where("person", "=", person).execute();
      await changes.deleteFrom("oauth_state").where("person", "=", person).execute();
      await changes.deleteFrom("subscription").where("person", "=", person).execute();
      await changes.deleteFrom("person_zone").where("person", "=", person).execute();
      await changes.deleteFrom("button_state").where(ownedBy(id)).execute();
    });
    await this.#database.purge();
  }
}

/** Whether the state of a button names this person as its owner: sign by sign, which `like` does not do. */
function ownedBy(id: string) {
  return (eb: ExpressionBuilder<Tables, "button_state">) =>
    eb(eb.fn<string>("replace", ["state", eb.val(ownerMark(id)), eb.val("")]), "<>", eb.ref("state"));
}
