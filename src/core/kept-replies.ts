import { LRUCache } from "lru-cache";
import { isStored } from "./press.ts";
import type { Button, Reply, ReplyPart } from "./reply.ts";

/** Kept at once; the least recently wanted is forgotten. Our choice: some 5 MB of replies with what the adapters keep of each. */
const MAX_KEPT = 200;

/** What is made of answers, for as long as those are the very same. Whatever else it depends on stands in its key. */
export class Kept<Value> {
  readonly #kept = new LRUCache<string, { readonly of: readonly unknown[]; readonly value: Value }>({ max: MAX_KEPT });

  /** What is kept under the key, if it was made of the very same things. */
  find(key: string, of: readonly unknown[]): Value | undefined {
    const known = this.#kept.get(key);
    const isSame = known?.of.length === of.length && known.of.every((each, index) => each === of[index]);
    return isSame ? known.value : undefined;
  }

  keep(key: string, of: readonly unknown[], value: Value): Value {
    this.#kept.set(key, { of, value });
    return value;
  }
}

/**
 * Replies that everybody gets alike, made once and not for each who asks, for as long as the answers that they are made of are the
 * very same. Whatever else they depend on stands in their key: never a person, never chance.
 */
export class KeptReplies {
  readonly #kept = new Kept<Reply>();

  /** The reply under the key if it was made of the very same things, else a new one. */
  of(key: string, of: readonly unknown[], make: () => Reply): Reply {
    const known = this.#kept.find(key, of);
    if (known !== undefined) return known;
    const made = make();
    // Files go to each platform, and each time, in a way of their own
    if (made.later !== undefined || made.parts.some(hasBytes)) return made;
    return this.#kept.keep(key, of, { ...made, isForAll: true });
  }
}

/** What one adapter has made of replies that everybody gets alike; it goes with them. */
export class Drawings<Drawing> {
  readonly #kept = new WeakMap<Reply, Drawing>();

  find(reply: Reply): Drawing | undefined {
    return reply.isForAll === true ? this.#kept.get(reply) : undefined;
  }

  /** Keeps it where it is everybody's. What a button has in the store expires there: such a message is made anew. */
  keep(reply: Reply, states: ReadonlyMap<Button, string>, drawing: Drawing): void {
    if (reply.isForAll !== true || reply.visibility !== "channel") return;
    if (![...states.values()].some(isStored)) this.#kept.set(reply, drawing);
  }
}

function hasBytes(part: ReplyPart): boolean {
  if (part.type === "file") return true;
  return (
    part.type === "card" && [...part.images, part.thumbnail].some((image) => image !== undefined && "file" in image)
  );
}
