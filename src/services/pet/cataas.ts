import { z } from "zod";
import type { Source } from "../../core/source.ts";
import type { Ask } from "../../upstream/question.ts";
import type { Pet, Picture, StandIn } from "./pet.ts";

/** Where a cat's picture is, by its id. https://cataas.com/doc.html (2026-11-22) */
const PICTURES = "https://cataas.com/cat/";

const ID = /^[\w-]{1,40}$/;

// It has been `_id`, too
const catSchema = z
  .union([z.object({ id: z.string().regex(ID) }), z.object({ _id: z.string().regex(ID) })])
  .transform((cat): Picture => pictureOf("id" in cat ? cat.id : cat._id));

/** CATAAS in The Cat API's place: a picture of any cat, nothing about breeds. */
export class Cataas implements StandIn {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async ofAny(): Promise<Pet> {
    const { value: picture, source } = await this.#ask.get("cataas", {
      path: "/cat",
      query: { json: true },
      schema: () => catSchema,
      // Another cat each time
      freshMs: 0,
      staleMs: 0,
    });
    return { source, picture, pictureSource: source, pick: 0, pictureCount: 1 };
  }

  picture(id: string): { readonly picture: Picture; readonly source: Source } | undefined {
    const own = id.startsWith("cataas/") ? id.slice("cataas/".length) : "";
    return ID.test(own) ? { picture: pictureOf(own), source: this.#ask.source("cataas") } : undefined;
  }
}

function pictureOf(id: string): Picture {
  return { id: `cataas/${id}`, url: `${PICTURES}${id}` };
}
