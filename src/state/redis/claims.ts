import type { Claims } from "../../core/shared.ts";
import { type Connection, PREFIX } from "./connection.ts";

/** Claims as keys that only the first can set. */
export class RedisClaims implements Claims {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async take(name: string, ttlMs: number): Promise<boolean | undefined> {
    const key = `${PREFIX}claim:${name}`;
    const set = await this.#connection.ask("claim", (client) => client.set(key, "", "PX", ttlMs, "NX"));
    return set === undefined ? undefined : set === "OK";
  }
}
