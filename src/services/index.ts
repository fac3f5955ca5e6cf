import type { AccountsConfig } from "../config.ts";
import type { Database } from "../state/database.ts";
import type { Sealer } from "../state/sealer.ts";
import type { Ask, UpstreamStatus } from "../upstream/question.ts";
import { Apod } from "./apod.ts";
import { Books } from "./books.ts";
import { cats } from "./cats.ts";
import { Covid } from "./covid.ts";
import { dogs } from "./dogs.ts";
import { Epic } from "./epic.ts";
import { Gifs } from "./gifs.ts";
import { Goats } from "./goats.ts";
import { Mars } from "./mars.ts";
import { People } from "./people.ts";
import type { Pets } from "./pets.ts";
import { PictureVotes } from "./picture-votes.ts";
import type { Pictures } from "./pictures.ts";

/** What services have besides the upstreams; the same for all invocations. */
export interface ServiceParts {
  readonly status: () => readonly UpstreamStatus[];
  readonly database: Database;
  /** Absent when the operator has set no key: then nothing is stored that would have to be sealed. */
  readonly sealer: Sealer | undefined;
  readonly accounts: AccountsConfig;
  /** Where people are sent back to after they have agreed; absent when the operator has set none. */
  readonly publicUrl: string | undefined;
  readonly pictures: Pictures;
}

/** The services as one invocation sees them: each is made when first used, bound to the invocation's deadline and share. */
export class BoundServices {
  readonly #ask: Ask;
  readonly #parts: ServiceParts;
  #covid: Covid | undefined;
  #dogs: Pets | undefined;
  #cats: Pets | undefined;
  #votes: PictureVotes | undefined;
  #gifs: Gifs | undefined;
  #books: Books | undefined;
  #mars: Mars | undefined;
  #goats: Goats | undefined;
  #apod: Apod | undefined;
  #epic: Epic | undefined;
  #people: People | undefined;

  constructor(ask: Ask, parts: ServiceParts) {
    this.#ask = ask;
    this.#parts = parts;
  }

  get covid(): Covid {
    this.#covid ??= new Covid(this.#ask);
    return this.#covid;
  }

  get dogs(): Pets {
    this.#dogs ??= dogs(this.#ask);
    return this.#dogs;
  }

  get cats(): Pets {
    this.#cats ??= cats(this.#ask);
    return this.#cats;
  }

  get votes(): PictureVotes {
    this.#votes ??= new PictureVotes(this.#ask, this.#parts.database);
    return this.#votes;
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

  get goats(): Goats {
    this.#goats ??= new Goats(this.#ask, this.#parts.pictures);
    return this.#goats;
  }

  get apod(): Apod {
    this.#apod ??= new Apod(this.#ask);
    return this.#apod;
  }

  get epic(): Epic {
    this.#epic ??= new Epic(this.#ask);
    return this.#epic;
  }

  get people(): People {
    this.#people ??= new People(this.#ask);
    return this.#people;
  }

  /** How every upstream is doing. */
  upstreams(): readonly UpstreamStatus[] {
    return this.#parts.status();
  }
}

declare module "../core/command.ts" {
  interface Services extends BoundServices {}
}
