import { z } from "zod";
import { wholeNumber } from "../fields.ts";
import { cameraOf } from "./cameras.ts";
import type { FeedQuestion } from "./feed.ts";
import { pictureUrl } from "./photos.ts";
import { dayTaken } from "./sols.ts";

/** 100 a page is what the feed's own page asks for. https://mars.nasa.gov/mars2020/multimedia/raw-images/ (2026-11-22) */
const PER_PAGE = 100;

/** One row of Perseverance's feed. The rest, tuples in strings and telemetry, is not read. */
const image = z.object({
  sol: wholeNumber,
  camera: z.object({ instrument: z.string() }),
  sample_type: z.string().nullish(),
  date_taken_utc: z.string().nullish(),
  /** JPEGs 320, 800 and 1200 wide, and a PNG of several megabytes. */
  image_files: z
    .object({
      small: z.string().nullish(),
      medium: z.string().nullish(),
      large: z.string().nullish(),
      full_res: z.string().nullish(),
    })
    .nullish(),
});

const body = z.object({ images: z.array(image), total_results: wholeNumber.nullish() });

/**
 * Perseverance's raw images. Undocumented; parameters as NASA's own page sends them. The feed may ignore `num` and send
 * everything at once.
 * Source: https://github.com/MarsRaw/mars-raw-utils, src/m20 (2026-11-22)
 */
export const askPerseverance: FeedQuestion = (rover, { from, to, camera, order, page }) => ({
  path: "/rss/api/",
  query: {
    feed: "raw_images",
    category: "mars2020",
    feedtype: "json",
    ver: "1.2",
    num: PER_PAGE,
    page,
    order: order === "newest" ? "sol desc" : "sol asc",
    condition_2: from === undefined ? undefined : `${from}:sol:gte`,
    condition_3: to === undefined ? undefined : `${to}:sol:lte`,
    search: camera?.instruments.join("|"),
    extended: "sample_type::full",
  },
  schema: body.transform(({ images, total_results }) => ({
    photos: images.filter(isPhoto).flatMap(({ sol, camera, date_taken_utc, image_files }) => {
      const picture = pictureUrl(
        image_files?.medium ?? image_files?.large ?? image_files?.small ?? image_files?.full_res,
      );
      if (picture === undefined) return [];
      const day = dayTaken(rover, sol, date_taken_utc ?? undefined);
      return [{ camera: cameraOf(rover, camera.instrument), sol, day, url: picture }];
    }),
    received: images.length,
    total: total_results ?? images.length,
  })),
});

function isPhoto({ sample_type }: z.infer<typeof image>): boolean {
  return sample_type?.toLowerCase() !== "thumbnail";
}
