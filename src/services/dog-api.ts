import { z } from "zod";
import { NotFoundError } from "../core/errors.ts";
import type { Sourced } from "../core/source.ts";
import { isWebUrl, t } from "../core/text.ts";
import type { Ask } from "../upstream/question.ts";
import { parsePurpose, parseRange, parseTemperament, type Range } from "./breed-facts.ts";

/** One breed. Only the name is sure: what the others need is a paid plan, or simply not known. */
export interface Breed {
  readonly id: string;
  readonly name: string;
  /** `Hound`, `Terrier`: the kennel clubs' groups. */
  readonly group?: string | undefined;
  /** Words of a sentence, lower case. */
  readonly temperament: readonly string[];
  /** To stand inside a sentence: `rabbit and hare hunting`. */
  readonly bredFor?: string | undefined;
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
  /** https. */
  readonly url: string;
}

const DAY_MS = 24 * 3_600_000;

/** Breeds do not change; the upstream allows ten calls a minute. */
const BREEDS_FRESH_MS = DAY_MS;
const BREEDS_STALE_MS = 30 * DAY_MS;
const PICTURES_FRESH_MS = DAY_MS;
const PICTURES_STALE_MS = 7 * DAY_MS;

/** Pictures a call; more need a key. https://github.com/AdenForshaw/theCatAPI-website/issues/48 (2026-11-22) */
const PICTURES_A_CALL = 10;

// A fact of the wrong kind is a fact we don't have: no reason to lose the other 171 breeds
const fact = z.string().trim().min(1).optional().catch(undefined);
const measures = z.object({ metric: fact, imperial: fact }).optional().catch(undefined);

const pictureSchema = z.object({ url: z.string() });

const breedSchema = z
  .object({
    id: z.union([z.number(), z.string()]),
    name: z.string().trim().min(1),
    breed_group: fact,
    temperament: fact,
    bred_for: fact,
    origin: fact,
    weight: measures,
    height: measures,
    life_span: fact,
    image: pictureSchema.optional().catch(undefined),
    reference_image_id: fact,
  })
  .transform(
    (breed): Breed => ({
      id: String(breed.id),
      name: breed.name,
      group: breed.breed_group,
      temperament: parseTemperament(breed.temperament),
      bredFor: parsePurpose(breed.bred_for),
      origin: breed.origin,
      weightKg: parseRange(breed.weight?.metric),
      weightLb: parseRange(breed.weight?.imperial),
      heightCm: parseRange(breed.height?.metric),
      heightIn: parseRange(breed.height?.imperial),
      lifeYears: parseRange(breed.life_span),
      picture: breed.image === undefined ? undefined : pictureOf(breed.image),
      pictureId: breed.reference_image_id,
    }),
  );

const breedsSchema = z.array(breedSchema).min(1);

const picturesSchema = z
  .array(pictureSchema)
  .transform((images): readonly Picture[] => images.map(pictureOf).filter((picture) => picture !== undefined));

/** TheDogAPI: facts and pictures by breed. Source: https://docs.thedogapi.com (2026-11-22) */
export class DogApi {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Every breed, in the order of the upstream. Held for a day. */
  breeds(): Promise<Sourced<readonly Breed[]>> {
    return this.#ask.get("dogApi", {
      path: "/breeds",
      secrets: this.#secrets(),
      schema: breedsSchema,
      freshMs: BREEDS_FRESH_MS,
      staleMs: BREEDS_STALE_MS,
    });
  }

  /** Up to ten pictures of a breed, perhaps none. Fetched together and held, so that looking at one after another costs one call. */
  pictures(breedId: string): Promise<Sourced<readonly Picture[]>> {
    return this.#ask.get("dogApi", {
      path: "/images/search",
      query: { breed_ids: breedId, limit: PICTURES_A_CALL, size: "med" },
      secrets: this.#secrets(),
      schema: picturesSchema,
      freshMs: PICTURES_FRESH_MS,
      staleMs: PICTURES_STALE_MS,
    });
  }

  /** One picture by its id, as a list of one; of none when its address is unusable. Throws NotFoundError for an unknown id. */
  picture(id: string): Promise<Sourced<readonly Picture[]>> {
    return this.#ask.get("dogApi", {
      path: `/images/${encodeURIComponent(id)}`,
      secrets: this.#secrets(),
      judge: ({ status }) => (status === 404 ? new NotFoundError(t`This picture is gone.`) : undefined),
      schema: pictureSchema.transform((image) => [pictureOf(image)].filter((picture) => picture !== undefined)),
      freshMs: BREEDS_FRESH_MS,
      staleMs: BREEDS_STALE_MS,
    });
  }

  #secrets() {
    const key = this.#ask.key("dogApi");
    return key === undefined ? {} : { headers: { "x-api-key": key } };
  }
}

function pictureOf({ url }: { readonly url: string }): Picture | undefined {
  return isWebUrl(url) && url.startsWith("https:") ? { url } : undefined;
}
