import type { CountWanted, SharedCounts } from "../../core/shared.ts";
import { type Connection, PREFIX, script } from "./connection.ts";

/** Adds 1 to all counts or to none. The limits come in the order of the keys, after the length of the window. */
const ADD = script(`
for index, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) >= tonumber(ARGV[index + 1]) then
    return {index - 1, math.max(redis.call('PTTL', key), 1)}
  end
end
for _, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
end
return {}
`);

/** Counts as keys that expire a window after their first. */
export class RedisCounts implements SharedCounts {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async add(
    counts: readonly CountWanted[],
    perMs: number,
  ): Promise<{ readonly full?: { readonly index: number; readonly resetsInMs: number } } | undefined> {
    const keys = counts.map(({ name }) => `${PREFIX}count:${name}`);
    const args = [perMs, ...counts.map(({ limit }) => limit)];
    const answer = await this.#connection.ask("count", (_, run) => run(ADD, keys, args));
    if (answer === undefined) return undefined;
    const [index, resetsInMs] = answer as [number?, number?];
    return index === undefined || resetsInMs === undefined ? {} : { full: { index, resetsInMs } };
  }
}
