import type { Contender } from "../process.ts";
import { RawConnection, type RawResponse } from "../raw-client.ts";

/** Hands requests to replicas in turn, as a proxy does: what a replica never had, because nobody listens there, goes to the next. */
export class Front {
  readonly #replicas: readonly Contender[];
  readonly #held: Set<string>[];
  #turn = 0;

  constructor(replicas: readonly Contender[]) {
    this.#replicas = replicas;
    this.#held = replicas.map(() => new Set());
  }

  /** What a replica had and has not answered. */
  held(replica: number): ReadonlySet<string> {
    return this.#held[replica] ?? new Set();
  }

  /** Gives the answer, whose turn it was, and who took it. */
  async send(key: string, request: Buffer): Promise<{ response: RawResponse; turn: number; takenBy: number }> {
    const count = this.#replicas.length;
    const turn = this.#turn % count;
    this.#turn += 1;
    for (let tries = 0; tries < count; tries += 1) {
      const takenBy = (turn + tries) % count;
      const connection = await RawConnection.open(this.#replicas[takenBy]?.port ?? 0).catch(() => undefined);
      if (connection === undefined) continue;
      this.#held[takenBy]?.add(key);
      try {
        return { response: await connection.send(request), turn, takenBy };
      } catch (error) {
        throw new Error("the replica that had it ended before it answered", { cause: error });
      } finally {
        connection.close();
      }
    }
    throw new Error("no replica listens");
  }

  /** The answer of a command is there. */
  answered(key: string): void {
    for (const held of this.#held) held.delete(key);
  }
}
