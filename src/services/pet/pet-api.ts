import { posix } from "node:path";
import { z } from "zod";
import { NotFoundError } from "../../core/errors.ts";
import type { Source, Sourced } from "../../core/source.ts";
import { t } from "../../core/text.ts";
import { DAY_MS } from "../../core/time.ts";
import { keySecrets } from "../../upstream/key-secrets.ts";
import { listOf, odd } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { httpsUrl, urlAt } from "../fields.ts";
import { parsePurpose, parseRange, parseTemperament, parseTraits } from "./breed-facts.ts";
import type { Breed, Picture } from "./pet.ts";

/** The two services of the same platform. */
export type PetUpstream = "dogApi" | "catApi";

/** Breeds do not change; the upstream allows ten calls a minute. */
const BREEDS_FRESH_MS = DAY_MS;
const BREEDS_STALE_MS = 30 * DAY_MS;
const PICTURES_FRESH_MS = DAY_MS;
const PICTURES_STALE_MS = 7 * DAY_MS;

/** Pictures a call; more need a key. https://github.com/AdenForshaw/theCatAPI-website/issues/48 (2026-11-22) */
const PICTURES_A_CALL = 10;

/** Where all pictures are. */
const DOMAINS: Readonly<Record<PetUpstream, string>> = { dogApi: "thedogapi.com", catApi: "thecatapi.com" };

/** Where most of them are, by their id; some have another ending. Found out, 2026-11-22. */
const PICTURE_FOLDERS: Readonly<Record<PetUpstream, string>> = {
  dogApi: "https://cdn2.thedogapi.com/images/",
  catApi: "https://cdn2.thecatapi.com/images/",
};

// A fact of the wrong kind is a fact we don't have: no reason to lose the other 171 breeds
const fact = z.string().trim().min(1).optional().catch(undefined);
const measures = z.object({ metric: fact, imperial: fact }).optional().catch(undefined);

const breedId = z.union([z.number(), z.string()]).transform(String);

const breedSchema = z.looseObject({
  id: breedId,
  name: z.string().trim().min(1),
  alt_names: fact,
  wikipedia_url: fact,
  breed_group: fact,
  temperament: fact,
  bred_for: fact,
  origin: fact,
  weight: measures,
  height: measures,
  life_span: fact,
  image: z.unknown().optional(),
  reference_image_id: fact,
});

const NO_SECRETS = {};
const withKey = () => keySecrets((key) => ({ headers: { "x-api-key": key } }));
const SECRETS = { dogApi: withKey(), catApi: withKey() };

/** TheDogAPI or TheCatAPI: facts and pictures by breed, and votes. Sources: https://docs.thedogapi.com, https://developers.thecatapi.com (2026-11-22) */
export class PetApi {
  readonly #ask: Ask;
  readonly upstream: PetUpstream;

  constructor(ask: Ask, upstream: PetUpstream) {
    this.#ask = ask;
    this.upstream = upstream;
  }

  /** Every breed, in the order of the upstream. Held for a day. */
  breeds(): Promise<Sourced<readonly Breed[]>> {
    return this.#ask.get(this.upstream, {
      path: "/breeds",
      secrets: this.#secrets(),
      schema: () => BREEDS[this.upstream],
      freshMs: BREEDS_FRESH_MS,
      staleMs: BREEDS_STALE_MS,
    });
  }

  /** Up to ten pictures of a breed, perhaps none. Fetched together and held, so that looking at one after another costs one call. */
  pictures(breedId: string): Promise<Sourced<readonly Picture[]>> {
    return this.#ask.get(this.upstream, {
      path: "/images/search",
      query: { breed_ids: breedId, limit: PICTURES_A_CALL, size: "med" },
      secrets: this.#secrets(),
      schema: () => listOf(pictureOf(this.upstream, breedId)),
      freshMs: PICTURES_FRESH_MS,
      staleMs: PICTURES_STALE_MS,
    });
  }

  /** One picture by the upstream's id, as a list of one. Throws NotFoundError for an unknown id. */
  picture(id: string): Promise<Sourced<readonly Picture[]>> {
    return this.#ask.get(this.upstream, {
      path: `/images/${encodeURIComponent(id)}`,
      secrets: this.#secrets(),
      judge: ({ status }) => (status === 404 ? new NotFoundError(t`This picture is gone.`) : undefined),
      schema: () => pictureOf(this.upstream).transform((picture) => [picture]),
      freshMs: BREEDS_FRESH_MS,
      staleMs: BREEDS_STALE_MS,
    });
  }

  /** For pictures that are shown once more. */
  get source(): Source {
    return this.#ask.source(this.upstream);
  }

  /** Where a picture most probably is, for when the upstream can't be asked. */
  probablePicture(id: string): Picture {
    return { id: `${this.upstream}/${id}`, url: `${PICTURE_FOLDERS[this.upstream]}${encodeURIComponent(id)}.jpg` };
  }

  /**
   * Tells the upstream what somebody thinks of a picture; a later vote of the same `voter` stands in for an earlier one.
   * Does nothing without a key. `voter` must name nobody. https://docs.thedogapi.com/voting (2026-11-22)
   */
  async vote(id: string, voter: string, isUp: boolean): Promise<void> {
    if (this.#ask.key(this.upstream) === undefined) return;
    await this.#ask.send(this.upstream, {
      method: "POST",
      path: "/votes",
      secrets: this.#secrets(),
      body: { image_id: id, sub_id: voter, value: isUp ? 1 : 0 },
      schema: () => z.unknown(),
    });
  }

  #secrets() {
    const key = this.#ask.key(this.upstream);
    return key === undefined ? NO_SECRETS : SECRETS[this.upstream](key);
  }
}

/** A picture at the upstream's own domain; of that breed, where it says what it shows. */
function pictureOf(upstream: PetUpstream, wanted?: string) {
  return z
    .object({
      id: fact,
      url: z.string(),
      breeds: z
        .array(z.object({ id: breedId }))
        .optional()
        .catch(undefined),
    })
    .transform(({ id, url: address, breeds = [] }, context): Picture => {
      const url = address.startsWith("https:") ? urlAt(DOMAINS[upstream], address) : undefined;
      if (url === undefined) return odd(context, ["url"], "is at an unknown host");
      if (wanted !== undefined && breeds.length > 0 && !breeds.some((breed) => breed.id === wanted))
        return odd(context, ["breeds"], "are others than the one asked for");
      // The file is named by the id, as a rule
      return { id: `${upstream}/${id ?? posix.parse(new URL(url).pathname).name}`, url };
    });
}

const BREEDS = { dogApi: breedsOf("dogApi"), catApi: breedsOf("catApi") };

function breedsOf(upstream: PetUpstream) {
  const picture = pictureOf(upstream);
  const breed = breedSchema.transform(
    (raw): Breed => ({
      id: raw.id,
      name: raw.name,
      otherNames: (raw.alt_names ?? "").split(",").flatMap((name) => name.trim() || []),
      url: httpsUrl(raw.wikipedia_url),
      group: raw.breed_group,
      temperament: parseTemperament(raw.temperament),
      bredFor: parsePurpose(raw.bred_for),
      traits: parseTraits(raw),
      origin: raw.origin,
      weightKg: parseRange(raw.weight?.metric),
      weightLb: parseRange(raw.weight?.imperial),
      heightCm: parseRange(raw.height?.metric),
      heightIn: parseRange(raw.height?.imperial),
      lifeYears: parseRange(raw.life_span),
      picture: picture.safeParse(raw.image).data,
      pictureId: raw.reference_image_id,
    }),
  );
  return listOf(breed).refine((breeds) => breeds.length > 0, "names no breed");
}
