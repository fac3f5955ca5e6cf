import { z } from "zod";
import { wholeNumber } from "../fields.ts";
import { cameraOf } from "./cameras.ts";
import { type FeedQuestion, isMissingOrNasas, rowsOf } from "./feed.ts";
import { pictureUrl } from "./photos.ts";
import { dayTaken } from "./sols.ts";

/** 100 a page is what the feed's own page asks for. https://mars.nasa.gov/mars2020/multimedia/raw-images/ (2026-11-22) */
const PER_PAGE = 100;

const files = z.object({
  small: z.string().nullish(),
  medium: z.string().nullish(),
  large: z.string().nullish(),
  full_res: z.string().nullish(),
});
type Files = z.infer<typeof files>;

/** One row of Perseverance's feed. The rest, tuples in strings and telemetry, is not read. */
const image = z
  .object({
    sol: wholeNumber,
    camera: z.object({ instrument: z.string() }),
    sample_type: z.string().nullish(),
    date_taken_utc: z.string().nullish(),
    /** JPEGs 320, 800 and 1200 wide, and a PNG of several megabytes. */
    image_files: files.nullish(),
  })
  .refine(({ image_files }) => isMissingOrNasas(fileOf(image_files)), {
    path: ["image_files"],
    error: "are at an unknown host",
  });

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
  schema: () =>
    z
      .object({ images: rowsOf(image, { from, to }), total_results: wholeNumber.nullish() })
      .transform(({ images, total_results }) => ({
        photos: images.rows.filter(isPhoto).flatMap(({ sol, camera, date_taken_utc, image_files }) => {
          const picture = pictureUrl(fileOf(image_files));
          if (picture === undefined) return [];
          const day = dayTaken(rover, sol, date_taken_utc ?? undefined);
          return [{ camera: cameraOf(rover, camera.instrument), sol, day, url: picture }];
        }),
        received: images.received,
        total: total_results ?? images.received,
      })),
});

/** A JPEG of a bearable size where there is one. */
function fileOf(files: Files | null | undefined): string | null | undefined {
  return files?.medium ?? files?.large ?? files?.small ?? files?.full_res;
}

function isPhoto({ sample_type }: z.infer<typeof image>): boolean {
  return sample_type?.toLowerCase() !== "thumbnail";
}
