import type { User } from "../core/command.ts";
import { BotError } from "../core/errors.ts";
import type { Database } from "../state/database.ts";
import { type Kept, KeptData } from "../state/kept.ts";
import type { Accounts } from "./accounts/accounts.ts";
import { PROVIDER_IDS, type ProviderId } from "./accounts/provider.ts";

export type { Kept } from "../state/kept.ts";

/** What was deleted. */
export interface Forgotten {
  readonly kept: Kept;
  /** Providers that could not be told, so that the access is still to be withdrawn there. */
  readonly notTold: readonly ProviderId[];
}

/** What the bot keeps about a person, and its end. Throws StateError when the database is gone. */
export class Forgetting {
  readonly #accounts: Accounts;
  readonly #data: KeptData;

  constructor(accounts: Accounts, database: Database) {
    this.#accounts = accounts;
    this.#data = new KeptData(database);
  }

  kept(user: User): Promise<Kept> {
    return this.#data.of(user);
  }

  /** Ends the connections at the providers and deletes everything here, also where a provider does not answer. */
  async forget(user: User): Promise<Forgotten> {
    const kept = await this.#data.of(user);
    const connected = PROVIDER_IDS.filter((id) => kept.accounts.some(({ provider }) => provider === id));
    const notTold: ProviderId[] = [];
    for (const provider of connected) if (!(await this.#isRevoked(user, provider))) notTold.push(provider);
    await this.#data.delete(user);
    return { kept, notTold };
  }

  async #isRevoked(user: User, provider: ProviderId): Promise<boolean> {
    try {
      return (await this.#accounts.disconnect(user.key, provider))?.isRevoked ?? true;
    } catch (error) {
      // The operator has taken the application away: the row goes all the same
      if (error instanceof BotError) return false;
      throw error;
    }
  }
}
