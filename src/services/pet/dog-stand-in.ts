import type { Ask } from "../../upstream/question.ts";
import { isAmbiguous } from "./breed-names.ts";
import { anyOf, picked, unknownBreed } from "./choice.ts";
import { breedInAddress, DogCeo, pictureUrl } from "./dog-ceo.ts";
import { findBreed, knownAs, sameBreed } from "./dog-names.ts";
import type { BreedsStandIn, Pet, StandIn } from "./pet.ts";

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
    return { name, source, picture, pictureSource: picture && source, pick: 0, pictureCount: 1 };
  }

  picture(id: string): ReturnType<StandIn["picture"]> {
    const url = pictureUrl(id);
    if (url === undefined) return undefined;
    const breed = breedInAddress(url);
    return {
      picture: { id, url },
      source: this.#ask.source("dogCeo"),
      breed: breed === undefined ? undefined : knownAs(breed),
    };
  }
}

function breedsOf(dogCeo: DogCeo): BreedsStandIn {
  return {
    names: async () => (await dogCeo.breeds()).value.map(({ name }) => knownAs(name)),
    pet: async (typed, pick) => {
      const { value: breeds, source } = await dogCeo.breeds();
      const known = breeds.map(({ name }) => ({ name: knownAs(name) }));
      const breed = sameBreed(typed, breeds) ?? (isAmbiguous(typed, known) ? undefined : findBreed(typed, breeds));
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
