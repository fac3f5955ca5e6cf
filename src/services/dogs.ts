import { bestMatches } from "../core/closest.ts";
import { BusyError, NotFoundError, UpstreamError } from "../core/errors.ts";
import { shown } from "../core/options.ts";
import type { Source, Sourced } from "../core/source.ts";
import { code, t } from "../core/text.ts";
import type { Ask } from "../upstream/question.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type Breed, DogApi, type Picture } from "./dog-api.ts";
import { DogCeo } from "./dog-ceo.ts";
import { findBreed, knownAs, sameBreed } from "./dog-names.ts";
import { firstAnswering } from "./failover.ts";

/** A dog to show. */
export interface Dog {
  /** `Beagle`; undefined when nobody says what breed it is. */
  readonly name?: string | undefined;
  /** Undefined when only dog.ceo knows the breed, or only it answered. */
  readonly facts?: Breed | undefined;
  /** Undefined when the breed has none, or nobody who has one answers. */
  readonly picture?: Picture | undefined;
  /** Which of the breed's pictures it is, from 0, and how many there are to go round. */
  readonly pick: number;
  readonly pictureCount: number;
  /** Who told the facts, or the name where there are none. */
  readonly source: Source;
  /** Who gave the picture. */
  readonly pictureSource?: Source | undefined;
}

/** Breeds offered to somebody who misspelt one. */
const MAX_SUGGESTIONS = 3;

/** Dogs: TheDogAPI for facts and pictures, dog.ceo when it can't. */
export class Dogs {
  readonly #dogApi: DogApi;
  readonly #dogCeo: DogCeo;

  constructor(ask: Ask) {
    this.#dogApi = new DogApi(ask);
    this.#dogCeo = new DogCeo(ask);
  }

  /** Names of the breeds like what was typed, best first; in the upstream's order when nothing was. */
  async breedNames(typed: string, limit: number): Promise<readonly string[]> {
    return bestMatches(typed, await this.#names(), limit);
  }

  /**
   * A dog of this breed, or of any. `pick` counts through the breed's pictures and begins again after the last; without it, any
   * picture. Throws NotFoundError, with what may have been meant, for a breed nobody knows.
   */
  dog(breed: string | undefined, pick?: number): Promise<Dog> {
    return firstAnswering(
      () => (breed === undefined ? this.#anyKnown(pick) : this.#known(breed, pick)),
      () => (breed === undefined ? this.#anyOfCeo() : this.#ofCeo(breed, pick)),
    );
  }

  async #anyKnown(pick: number | undefined): Promise<Dog> {
    const { value: breeds, source } = await this.#dogApi.breeds();
    const breed = anyOf(breeds);
    if (breed === undefined) throw new TypeError("the list of breeds is never empty");
    return this.#show(breed, source, pick);
  }

  async #known(typed: string, pick: number | undefined): Promise<Dog> {
    const { value: breeds, source } = await this.#dogApi.breeds();
    const breed = findBreed(typed, breeds);
    if (breed !== undefined) return this.#show(breed, source, pick);
    // dog.ceo knows a few that The Dog API does not
    const other = await orNothing(this.#ofCeo(typed, pick));
    if (other !== undefined) return other;
    throw unknownBreed(
      typed,
      breeds.map(({ name }) => name),
    );
  }

  async #ofCeo(typed: string, pick: number | undefined): Promise<Dog> {
    const { value: breeds, source } = await this.#dogCeo.breeds();
    const breed = findBreed(typed, breeds) ?? sameBreed(typed, breeds);
    if (breed === undefined) {
      throw unknownBreed(
        typed,
        breeds.map(({ name }) => knownAs(name)),
      );
    }
    return { name: knownAs(breed.name), source, ...picked(await this.#dogCeo.pictures(breed), pick) };
  }

  async #anyOfCeo(): Promise<Dog> {
    const pictures = await this.#dogCeo.anyPictures();
    const picture = anyOf(pictures.value);
    const name = picture?.breed === undefined ? undefined : knownAs(picture.breed);
    return { name, source: pictures.source, picture, pictureSource: pictures.source, pick: 0, pictureCount: 1 };
  }

  async #show(breed: Breed, source: Source, pick: number | undefined): Promise<Dog> {
    return { name: breed.name, facts: breed, source, ...picked(await this.#pictures(breed, source), pick) };
  }

  async #pictures(breed: Breed, source: Source): Promise<Sourced<readonly Picture[]> | undefined> {
    const several = await orNothing(this.#dogApi.pictures(breed.id));
    if (several !== undefined && several.value.length > 0) return several;
    if (breed.picture !== undefined) return { value: [breed.picture], source };
    // An upstream that has just failed is not asked again
    if (several !== undefined && breed.pictureId !== undefined) {
      const own = await orNothing(this.#dogApi.picture(breed.pictureId));
      if (own !== undefined && own.value.length > 0) return own;
    }
    return orNothing(this.#ceoPictures(breed.name));
  }

  async #ceoPictures(name: string): Promise<Sourced<readonly Picture[]> | undefined> {
    const { value: breeds } = await this.#dogCeo.breeds();
    const breed = sameBreed(name, breeds);
    return breed === undefined ? undefined : this.#dogCeo.pictures(breed);
  }

  async #names(): Promise<readonly string[]> {
    return firstAnswering(
      async () => (await this.#dogApi.breeds()).value.map(({ name }) => name),
      async () => (await this.#dogCeo.breeds()).value.map(({ name }) => knownAs(name)),
    );
  }
}

function unknownBreed(typed: string, names: readonly string[]): NotFoundError {
  const near = bestMatches(typed, names, MAX_SUGGESTIONS);
  const hint = near.length > 0 ? didYouMean(near) : t`Try ${code("/dog beagle")}, or ${code("/dog")} for any dog.`;
  return new NotFoundError(
    t`I know no dog breed called “${shown(typed)}”. ${hint}`,
    near.map((name) => ({ option: "breed", value: name, label: name })),
  );
}

function picked(pictures: Sourced<readonly Picture[]> | undefined, pick: number | undefined) {
  const all = pictures?.value ?? [];
  const index = all.length === 0 ? 0 : (pick ?? Math.floor(Math.random() * all.length)) % all.length;
  return { picture: all[index], pick: index, pictureCount: all.length, pictureSource: pictures?.source };
}

function anyOf<T>(list: readonly T[]): T | undefined {
  return list[Math.floor(Math.random() * list.length)];
}

/** The answer, or nothing when the upstream can't give one: for what a reply can do without. */
async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UpstreamError || error instanceof BusyError || error instanceof NotFoundError)
      return undefined;
    throw error;
  }
}
