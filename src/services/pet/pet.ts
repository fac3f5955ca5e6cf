import type { Source, Sourced } from "../../core/source.ts";
import type { Range } from "./breed-facts.ts";

/** One breed. Only the name is sure: what the others need is a paid plan, or simply not known. */
export interface Breed {
  readonly id: string;
  readonly name: string;
  /** What people call it, too. */
  readonly otherNames: readonly string[];
  /** Where one reads more; https. */
  readonly url?: string | undefined;
  /** `Hound`, `Terrier`: the kennel clubs' groups. */
  readonly group?: string | undefined;
  /** Words of a sentence, lower case. */
  readonly temperament: readonly string[];
  /** To stand inside a sentence: `rabbit and hare hunting`. */
  readonly bredFor?: string | undefined;
  /** What sets it apart, lower case: `hypoallergenic`, `short tail`. */
  readonly traits: readonly string[];
  readonly origin?: string | undefined;
  readonly weightKg?: Range | undefined;
  readonly weightLb?: Range | undefined;
  readonly heightCm?: Range | undefined;
  readonly heightIn?: Range | undefined;
  readonly lifeYears?: Range | undefined;
  /** The breed's own picture, when the list carries it. */
  readonly picture?: Picture | undefined;
  /** Where to ask for it, when it does not. */
  readonly pictureId?: string | undefined;
}

export interface Picture {
  /** Upstream and the upstream's own name for it: `dogApi/Syd4xxqEm`. Votes are kept under it. */
  readonly id: string;
  /** https. */
  readonly url: string;
}

/** What somebody wants to see. */
export interface PetWish {
  /** As typed; undefined for any. */
  readonly breed?: string | undefined;
  /** Which of the breed's pictures, from 0, beginning again after the last; undefined for any. */
  readonly pick?: number | undefined;
  /** This very picture, once more. */
  readonly picture?: string | undefined;
}

/** A dog or a cat to show. */
export interface Pet {
  /** `Beagle`; undefined when nobody says what breed it is. */
  readonly name?: string | undefined;
  /** Undefined when only the stand-in knows the breed, or only it answered. */
  readonly facts?: Breed | undefined;
  /** Undefined when the breed has none, or nobody who has one answers. */
  readonly picture?: Picture | undefined;
  /** Which of the breed's pictures it is, from 0, and how many there are to go round. */
  readonly pick: number;
  readonly pictureCount: number;
  /** True when a breed was asked for and nobody can tell breeds now: this is any of them. */
  readonly isAnyInstead?: boolean;
  /** Who told the facts, or the name where there are none. */
  readonly source: Source;
  /** Who gave the picture. */
  readonly pictureSource?: Source | undefined;
}

/** Who shows pets when the upstream that has the facts can't. */
export interface StandIn {
  /** A pet of any breed. */
  ofAny(): Promise<Pet>;
  /** A picture of its own by its id, and whose it is where the id tells, without a call; undefined for any other. */
  picture(
    id: string,
  ): { readonly picture: Picture; readonly source: Source; readonly breed?: string | undefined } | undefined;
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
