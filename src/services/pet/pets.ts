import { bestMatches } from "../../core/closest.ts";
import { derived } from "../../core/derived.ts";
import type { Source, Sourced } from "../../core/source.ts";
import { atLeisure } from "../../upstream/haste.ts";
import { firstAnswering, isUnasked, orNothing, toldAsThat, type Unasked, unlessNone } from "../failover.ts";
import { findByName, isAmbiguous } from "./breed-names.ts";
import { anyOf, type PetKind, picked, unknownBreed } from "./choice.ts";
import type { Breed, Pet, PetWish, Picture, StandIn } from "./pet.ts";
import type { PetApi } from "./pet-api.ts";

export interface PetsParts {
  readonly kind: PetKind;
  readonly api: PetApi;
  readonly standIn: StandIn;
  /** The breed that a name means; by the names in the list alone unless given. */
  readonly findBreed?: (typed: string, breeds: readonly Breed[]) => Breed | undefined;
}

/** The same list for the same breeds, so that it is made ready for searching once. */
const namesOf = derived((breeds: readonly Breed[]): readonly string[] => breeds.map(({ name }) => name));

/** Dogs or cats: an upstream with facts and pictures, and a stand-in for when it can't. */
export class Pets {
  readonly #kind: PetKind;
  readonly #api: PetApi;
  readonly #standIn: StandIn;
  readonly #findBreed: NonNullable<PetsParts["findBreed"]>;

  constructor({ kind, api, standIn, findBreed = findByName }: PetsParts) {
    this.#kind = kind;
    this.#api = api;
    this.#standIn = standIn;
    this.#findBreed = findBreed;
  }

  /** Names of the breeds like what was typed, best first; in the upstream's order when nothing was. */
  async breedNames(typed: string, limit: number): Promise<readonly string[]> {
    const { breeds } = this.#standIn;
    const names = await firstAnswering(
      async () => namesOf((await this.#api.breeds()).value),
      ...(breeds === undefined ? [] : [breeds.names]),
    );
    return bestMatches(typed, names, limit);
  }

  /** The pet that is wished for. Throws NotFoundError, with what may have been meant, for a breed nobody knows. */
  pet({ breed, pick, picture }: PetWish): Promise<Pet> {
    if (picture !== undefined) return this.#again(picture, breed);
    return firstAnswering(
      () => (breed === undefined ? this.#anyKnown(pick) : this.#known(breed, pick)),
      () => (breed === undefined ? this.#standIn.ofAny() : this.#stoodIn(breed, pick)),
    );
  }

  async #anyKnown(pick: number | undefined): Promise<Pet> {
    const { value: breeds, source } = await this.#api.breeds();
    const breed = anyOf(breeds);
    if (breed === undefined) throw new TypeError("the list of breeds is never empty");
    return this.#show(breed, source, pick);
  }

  async #known(typed: string, pick: number | undefined): Promise<Pet> {
    const { value: breeds, source } = await this.#api.breeds();
    const breed = this.#findBreed(typed, breeds);
    if (breed !== undefined) return this.#show(breed, source, pick);
    // The stand-in may know a few that the upstream does not; which of several is meant, it knows no better
    const other = isAmbiguous(typed, breeds) ? undefined : await orWhyNot(this.#standIn.breeds?.pet(typed, pick));
    if (other !== undefined && !isUnasked(other)) return { ...other, facts: this.#findBreed(other.name ?? "", breeds) };
    const names = namesOf(breeds);
    throw toldAsThat(unknownBreed(this.#kind, typed, names), other);
  }

  async #stoodIn(typed: string, pick: number | undefined): Promise<Pet> {
    const { breeds } = this.#standIn;
    return breeds === undefined ? { ...(await this.#standIn.ofAny()), isAnyInstead: true } : breeds.pet(typed, pick);
  }

  async #show(breed: Breed, source: Source, pick: number | undefined): Promise<Pet> {
    return { name: breed.name, facts: breed, source, ...picked(await this.#pictures(breed, source), pick) };
  }

  async #pictures(breed: Breed, source: Source): Promise<Sourced<readonly Picture[]> | undefined> {
    const several = await ifAny(this.#api.pictures(breed.id));
    if (several !== undefined && several.value.length > 0) return several;
    if (breed.picture !== undefined) return { value: [breed.picture], source };
    // An upstream that has just failed is not asked again
    if (several !== undefined && breed.pictureId !== undefined) {
      const own = await ifAny(this.#api.picture(breed.pictureId));
      if (own !== undefined && own.value.length > 0) return own;
    }
    const other = await ifAny(this.#standIn.breeds?.pictures(breed.name));
    if (other !== undefined || several !== undefined) return other;
    // Nobody else has any: those are worth a wait
    return ifAny(atLeisure(() => this.#api.pictures(breed.id)));
  }

  /** Shows the same picture again, with the facts of its breed where a source still answers. */
  async #again(id: string, breed: string | undefined): Promise<Pet> {
    const own = this.#standIn.picture(id);
    // The facts are those of the breed that the picture shows
    const shown = own?.breed ?? breed;
    const facts = shown === undefined ? undefined : await ifAny(this.#factsOf(shown));
    const pictures = own === undefined ? await this.#withPicture(id, facts?.breed) : listOf(own.picture, own.source);
    const pick = Math.max(
      0,
      pictures.value.findIndex((picture) => picture.id === id),
    );
    return {
      name: facts?.breed.name ?? shown,
      facts: facts?.breed,
      source: facts?.source ?? pictures.source,
      ...picked(pictures, pick),
    };
  }

  async #factsOf(typed: string): Promise<{ readonly breed: Breed; readonly source: Source } | undefined> {
    const { value: breeds, source } = await this.#api.breeds();
    const breed = this.#findBreed(typed, breeds);
    return breed && { breed, source };
  }

  /** Pictures with this one among them. */
  async #withPicture(id: string, breed: Breed | undefined): Promise<Sourced<readonly Picture[]>> {
    const isThere = ({ value }: Sourced<readonly Picture[]>) => value.some((picture) => picture.id === id);
    const several = breed && (await ifAny(this.#api.pictures(breed.id)));
    if (several !== undefined && isThere(several)) return several;
    if (breed?.picture?.id === id) return listOf(breed.picture, this.#api.source);
    const ownId = id.slice(id.indexOf("/") + 1);
    const own = await ifAny(this.#api.picture(ownId));
    return own !== undefined && isThere(own) ? own : listOf(this.#api.probablePicture(ownId), this.#api.source);
  }
}

function listOf(picture: Picture, source: Source): Sourced<readonly Picture[]> {
  return { value: [picture], source };
}

/** A part that the reply can do without: undefined when there is none, or when its source cannot be asked. */
async function ifAny<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  return answer && orNothing(answer.catch(unlessNone));
}

/** Undefined when there is none; why, when nobody who may have it can be asked. */
async function orWhyNot<T>(answer: Promise<T> | undefined): Promise<T | Unasked | undefined> {
  return answer?.catch(unlessNone).catch((error: unknown) => {
    if (isUnasked(error)) return error;
    throw error;
  });
}
