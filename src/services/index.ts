import type { Ask, UpstreamStatus } from "../upstream/question.ts";
import { Books } from "./books.ts";
import { Covid } from "./covid.ts";
import { Dogs } from "./dogs.ts";
import { Gifs } from "./gifs.ts";
import { Mars } from "./mars.ts";

/** The services as one invocation sees them: each is made when first used, bound to the invocation's deadline and share. */
export class BoundServices {
  readonly #ask: Ask;
  readonly #status: () => readonly UpstreamStatus[];
  #covid: Covid | undefined;
  #dogs: Dogs | undefined;
  #gifs: Gifs | undefined;
  #books: Books | undefined;
  #mars: Mars | undefined;

  constructor(ask: Ask, status: () => readonly UpstreamStatus[]) {
    this.#ask = ask;
    this.#status = status;
  }

  get covid(): Covid {
    this.#covid ??= new Covid(this.#ask);
    return this.#covid;
  }

  get dogs(): Dogs {
    this.#dogs ??= new Dogs(this.#ask);
    return this.#dogs;
  }

  get gifs(): Gifs {
    this.#gifs ??= new Gifs(this.#ask);
    return this.#gifs;
  }

  get books(): Books {
    this.#books ??= new Books(this.#ask);
    return this.#books;
  }

  get mars(): Mars {
    this.#mars ??= new Mars(this.#ask);
    return this.#mars;
  }

  /** How every upstream is doing. */
  upstreams(): readonly UpstreamStatus[] {
    return this.#status();
  }
}

declare module "../core/command.ts" {
  interface Services extends BoundServices {}
}
