import { z } from "zod";
import { NotFoundError } from "../../core/errors.ts";
import type { Sourced } from "../../core/source.ts";
import { t } from "../../core/text.ts";
import { DAY_MS, HOUR_MS } from "../../core/time.ts";
import { entriesOf, listOf, odd } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { urlAt } from "../fields.ts";
import type { Named } from "./breed-names.ts";
import type { Picture } from "./pet.ts";

/** A breed of dog.ceo: a name and where its pictures are. */
export interface CeoBreed extends Named {
  /** In reading order, lower case: `afghan hound`. */
  readonly name: string;
  /** `hound/afghan`. */
  readonly path: string;
}

/** A picture whose address tells the breed. */
export interface CeoPicture extends Picture {
  /** As in `CeoBreed`. */
  readonly breed?: string | undefined;
}

/** Pictures a call; more are silently cut. https://dog.ceo/dog-api/documentation/random (2026-11-22) */
const PICTURES_A_CALL = 50;

const breedsSchema = z
  .object({ status: z.literal("success"), message: entriesOf(listOf(z.string()), z.string()) })
  .refine(({ message }) => message.length > 0, { path: ["message"], error: "names no breed" })
  .transform(({ message }): readonly CeoBreed[] =>
    message.flatMap(([main, subs]) =>
      subs.length === 0
        ? [{ name: main, path: main }]
        : subs.map((sub) => ({ name: `${sub} ${main}`, path: `${main}/${sub}` })),
    ),
  );

const picture = z.string().transform((address, context): CeoPicture => {
  const url = urlAt("dog.ceo", address);
  if (url === undefined) return odd(context, [], "is no picture at dog.ceo");
  return { id: pictureId(url), url, breed: breedInAddress(url) };
});

const picturesSchema = z
  .object({ status: z.literal("success"), message: listOf(picture) })
  .transform(({ message }) => message);

/** dog.ceo: pictures and names, no facts. No key, no quota. Source: https://dog.ceo/dog-api/documentation (2026-11-22) */
export class DogCeo {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Every breed and sub-breed. Held for a day. */
  breeds(): Promise<Sourced<readonly CeoBreed[]>> {
    return this.#ask.get("dogCeo", {
      path: "/breeds/list/all",
      schema: () => breedsSchema,
      freshMs: DAY_MS,
      staleMs: 30 * DAY_MS,
    });
  }

  /** Up to fifty pictures of a breed. Throws NotFoundError for one that dog.ceo does not know (any more). */
  pictures(breed: CeoBreed): Promise<Sourced<readonly CeoPicture[]>> {
    const path = breed.path.split("/").map(encodeURIComponent).join("/");
    return this.#pictures(`/breed/${path}/images/random/${PICTURES_A_CALL}`);
  }

  /** Up to fifty pictures of any breed. */
  anyPictures(): Promise<Sourced<readonly CeoPicture[]>> {
    return this.#pictures(`/breeds/image/random/${PICTURES_A_CALL}`);
  }

  #pictures(path: string): Promise<Sourced<readonly CeoPicture[]>> {
    return this.#ask.get("dogCeo", {
      path,
      judge: ({ status }) => (status === 404 ? new NotFoundError(t`There are no pictures of this breed.`) : undefined),
      schema: () => picturesSchema,
      freshMs: HOUR_MS,
      staleMs: DAY_MS,
    });
  }
}

/** Where all pictures are. */
const PICTURES = "https://images.dog.ceo/breeds/";

/** The id of a picture tells its address: `dogCeo/hound-afghan/n02088094_1003.jpg`. */
function pictureId(url: string): string {
  return `dogCeo/${url.startsWith(PICTURES) ? url.slice(PICTURES.length) : url}`;
}

/** The address of a picture by its id; undefined for an id that is none of dog.ceo's. */
export function pictureUrl(id: string): string | undefined {
  const [, path] = /^dogCeo\/([\w-]+\/[\w.-]+)$/.exec(id) ?? [];
  return path === undefined ? undefined : PICTURES + path;
}

/** `…/breeds/hound-afghan/n02088094_1003.jpg` is an afghan hound. */
export function breedInAddress(url: string): string | undefined {
  const [, main, sub] = /\/breeds\/([a-z]+)(?:-([a-z]+))?\//.exec(url) ?? [];
  if (main === undefined) return undefined;
  return sub === undefined ? main : `${sub} ${main}`;
}
