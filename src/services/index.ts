import type { DescribedChart } from "../charts/chart.ts";
import type { Charts } from "../charts/charts.ts";
import type { Image } from "../core/reply.ts";
import type { Watch } from "../core/watch.ts";
import { ShelfStore } from "../state/shelf.ts";
import type { Ask, UpstreamStatus } from "../upstream/question.ts";
import { type AccountParts, Accounts } from "./accounts/accounts.ts";
import { Books } from "./book/books.ts";
import { GoogleBooks } from "./book/google-books.ts";
import { Covid } from "./covid/covid.ts";
import { Forgetting } from "./forgetting.ts";
import { Gifs } from "./gif/gifs.ts";
import { Github } from "./github/github.ts";
import { Goats } from "./goat/goats.ts";
import { Mars } from "./mars/mars.ts";
import { Apod } from "./nasa/apod.ts";
import { Epic } from "./nasa/epic.ts";
import { People } from "./person/people.ts";
import { cats, dogs } from "./pet/kinds.ts";
import type { Pets } from "./pet/pets.ts";
import { PictureVotes } from "./pet/votes.ts";
import type { Pictures } from "./pictures/pictures.ts";
import { GoogleShelves } from "./shelf/google-shelves.ts";
import { Shelf } from "./shelf/shelf.ts";
import { ShelfSync } from "./shelf/shelf-sync.ts";

export type { UpstreamStatus } from "../upstream/question.ts";

/** What services have besides the upstreams; the same for all invocations. */
export interface ServiceParts extends AccountParts {
  readonly status: () => readonly UpstreamStatus[];
  readonly pictures: Pictures;
  readonly charts: Charts;
}

/** The services as one invocation sees them: each is made when first used, bound to the invocation's deadline and share. */
export class BoundServices {
  readonly #ask: Ask;
  readonly #parts: ServiceParts;
  readonly #watch: Watch | undefined;
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
  #accounts: Accounts | undefined;
  #github: Github | undefined;
  #shelf: Shelf | undefined;
  #shelfSync: ShelfSync | undefined;
  #forgetting: Forgetting | undefined;

  /** `watch` hears what happens on the way. */
  constructor(ask: Ask, parts: ServiceParts, watch?: Watch) {
    this.#ask = ask;
    this.#parts = parts;
    this.#watch = watch;
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

  get accounts(): Accounts {
    this.#accounts ??= new Accounts(this.#ask, this.#parts);
    return this.#accounts;
  }

  get github(): Github {
    this.#github ??= new Github(this.#ask, this.accounts);
    return this.#github;
  }

  get shelf(): Shelf {
    this.#shelf ??= new Shelf(this.books, new ShelfStore(this.#parts.database));
    return this.#shelf;
  }

  get shelfSync(): ShelfSync {
    this.#shelfSync ??= new ShelfSync({
      store: new ShelfStore(this.#parts.database),
      accounts: this.accounts,
      google: new GoogleShelves(this.#ask),
      books: new GoogleBooks(this.#ask),
    });
    return this.#shelfSync;
  }

  get forgetting(): Forgetting {
    this.#forgetting ??= new Forgetting(this.accounts, this.#parts.database);
    return this.#forgetting;
  }

  /** A chart for a reply; undefined where there is none or it can't be drawn. */
  chart(described: DescribedChart | undefined): Promise<Image | undefined> {
    return this.#parts.charts.image(described, this.#watch);
  }

  /** How every upstream is doing. */
  upstreams(): readonly UpstreamStatus[] {
    return this.#parts.status();
  }
}

declare module "../core/command.ts" {
  interface Services extends BoundServices {}
}
