import type { Ask } from "../upstream/question.ts";
import { Cataas } from "./pet/cataas.ts";
import { PetApi } from "./pet/pet-api.ts";
import { Pets } from "./pet/pets.ts";

/** Cats: TheCatAPI for facts and pictures, CATAAS for a picture when it can't. */
export function cats(ask: Ask): Pets {
  return new Pets({ kind: "cat", api: new PetApi(ask, "catApi"), standIn: new Cataas(ask) });
}
