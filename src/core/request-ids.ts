import { randomInt } from "node:crypto";

/** Letters and digits that are not mistaken for one another when read aloud. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** Short enough to read to an operator: `7QK2M`. Told apart within a day's log, not for ever. */
export function newId(): string {
  let id = "";
  for (let index = 0; index < 5; index += 1) id += LETTERS[randomInt(LETTERS.length)];
  return id;
}

/** Names the calls of upstreams that are made for one invocation: `7QK2M-1`, `7QK2M-2`. They say nothing about who asks. */
export class RequestIds {
  readonly #invocation: string;
  readonly #given: string[] = [];

  constructor(invocation: string = newId()) {
    this.#invocation = invocation;
  }

  next(): string {
    const id = `${this.#invocation}-${this.#given.length + 1}`;
    this.#given.push(id);
    return id;
  }

  /** Those of the calls that have left so far. */
  get given(): readonly string[] {
    return this.#given;
  }
}
