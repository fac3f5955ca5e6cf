import type { Charts } from "../charts/charts.ts";
import type { Watch } from "../core/watch.ts";
import type { Ask, UpstreamStatus } from "../upstream/question.ts";
import type { AccountParts } from "./accounts/accounts.ts";
import type { Pictures } from "./pictures/pictures.ts";
import type { Clockwork } from "./subscription/subscriptions.ts";

/** What services have besides the upstreams; the same for all invocations. */
export interface ServiceParts extends AccountParts {
  /** The upstreams for what comes after an invocation, with a deadline of its own that begins with the call. */
  readonly askLater: () => Ask;
  readonly status: () => readonly UpstreamStatus[];
  /** Who shares the quotas, and whether they can be asked now; absent or undefined where nobody does. */
  readonly replicas?: (() => { readonly count: number; readonly isConnected: boolean } | undefined) | undefined;
  readonly pictures: Pictures;
  readonly charts: Charts;
  /** What lets subscriptions come. */
  readonly clockwork: Clockwork;
}

/** How each service is made for one invocation, bound to its deadline and share. `watch` hears what happens on the way. */
export type ServiceTable = Readonly<
  Record<string, (ask: Ask, parts: ServiceParts, watch: Watch | undefined) => unknown>
>;

/** The services of a table, each under its name. */
export type Bound<Table extends ServiceTable> = { readonly [Name in keyof Table]: ReturnType<Table[Name]> };

/**
 * Makes the function that binds a table of services to one invocation. A service is made at its first use and kept for that
 * invocation; the getters are shared by all, so that the length of the table costs nothing.
 */
export function binder<Table extends ServiceTable>(
  table: Table,
): (ask: Ask, parts: ServiceParts, watch?: Watch) => Bound<Table> {
  class Binding {
    readonly #ask: Ask;
    readonly #parts: ServiceParts;
    readonly #watch: Watch | undefined;
    /** By the row's place: quicker to find than by its name. */
    readonly #made: unknown[] = [];

    constructor(ask: Ask, parts: ServiceParts, watch: Watch | undefined) {
      this.#ask = ask;
      this.#parts = parts;
      this.#watch = watch;
    }

    static {
      for (const [place, [name, make]] of Object.entries(table).entries()) {
        const get = function (this: Binding): unknown {
          this.#made[place] ??= make(this.#ask, this.#parts, this.#watch);
          return this.#made[place];
        };
        Object.defineProperty(Binding.prototype, name, { get });
      }
    }
  }
  // The compiler cannot see getters that are defined one by one
  return (ask, parts, watch) => new Binding(ask, parts, watch) as unknown as Bound<Table>;
}
