import { serialize } from "node:v8";
import { LRUCache } from "lru-cache";
import type { AnswerHeaders } from "./question.ts";

/** Memory for all answers, in bytes of their bodies. Our choice. */
const MAX_BYTES = 64 * 1_048_576;

/** What an entry costs beside its body: key, list, map and headers. Measured roughly. */
const ENTRY_BYTES = 2_048;

/** What an upstream once said. */
export interface Answer {
  /** What the question's `schema` or `read` let through. */
  readonly value: unknown;
  readonly headers: AnswerHeaders;
  /** Milliseconds since the epoch: shown. */
  readonly fetchedAt: number;
  /** The same moment on the steady clock. */
  readonly arrivedAt: number;
  /** Memory that the value takes, in bytes; an estimate. */
  readonly bytes: number;
}

/** An answer that has just come. */
export interface FreshAnswer extends Answer {
  /** The body itself, where it is JSON and came with the answer rather than before: not kept in memory. */
  readonly body?: string | undefined;
}

/** The latest answers in memory. An answer stays until room is needed, however old: it stands in when its upstream fails. */
export class AnswerCache {
  readonly #answers: LRUCache<string, Answer>;

  /** `maxBytes`: the room for all answers together; one that is larger is not kept. */
  constructor(maxBytes: number = MAX_BYTES) {
    this.#answers = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes + ENTRY_BYTES });
  }

  get(key: string): Answer | undefined {
    return this.#answers.get(key);
  }

  set(key: string, answer: Answer): void {
    this.#answers.set(key, answer);
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }
}

/** Bytes of a value that was made from a stream, whose body says nothing about its size. */
export function bytesOf(value: unknown): number {
  try {
    return serialize(value).byteLength;
  } catch {
    // Values with functions in them cannot be measured; a guess on the safe side
    return MAX_BYTES / 4;
  }
}
