import type { Ask } from "../../upstream/question.ts";
import { Cataas } from "./cataas.ts";
import { findBreed } from "./dog-names.ts";
import { DogStandIn } from "./dog-stand-in.ts";
import { PetApi } from "./pet-api.ts";
import { Pets } from "./pets.ts";

/** Dogs: TheDogAPI for facts and pictures, dog.ceo when it can't. */
export function dogs(ask: Ask): Pets {
  return new Pets({ kind: "dog", api: new PetApi(ask, "dogApi"), standIn: new DogStandIn(ask), findBreed });
}

/** Cats: TheCatAPI for facts and pictures, CATAAS for a picture when it can't. */
export function cats(ask: Ask): Pets {
  return new Pets({ kind: "cat", api: new PetApi(ask, "catApi"), standIn: new Cataas(ask) });
}
