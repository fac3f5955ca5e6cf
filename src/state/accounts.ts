import type { Selectable } from "kysely";
import type { Database } from "./database.ts";
import type { Tables } from "./schema.ts";
import type { Sealer } from "./sealer.ts";

/** A person's account at a provider, with what opens it. */
export interface StoredAccount {
  /** What the provider calls them; empty where it does not tell. */
  readonly login: string;
  /** What was granted. */
  readonly scopes: readonly string[];
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** When the access token expires, in milliseconds since the epoch; absent when it does not. */
  readonly expiresAt?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly connectedAt: number;
}

/** Connected accounts, one a person and provider. Tokens are sealed, each to its own row. */
export class AccountStore {
  readonly #database: Database;
  readonly #sealer: Sealer;

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  /** Undefined when there is none. Tokens that an older key sealed are sealed again. Throws SealError. */
  async get(person: string, provider: string): Promise<StoredAccount | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .selectFrom("account")
      .selectAll()
      .where("person", "=", person)
      .where("provider", "=", provider)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const account = this.#opened(row);
    if (this.#sealer.isOld(row.sealed_access_token)) {
      await tables
        .updateTable("account")
        .set(this.#sealed(person, provider, account))
        .where("person", "=", person)
        .where("provider", "=", provider)
        // Another replica may have put newer tokens there meanwhile
        .where("sealed_access_token", "=", row.sealed_access_token)
        .execute();
    }
    return account;
  }

  /** Keeps the account in the place of an earlier one. */
  async put(person: string, provider: string, account: StoredAccount): Promise<void> {
    const tables = await this.#database.tables();
    const values = {
      login: account.login,
      scopes: account.scopes.join(" "),
      ...this.#sealed(person, provider, account),
      expires_at: account.expiresAt ?? null,
      connected_at: account.connectedAt,
    };
    await tables
      .insertInto("account")
      .values({ person, provider, ...values })
      .onConflict((conflict) => conflict.columns(["person", "provider"]).doUpdateSet(values))
      .execute();
  }

  /** Puts new tokens into an account that is still there: one that was disconnected meanwhile stays so. */
  async renew(
    person: string,
    provider: string,
    account: Pick<StoredAccount, "accessToken" | "refreshToken" | "expiresAt">,
  ): Promise<void> {
    const tables = await this.#database.tables();
    await tables
      .updateTable("account")
      .set({ ...this.#sealed(person, provider, account), expires_at: account.expiresAt ?? null })
      .where("person", "=", person)
      .where("provider", "=", provider)
      .execute();
  }

  /** Nothing happens when there is none. */
  async delete(person: string, provider: string): Promise<void> {
    const tables = await this.#database.tables();
    await tables.deleteFrom("account").where("person", "=", person).where("provider", "=", provider).execute();
    await this.#database.purge();
  }

  /** Whether somebody else, or the same person on another platform, has connected the same login. */
  async isShared(person: string, provider: string, login: string): Promise<boolean> {
    const tables = await this.#database.tables();
    const other = await tables
      .selectFrom("account")
      .select("person")
      .where("provider", "=", provider)
      .where("login", "=", login)
      .where("person", "!=", person)
      .executeTakeFirst();
    return other !== undefined;
  }

  #opened(row: Selectable<Tables["account"]>): StoredAccount {
    const context = contextOf(row.person, row.provider);
    return {
      login: row.login,
      scopes: row.scopes.split(" ").filter(Boolean),
      accessToken: this.#sealer.open(row.sealed_access_token, context),
      refreshToken:
        row.sealed_refresh_token === null ? undefined : this.#sealer.open(row.sealed_refresh_token, context),
      expiresAt: row.expires_at ?? undefined,
      connectedAt: row.connected_at,
    };
  }

  #sealed(
    person: string,
    provider: string,
    { accessToken, refreshToken }: Pick<StoredAccount, "accessToken" | "refreshToken">,
  ) {
    const context = contextOf(person, provider);
    return {
      sealed_access_token: this.#sealer.seal(accessToken, context),
      sealed_refresh_token: refreshToken === undefined ? null : this.#sealer.seal(refreshToken, context),
    };
  }
}

function contextOf(person: string, provider: string): string {
  return `account/${provider}/${person}`;
}
