import { hash } from "node:crypto";
import { z } from "zod";
import type { Database } from "./database.ts";
import { SealError, type Sealer } from "./sealer.ts";

/** A person on the way to connect an account. */
export interface OauthFlow {
  readonly provider: string;
  /** Key of the person who asked: only to them the account is connected. */
  readonly person: string;
  /** How the pages call them: `ann on Slack`. */
  readonly asker: string;
  /** PKCE code verifier. */
  readonly verifier: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const sealedFlow = z.object({ verifier: z.string(), asker: z.string() });

/**
 * OAuth flows under way, each found by a secret that travels and of which only the SHA-256 is stored. They outlive a restart,
 * hold for their time and are used up once, whoever comes first.
 */
export class OauthStates {
  readonly #database: Database;
  readonly #sealer: Sealer;

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  /** Keeps a flow under the secret, in the place of an earlier one of this person and provider. */
  async open(secret: string, flow: OauthFlow): Promise<void> {
    const { provider, person, verifier, asker, scopes, expiresAt } = flow;
    const tables = await this.#database.tables();
    await tables
      .deleteFrom("oauth_state")
      .where(({ and, eb, or }) =>
        or([eb("expires_at", "<=", Date.now()), and([eb("person", "=", person), eb("provider", "=", provider)])]),
      )
      .execute();
    await tables
      .insertInto("oauth_state")
      .values({
        state_hash: hashOf(secret),
        provider,
        person,
        sealed_flow: this.#sealer.seal(JSON.stringify({ verifier, asker }), contextOf(provider, person)),
        scopes: scopes.join(" "),
        expires_at: expiresAt,
      })
      .execute();
  }

  /** The flow of a secret, left where it is; undefined when there is none or its time is over. */
  async find(secret: string): Promise<OauthFlow | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .selectFrom("oauth_state")
      .selectAll()
      .where("state_hash", "=", hashOf(secret))
      .executeTakeFirst();
    return this.#flowOf(row);
  }

  /** After this, the flow is found by the other secret alone. Nothing happens when there is no such flow. */
  async move(secret: string, other: string): Promise<void> {
    const tables = await this.#database.tables();
    await tables
      .updateTable("oauth_state")
      .set({ state_hash: hashOf(other) })
      .where("state_hash", "=", hashOf(secret))
      .execute();
  }

  /** As `find`, and the flow is gone: of two who take it at once, one gets it. */
  async take(secret: string): Promise<OauthFlow | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .deleteFrom("oauth_state")
      .where("state_hash", "=", hashOf(secret))
      .returningAll()
      .executeTakeFirst();
    return this.#flowOf(row);
  }

  #flowOf(row: Row | undefined): OauthFlow | undefined {
    if (row === undefined || row.expires_at <= Date.now()) return undefined;
    const { provider, person, scopes } = row;
    try {
      const { verifier, asker } = sealedFlow.parse(
        JSON.parse(this.#sealer.open(row.sealed_flow, contextOf(provider, person))),
      );
      const asked = scopes.split(" ").filter(Boolean);
      return { provider, person, asker, verifier, scopes: asked, expiresAt: row.expires_at };
    } catch (error) {
      // The key has changed since: the flow is as good as expired
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }
}

interface Row {
  readonly provider: string;
  readonly person: string;
  readonly sealed_flow: string;
  readonly scopes: string;
  readonly expires_at: number;
}

function hashOf(secret: string): string {
  return hash("sha256", secret, "base64url");
}

function contextOf(provider: string, person: string): string {
  return `oauth_state/${provider}/${person}`;
}
