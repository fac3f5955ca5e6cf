import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { listOf } from "../../upstream/list.ts";
import { wholeNumber } from "../fields.ts";
import { cameraOf } from "./cameras.ts";
import { isMissingOrNasas } from "./feed.ts";
import { type Photo, pictureUrl } from "./photos.ts";
import type { Rover } from "./rovers.ts";

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const photo = z.object({
  sol: wholeNumber,
  camera: z.object({ name: z.string() }),
  /** May be empty where the picture is gone. */
  img_src: z.string().nullish(),
  earth_date: day,
});

/** A list of photos in the shape of the old Mars Rover Photos API, in our words; of one day where one was asked for. */
export function oldPhotos(rover: Rover, wanted?: IsoDate) {
  const asked = photo
    .refine(({ earth_date }) => wanted === undefined || earth_date === wanted, {
      path: ["earth_date"],
      error: "is another day",
    })
    .refine(({ img_src }) => isMissingOrNasas(img_src), { path: ["img_src"], error: "is at an unknown host" });
  return listOf(asked).transform((rows): readonly Photo[] =>
    rows.flatMap(({ sol, camera, img_src, earth_date }) => {
      const url = pictureUrl(img_src);
      return url === undefined ? [] : [{ camera: cameraOf(rover, camera.name), sol, day: earth_date, url }];
    }),
  );
}

/** The old API's manifest, as the days with photos. */
export const oldManifest = z
  .object({ photo_manifest: z.object({ photos: listOf(z.object({ earth_date: day.nullish() })) }) })
  .transform(({ photo_manifest }): ReadonlySet<IsoDate> => {
    return new Set(photo_manifest.photos.flatMap(({ earth_date }) => earth_date ?? []));
  });

/** The last day among photos, by the camera where it took any. */
export function latestOf(photos: readonly Photo[], cameraCode: string | undefined): IsoDate | undefined {
  const byCamera = photos.filter((each) => each.camera.code === cameraCode);
  return (byCamera.length > 0 ? byCamera : photos)
    .map((each) => each.day)
    .sort()
    .at(-1);
}
