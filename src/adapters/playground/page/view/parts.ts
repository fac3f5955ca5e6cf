import type { Actions } from "../actions.ts";
import type { Pictures } from "../pictures.ts";
import type { State, Store } from "../state.ts";

/** What every part of the page may look at and call. */
export interface Parts {
  readonly state: State;
  readonly store: Store;
  readonly actions: Actions;
  readonly pictures: Pictures;
}
