import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { listOf } from "../../upstream/list.ts";
import { oneLine } from "../fields.ts";

/** One picture of the whole Earth. */
export interface EarthPicture {
  /** When it was taken, `HH:MM` in UTC. */
  readonly time: string;
  readonly day: IsoDate;
  /** A sentence by NASA. */
  readonly caption?: string | undefined;
  /** The point at the middle of the disc. */
  readonly centre?: { readonly latitude: number; readonly longitude: number } | undefined;
  /** From the camera to the Earth, in kilometres. */
  readonly distanceKm?: number | undefined;
  /** A JPEG of about 100 KB. */
  readonly url: string;
}

/** Natural as the eye would see it; enhanced: land is brighter and the haze less. */
export type Collection = "natural" | "enhanced";

/** Pictures stand here whoever tells of them. https://epic.gsfc.nasa.gov/about/api (2026-11-22) */
const ARCHIVE = "https://epic.gsfc.nasa.gov/archive";

const coordinates = z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });
const position = z.object({ x: z.number(), y: z.number(), z: z.number() });

/** What helps and may be missing: a wrong value counts as none. */
const about = {
  centroid_coordinates: coordinates.optional().catch(undefined),
  dscovr_j2000_position: position.optional().catch(undefined),
};

const item = z.object({
  /** Without its extension. */
  image: z.string().regex(/^[\w-]+$/),
  /** `2024-05-31 00:22:24`, UTC. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}/),
  caption: z.string().nullish(),
  ...about,
  /** The same once more, and in some answers only there. */
  coords: z.object(about).optional().catch(undefined),
});

/** The pictures of a day, of any without one, in the order they were taken. */
export function picturesOf(collection: Collection, wanted?: IsoDate) {
  const picture = item
    .refine(({ date }) => wanted === undefined || date.startsWith(wanted), { path: ["date"], error: "is another day" })
    .transform((each) => toPicture(each, collection));
  return listOf(picture).transform((pictures) => pictures.toSorted((a, b) => a.time.localeCompare(b.time)));
}

/** Every day with pictures: as a list of dates, or of objects with one. */
export const daysWithPictures = listOf(
  z.union([
    z.iso.date(),
    z.object({ date: z.string().regex(/^\d{4}-\d{2}-\d{2}/) }).transform(({ date }) => date.slice(0, 10)),
  ]),
);

function toPicture(
  { image, date, caption, coords, ...own }: z.infer<typeof item>,
  collection: Collection,
): EarthPicture {
  const day = date.slice(0, 10);
  const centre = own.centroid_coordinates ?? coords?.centroid_coordinates;
  const from = own.dscovr_j2000_position ?? coords?.dscovr_j2000_position;
  return {
    day,
    time: date.slice(11, 16),
    caption: oneLine(caption),
    centre: centre && { latitude: centre.lat, longitude: centre.lon },
    distanceKm: from && Math.hypot(from.x, from.y, from.z),
    url: `${ARCHIVE}/${collection}/${day.replaceAll("-", "/")}/jpg/${image}.jpg`,
  };
}
