import { z } from "zod";
import { wholeNumber } from "../fields.ts";
import { cameraOf } from "./cameras.ts";
import { type FeedQuestion, isMissingOrNasas, rowsOf } from "./feed.ts";
import { pictureUrl } from "./photos.ts";
import { dayTaken } from "./sols.ts";

/** 200 a page is the most that is in use. https://github.com/nebulum-one/mars-photo-api (2026-11-22) */
const PER_PAGE = 200;

/** One row of Curiosity's feed. The rest, mostly telemetry, may be null and is not read. */
const item = z
  .object({
    sol: wholeNumber,
    instrument: z.string(),
    date_taken: z.string().nullish(),
    https_url: z.string().nullish(),
    url: z.string().nullish(),
    is_thumbnail: z.boolean().nullish(),
    extended: z.object({ sample_type: z.string().nullish() }).nullish(),
  })
  .refine(({ https_url, url }) => isMissingOrNasas(https_url ?? url), {
    path: ["https_url"],
    error: "is at an unknown host",
  });

/**
 * Curiosity's raw images. Undocumented; parameters as NASA's own page sends them.
 * Source: https://github.com/MarsRaw/mars-raw-utils, src/msl (2026-11-22)
 */
export const askCuriosity: FeedQuestion = (rover, { from, to, camera, order, page }) => {
  const direction = order === "newest" ? "desc" : "asc";
  return {
    path: "/api/v1/raw_image_items/",
    query: {
      order: `sol ${direction},instrument_sort asc,sample_type_sort asc, date_taken ${direction}`,
      per_page: PER_PAGE,
      page,
      condition_1: "msl:mission",
      condition_2: from === undefined ? undefined : `${from}:sol:gte`,
      condition_3: to === undefined ? undefined : `${to}:sol:lte`,
      search: camera?.instruments.join("|"),
      extended: "thumbnail::sample_type::noteq",
    },
    schema: () =>
      z.object({ items: rowsOf(item, { from, to }), total: wholeNumber.nullish() }).transform(({ items, total }) => ({
        photos: items.rows.filter(isPhoto).flatMap(({ sol, instrument, date_taken, https_url, url }) => {
          const picture = pictureUrl(https_url ?? url);
          if (picture === undefined) return [];
          const day = dayTaken(rover, sol, date_taken ?? undefined);
          return [{ camera: cameraOf(rover, instrument), sol, day, url: picture }];
        }),
        received: items.received,
        total: total ?? items.received,
      })),
  };
};

function isPhoto({ is_thumbnail, extended }: z.infer<typeof item>): boolean {
  return is_thumbnail !== true && extended?.sample_type?.toLowerCase() !== "thumbnail";
}
