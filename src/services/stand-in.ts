import type { Source, Sourced } from "../core/source.ts";
import type { Pet, Picture } from "./pet/pet.ts";

/** Who shows pets when the upstream that has the facts can't. */
export interface StandIn {
  /** A pet of any breed. */
  ofAny(): Promise<Pet>;
  /** A picture of its own by its id, without a call; undefined for any other. */
  picture(id: string): { readonly picture: Picture; readonly source: Source } | undefined;
  /** Absent where it can't tell breeds. */
  readonly breeds?: BreedsStandIn;
}

/** A stand-in that can tell breeds. */
export interface BreedsStandIn {
  readonly names: () => Promise<readonly string[]>;
  /** A pet of this breed. Throws NotFoundError for one that it does not know. */
  readonly pet: (typed: string, pick: number | undefined) => Promise<Pet>;
  /** Pictures of a breed that goes by this name elsewhere; undefined when it has none. */
  readonly pictures: (name: string) => Promise<Sourced<readonly Picture[]> | undefined>;
}
