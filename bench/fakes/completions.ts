/** Who waits for which answer: the load generator waits, the fake platform completes. */
export class Completions {
  readonly #waiting = new Map<string, (body: string) => void>();

  /** Resolves to the body of the message that answers `key`. Ask before sending. */
  of(key: string): Promise<string> {
    return new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  complete(key: string, body: string): void {
    this.#waiting.get(key)?.(body);
    this.#waiting.delete(key);
  }

  forget(key: string): void {
    this.#waiting.delete(key);
  }
}
