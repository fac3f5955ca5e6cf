import { randomBytes } from "node:crypto";
import type { Lock, Locks } from "../../core/shared.ts";
import { type Connection, PREFIX, script } from "./connection.ts";

const RENEW = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

const RELEASE = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

/** Locks as keys with the name of their holder, which expire. */
export class RedisLocks implements Locks {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async take(name: string, ttlMs: number): Promise<Lock | "taken" | undefined> {
    const key = `${PREFIX}lock:${name}`;
    const holder = randomBytes(9).toString("base64url");
    const set = await this.#connection.ask("lock", (client) => client.set(key, holder, "PX", ttlMs, "NX"));
    if (set === undefined) return undefined;
    if (set !== "OK") return "taken";
    return {
      renew: async () => {
        const renewed = await this.#connection.ask("lock", (_, run) => run(RENEW, [key], [holder, ttlMs]));
        return renewed === undefined ? undefined : renewed === 1;
      },
      release: async () => {
        await this.#connection.ask("lock", (_, run) => run(RELEASE, [key], [holder]));
      },
    };
  }
}
