import { hash } from "node:crypto";
import { z } from "zod";
import { MINUTE_MS } from "../core/time.ts";
import type { Database } from "./database.ts";
import { SealError, type Sealer } from "./sealer.ts";

/** A link holds this long, in milliseconds; so do GitHub's codes. */
export const LINK_MS = 10 * MINUTE_MS;

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

const sealedFlow = z.object({ verifier: z.string(), asker: z.string(), secret: z.string() });

/** A flow, and the secret that it was opened with. */
interface Opened extends OauthFlow {
  readonly secret: string;
}

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

  /**
   * Begins a flow under the secret, and gives the secret that it is found by. Where this person's last flow with this provider
   * is still waiting to be followed, that is its own: it holds until the new time, for what is wanted now. One that somebody
   * has followed, or whose time is over, makes place.
   */
  async open(secret: string, flow: OauthFlow): Promise<string> {
    const tables = await this.#database.tables();
    const now = Date.now();
    await tables.deleteFrom("oauth_state").where("expires_at", "<=", now).execute();
    await this.#shorten(now);
    for (;;) {
      const row = await tables
        .selectFrom("oauth_state")
        .selectAll()
        .where("person", "=", flow.person)
        .where("provider", "=", flow.provider)
        .executeTakeFirst();
      const known = this.#opened(row);
      if (row !== undefined && known !== undefined && row.state_hash === hashOf(known.secret)) {
        const { numUpdatedRows } = await tables
          .updateTable("oauth_state")
          .set(this.#sealed({ ...flow, verifier: known.verifier, secret: known.secret }))
          .where("state_hash", "=", row.state_hash)
          .executeTakeFirst();
        if (numUpdatedRows > 0) return known.secret;
      } else {
        if (row !== undefined) await this.#delete(row.state_hash);
        const { numInsertedOrUpdatedRows = 0n } = await tables
          .insertInto("oauth_state")
          .values({
            state_hash: hashOf(secret),
            provider: flow.provider,
            person: flow.person,
            ...this.#sealed({ ...flow, secret }),
          })
          .onConflict((conflict) => conflict.columns(["person", "provider"]).doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows > 0) return secret;
      }
      // Somebody was quicker: the same person somewhere else, or a browser that follows the link just now
    }
  }

  /** The flow of a secret, left where it is; undefined when there is none or its time is over. */
  async find(secret: string): Promise<OauthFlow | undefined> {
    const tables = await this.#database.tables();
    const row = await tables
      .selectFrom("oauth_state")
      .selectAll()
      .where("state_hash", "=", hashOf(secret))
      .executeTakeFirst();
    const now = Date.now();
    if (row !== undefined && row.expires_at > now + LINK_MS) await this.#shorten(now);
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

  /** The clock was set back since a flow began that holds for longer than any may: it holds as one that begins now. */
  async #shorten(now: number): Promise<void> {
    const tables = await this.#database.tables();
    const expires_at = now + LINK_MS;
    await tables.updateTable("oauth_state").set({ expires_at }).where("expires_at", ">", expires_at).execute();
  }

  #flowOf(row: Row | undefined): OauthFlow | undefined {
    const opened = this.#opened(row);
    if (opened === undefined) return undefined;
    const { secret: _, ...flow } = opened;
    return flow;
  }

  #opened(row: Row | undefined): Opened | undefined {
    if (row === undefined || row.expires_at <= Date.now()) return undefined;
    const { provider, person, scopes } = row;
    try {
      const sealed = sealedFlow.parse(JSON.parse(this.#sealer.open(row.sealed_flow, contextOf(provider, person))));
      return { provider, person, ...sealed, scopes: scopes.split(" ").filter(Boolean), expiresAt: row.expires_at };
    } catch (error) {
      // The key has changed since: the flow is as good as expired
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }

  #sealed({ provider, person, verifier, asker, secret, scopes, expiresAt }: Opened) {
    return {
      sealed_flow: this.#sealer.seal(JSON.stringify({ verifier, asker, secret }), contextOf(provider, person)),
      scopes: scopes.join(" "),
      expires_at: expiresAt,
    };
  }

  async #delete(stateHash: string): Promise<void> {
    const tables = await this.#database.tables();
    await tables.deleteFrom("oauth_state").where("state_hash", "=", stateHash).execute();
  }
}

interface Row {
  readonly state_hash: string;
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
