import { date, defineCommand, integer, yesNo } from "../src/core/command.ts";
import { formatDate, formatNumber } from "../src/core/format.ts";
import { buttons, card, field, reply } from "../src/core/reply.ts";
import { ageless, sourceLine } from "../src/core/source.ts";
import { type GalleryPage, galleryPage, pager, withPlaces } from "../src/replies/pager.ts";
import type { EarthDay } from "../src/services/nasa/epic.ts";
import type { EarthPicture } from "../src/services/nasa/epic-pictures.ts";

const ACCENT = 0x1d6fa5;

/** A day has 22 pictures at most. */
const LAST_PAGE = 99;

/** Kilometres that a distance is rounded to. */
const DISTANCE_STEP_KM = 1_000;

/** `/epic`: the whole Earth as seen from a million miles away. */
export const epic = defineCommand({
  name: "epic",
  description: "The whole Earth from space, all pictures of a day",
  upstreams: ["epic", "nasa"],
  options: {
    date: date({
      description: "The day, since 13 June 2015; the latest pictures without it",
      ask: "Which day?",
      example: "2024-05-31",
    }),
    enhanced: yesNo({ description: "In colours that show land better", ask: "In enhanced colours?" }),
    page: integer({ description: "Page of the day's pictures", min: 1, max: LAST_PAGE, hidden: true }),
  },
  async run({ options, services }) {
    const { enhanced } = options;
    const found = await services.epic.pictures(enhanced ? "enhanced" : "natural", options.date);
    const shown = galleryPage(found.pictures, options.page);
    const pictures = shown.items;
    const pageOf = (page: number) => ({ date: found.day, enhanced: enhanced || undefined, page });
    return {
      ...reply(
        card({
          accent: ACCENT,
          title: `Earth, ${formatDate(found.day)}`,
          url: `https://epic.gsfc.nasa.gov/?date=${found.day}`,
          lines: [...new Set(pictures.map(({ caption }) => caption))].map((each) =>
            each === undefined ? undefined : [sentence(each)],
          ),
          fields: [
            field(
              "Taken",
              span(
                pictures.map(({ time }) => time),
                "UTC",
              ),
            ),
            field("Centre", span(pictures.map(centre))),
            field("Distance", distance(pictures)),
            field("Colours", enhanced ? "enhanced" : undefined),
          ],
          images: pictures.map((each) => ({ url: each.url, alt: altOf(each) })),
          footer: footer(found, shown),
        }),
        buttons(...pager("epic", pageOf, shown)),
      ),
      again: pageOf(shown.page),
    };
  },
});

/** `The Earth at 00:22 UTC, centred on 20.7° N, 162° E`. */
function altOf(picture: EarthPicture): string {
  const where = centre(picture);
  return `The Earth at ${picture.time} UTC${where === undefined ? "" : `, centred on ${where}`}`;
}

/** From the first that is known to the last: the Earth turns under the camera. */
function span(values: readonly (string | undefined)[], unit?: string): string | undefined {
  const known = values.filter((value) => value !== undefined);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined) return undefined;
  const range = first === last ? first : `${first} to ${last}`;
  return unit === undefined ? range : `${range} ${unit}`;
}

/** `20.7° N, 162° E`. */
function centre({ centre }: EarthPicture): string | undefined {
  if (centre === undefined) return undefined;
  const { latitude, longitude } = centre;
  return `${degrees(latitude)} ${latitude < 0 ? "S" : "N"}, ${degrees(longitude)} ${longitude < 0 ? "W" : "E"}`;
}

function degrees(value: number): string {
  return `${formatNumber(Math.round(Math.abs(value) * 10) / 10)}°`;
}

/** One for all pictures, their average: `1,532,000 km`. */
function distance(pictures: readonly EarthPicture[]): string | undefined {
  const known = pictures.flatMap(({ distanceKm }) => distanceKm ?? []);
  if (known.length === 0) return undefined;
  const average = known.reduce((sum, each) => sum + each, 0) / known.length;
  return `${formatNumber(Math.round(average / DISTANCE_STEP_KM) * DISTANCE_STEP_KM)} km`;
}

function sentence(caption: string): string {
  return /[.!?]$/.test(caption) ? caption : `${caption}.`;
}

function footer({ source }: EarthDay, shown: GalleryPage<EarthPicture>): string {
  const by = source.name === "NASA EPIC" ? source.name : `NASA EPIC, told by ${source.name}'s gateway`;
  return sourceLine(ageless(source), withPlaces(by, shown));
}
