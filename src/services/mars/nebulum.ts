import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { isoDate } from "../../core/format.ts";
import type { Sourced } from "../../core/source.ts";
import type { Ask } from "../../upstream/question.ts";
import { nearest } from "../days.ts";
import { latestOf, oldManifest, oldPhotos } from "./old-shape.ts";
import { freshnessOf, type PhotoArchive, type PhotoDay, photoDay } from "./photos.ts";
import type { Camera, Rover } from "./rovers.ts";

/**
 * rovers.nebulum.one, a successor of the old Mars Rover Photos API. It takes in at most 200 photos a sol, and files new
 * ones under the raw feed's camera names, so its own camera filter misses them: cameras are told apart here.
 * Throws UpstreamError when it fails.
 * Source: https://github.com/nebulum-one/mars-photo-api (read 2026-11-22)
 */
export class Nebulum implements PhotoArchive {
  readonly #ask: Ask;
  readonly #rover: Rover;

  constructor(ask: Ask, rover: Rover) {
    this.#ask = ask;
    this.#rover = rover;
  }

  day(day: IsoDate): Promise<Sourced<PhotoDay>> {
    const rover = this.#rover;
    return this.#ask.get("nebulum", {
      path: `/rovers/${rover.id}/photos`,
      // Without `page` it sends everything
      query: { earth_date: day },
      schema: () =>
        z.object({ photos: oldPhotos(rover, day) }).transform(({ photos }) => photoDay(rover, day, photos, true)),
      ...freshnessOf(day),
    });
  }

  async latestDay(camera?: Camera): Promise<IsoDate | undefined> {
    const { value } = await this.#ask.get("nebulum", {
      path: `/rovers/${this.#rover.id}/latest_photos`,
      schema: () => z.object({ latest_photos: oldPhotos(this.#rover) }),
      ...freshnessOf(isoDate(Date.now())),
    });
    return latestOf(value.latest_photos, camera?.code);
  }

  async nearestDay(day: IsoDate): Promise<IsoDate | undefined> {
    const { value } = await this.#ask.get("nebulum", {
      path: `/manifests/${this.#rover.id}`,
      schema: () => oldManifest,
      ...freshnessOf(day),
    });
    return nearest(day, value);
  }
}
