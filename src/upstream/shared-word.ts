import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Shared } from "../core/shared.ts";

const TOPIC = "words";

/** What has had its time is still read for so long, in milliseconds: by who was too busy, or comes just then. Our choice. */
const KEPT_AFTER_MS = 10_000;

export interface SharedWordParts<T> {
  /** The same on each replica. */
  readonly name: string;
  readonly shared: Pick<Shared, "values" | "signals">;
  readonly schema: z.ZodType<T>;
  /** Called with another replica's word, and for how long it still holds, in milliseconds; 0 when it has just had its time. */
  readonly heard: (word: T, forMs: number) => void;
  /** Called when another replica has taken it back. */
  readonly takenBack?: (() => void) | undefined;
}

/**
 * One thing that every replica should know for a time: kept for those who come later, and told to all at once. Nobody waits for
 * it, and what is told while nobody can be reached is lost.
 */
export class SharedWord<T> {
  readonly #parts: SharedWordParts<T>;
  readonly #by = randomUUID();
  readonly #schema;
  readonly close: () => void;

  /** Looks at once whether there is one. */
  constructor(parts: SharedWordParts<T>) {
    this.#parts = parts;
    this.#schema = z.object({ by: z.string(), forMs: z.number(), until: z.number(), word: parts.schema });
    this.close = parts.shared.signals.hear(TOPIC, (text) => {
      if (text === parts.name) void this.look();
      else if (text === `${parts.name} ${TAKEN_BACK}`) parts.takenBack?.();
    });
    void this.look();
  }

  /** Tells the others, in the place of what was told before. */
  async tell(word: T, forMs: number): Promise<void> {
    const { name, shared } = this.#parts;
    const told = JSON.stringify({ by: this.#by, forMs, until: Date.now() + forMs, word });
    await shared.values.set(name, told, forMs + KEPT_AFTER_MS);
    shared.signals.send(TOPIC, name);
  }

  async takeBack(): Promise<void> {
    const { name, shared } = this.#parts;
    await shared.values.delete(name);
    shared.signals.send(TOPIC, `${name} ${TAKEN_BACK}`);
  }

  /** Reads what is kept. Resolves when it has been heard. */
  async look(): Promise<void> {
    const { name, shared, heard } = this.#parts;
    const bytes = await shared.values.get(name);
    if (!(bytes instanceof Buffer)) return;
    const told = this.#read(bytes);
    if (told === undefined || told.by === this.#by) return;
    // The clocks of replicas differ a little
    heard(told.word, Math.max(0, Math.min(told.until - Date.now(), told.forMs)));
  }

  /** Undefined for what another version of the bot has told in another way. */
  #read(bytes: Buffer) {
    try {
      return this.#schema.parse(JSON.parse(bytes.toString()));
    } catch {
      return undefined;
    }
  }
}

/** After a name: it is no longer so. No name holds a space. */
const TAKEN_BACK = "taken-back";
