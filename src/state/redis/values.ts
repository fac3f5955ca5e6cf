import type { SharedValues } from "../../core/shared.ts";
import { type Connection, PREFIX } from "./connection.ts";

/** Values as keys that expire. */
export class RedisValues implements SharedValues {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get(name: string): Promise<Buffer | "none" | undefined> {
    const value = await this.#connection.ask("value", (client) => client.getBuffer(keyOf(name)));
    return value === null ? "none" : value;
  }

  async set(name: string, value: Buffer | string, ttlMs: number): Promise<void> {
    await this.#connection.ask("value", (client) => client.set(keyOf(name), value, "PX", Math.ceil(ttlMs)));
  }

  async delete(name: string): Promise<void> {
    await this.#connection.ask("value", (client) => client.del(keyOf(name)));
  }
}

function keyOf(name: string): string {
  return `${PREFIX}value:${name}`;
}
