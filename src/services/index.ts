import type { Ask, UpstreamStatus } from "../upstream/question.ts";

/** The services as one invocation sees them: each is made when first used, bound to the invocation's deadline and share. */
export class BoundServices {
  readonly #ask: Ask;
  readonly #status: () => readonly UpstreamStatus[];

  constructor(ask: Ask, status: () => readonly UpstreamStatus[]) {
    this.#ask = ask;
    this.#status = status;
  }

  /** How every upstream is doing. */
  upstreams(): readonly UpstreamStatus[] {
    return this.#status();
  }
}

declare module "../core/command.ts" {
  interface Services extends BoundServices {}
}
