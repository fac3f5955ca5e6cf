import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { isoDate } from "../../core/format.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { keySecrets } from "../../upstream/key-secrets.ts";
import type { Ask, Question } from "../../upstream/question.ts";
import { nearest } from "../days.ts";
import { wholeNumber } from "../fields.ts";
import { latestOf, oldManifest, oldPhotos } from "./old-shape.ts";
import { dayOfPages, freshnessOf, type Photo, type PhotoArchive, type PhotoDay } from "./photos.ts";
import type { Camera, Rover } from "./rovers.ts";

/** Largest page. https://github.com/james-langridge/mars-vista-api (2026-11-22) */
const PER_PAGE = 100;

/** Pages fetched for one day. Our choice. */
const MAX_PAGES = 5;

interface VistaPage {
  readonly photos: readonly Photo[];
  readonly pageCount: number;
}

const secrets = keySecrets((key) => ({ headers: { "X-API-Key": key } }));

/**
 * Mars Vista, version 1 of its API: the old shape with pages. The only source for Spirit and Opportunity.
 * Throws KeyMissingError without a key, UpstreamError when it fails.
 * Source: https://github.com/james-langridge/mars-vista-api, Controllers/V1 (read 2026-11-22)
 */
export class MarsVista implements PhotoArchive {
  readonly #ask: Ask;
  readonly #rover: Rover;

  constructor(ask: Ask, rover: Rover) {
    this.#ask = ask;
    this.#rover = rover;
  }

  async day(day: IsoDate): Promise<Sourced<PhotoDay>> {
    const first = await this.#page(day, 1);
    const { pageCount } = first.value;
    const further = Array.from({ length: Math.min(pageCount, MAX_PAGES) }, (_, index) => index + 1).slice(1);
    const others = await Promise.all(further.map((page) => this.#page(day, page)));
    const pages = [first.value, ...others.map(({ value }) => value)] as const;
    return mapSourced(first, () => dayOfPages(this.#rover, day, pages, pageCount <= MAX_PAGES));
  }

  async latestDay(camera?: Camera): Promise<IsoDate | undefined> {
    const { value } = await this.#get({
      path: `/rovers/${this.#rover.id}/latest_photos`,
      query: { per_page: PER_PAGE },
      schema: () => z.object({ photos: oldPhotos(this.#rover) }),
      ...freshnessOf(isoDate(Date.now())),
    });
    return latestOf(value.photos, camera?.code);
  }

  async nearestDay(day: IsoDate): Promise<IsoDate | undefined> {
    const { value } = await this.#get({
      path: `/manifests/${this.#rover.id}`,
      schema: () => oldManifest,
      ...freshnessOf(day),
    });
    return nearest(day, value);
  }

  #page(day: IsoDate, page: number): Promise<Sourced<VistaPage>> {
    return this.#get({
      path: `/rovers/${this.#rover.id}/photos`,
      query: { earth_date: day, page, per_page: PER_PAGE },
      schema: () =>
        z
          .object({
            photos: oldPhotos(this.#rover, day),
            pagination: z.object({ total_pages: wholeNumber }).nullish(),
          })
          .transform(({ photos, pagination }) => ({ photos, pageCount: pagination?.total_pages ?? 1 })),
      ...freshnessOf(day),
    });
  }

  #get<T>(question: Question<T>): Promise<Sourced<T>> {
    const key = this.#ask.requireKey("marsVista");
    return this.#ask.get("marsVista", { ...question, secrets: secrets(key) });
  }
}
