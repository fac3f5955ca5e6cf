import type { Source } from "../../core/source.ts";
import type { Ask } from "../../upstream/question.ts";
import { anyOf, picked, unknownBreed } from "./choice.ts";
import { DogCeo, pictureUrl } from "./dog-ceo.ts";
import { findBreed, knownAs, sameBreed } from "./dog-names.ts";
import type { BreedsStandIn, Pet, Picture, StandIn } from "./pet.ts";

/** dog.ceo in The Dog API's place: pictures by breed, no facts. */
export class DogStandIn implements StandIn {
  readonly #ask: Ask;
  readonly #dogCeo: DogCeo;
  readonly breeds: BreedsStandIn;

  constructor(ask: Ask) {
    this.#ask = ask;
    this.#dogCeo = new DogCeo(ask);
    this.breeds = breedsOf(this.#dogCeo);
  }

  async ofAny(): Promise<Pet> {
    const { value: pictures, source } = await this.#dogCeo.anyPictures();
    const picture = anyOf(pictures);
    const name = picture?.breed === undefined ? undefined : knownAs(picture.breed);
    return { name, source, picture, pictureSource: source, pick: 0, pictureCount: 1 };
  }

  picture(id: string): { readonly picture: Picture; readonly source: Source } | undefined {
    const url = pictureUrl(id);
    return url === undefined ? undefined : { picture: { id, url }, source: this.#ask.source("dogCeo") };
  }
}

function breedsOf(dogCeo: DogCeo): BreedsStandIn {
  return {
    names: async () => (await dogCeo.breeds()).value.map(({ name }) => knownAs(name)),
    pet: async (typed, pick) => {
      const { value: breeds, source } = await dogCeo.breeds();
      const breed = findBreed(typed, breeds) ?? sameBreed(typed, breeds);
      if (breed === undefined) {
        throw unknownBreed(
          "dog",
          typed,
          breeds.map(({ name }) => knownAs(name)),
        );
      }
      return { name: knownAs(breed.name), source, ...picked(await dogCeo.pictures(breed), pick) };
    },
    pictures: async (name) => {
      const { value: breeds } = await dogCeo.breeds();
      const breed = sameBreed(name, breeds);
      return breed === undefined ? undefined : dogCeo.pictures(breed);
    },
  };
}
