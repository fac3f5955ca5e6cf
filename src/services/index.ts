import type { DescribedChart } from "../charts/chart.ts";
import { ShelfStore } from "../state/shelf.ts";
import { Accounts } from "./accounts/accounts.ts";
import { type Bound, binder, type ServiceTable } from "./binder.ts";
import { Books } from "./book/books.ts";
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
import { PictureVotes } from "./pet/votes.ts";
import { Shelf } from "./shelf/shelf.ts";
import { ShelfSync } from "./shelf/shelf-sync.ts";
import { Subscriptions } from "./subscription/subscriptions.ts";

export type { UpstreamStatus } from "../upstream/question.ts";

/** Every service, by the name that commands call it: `services.gifs`. */
export const SERVICES = {
  accounts: (ask, parts) => new Accounts(ask, parts),
  apod: (ask) => new Apod(ask),
  books: (ask) => new Books(ask),
  cats,
  covid: (ask) => new Covid(ask),
  dogs,
  epic: (ask) => new Epic(ask),
  forgetting: (ask, parts) => new Forgetting(new Accounts(ask, parts), parts.database),
  gifs: (ask) => new Gifs(ask),
  github: (ask, parts) => new Github(ask, new Accounts(ask, parts)),
  goats: (ask, { pictures }) => new Goats(ask, pictures),
  mars: (ask) => new Mars(ask),
  people: (ask) => new People(ask),
  shelf: (ask, { database }) => new Shelf(new Books(ask), new ShelfStore(database)),
  shelfSync: (ask, parts) => new ShelfSync(ask, new Accounts(ask, parts), new ShelfStore(parts.database)),
  /** The same for when the invocation is over: a connection may be made minutes after it was asked for. */
  shelfSyncLater: (_, parts) => {
    const ask = parts.askLater();
    return new ShelfSync(ask, new Accounts(ask, parts), new ShelfStore(parts.database));
  },
  subscriptions: (_, { database, clockwork }) => new Subscriptions(database, clockwork),
  votes: (ask, { database }) => new PictureVotes(ask, database),
  /** A chart for a reply; undefined where there is none or it can't be drawn. */
  chart:
    (_, { charts }, watch) =>
    (described: DescribedChart | undefined) =>
      charts.image(described, watch),
  /** How every upstream is doing. */
  upstreams: (_, { status }) => status,
  /** Who shares the quotas, and whether they can be asked now; undefined where nobody does. */
  replicas:
    (_, { replicas }) =>
    () =>
      replicas?.(),
} satisfies ServiceTable;

/** The services as one invocation sees them. */
export const bindServices = binder(SERVICES);

declare module "../core/command.ts" {
  interface Services extends Bound<typeof SERVICES> {}
}
