import { date, defineCommand, integer, yesNo } from "../src/core/command.ts";
import { formatDate, formatNumber } from "../src/core/format.ts";
import { type Button, buttons, card, field, reply } from "../src/core/reply.ts";
import { lastingSourceLine } from "../src/core/source.ts";
import type { EarthDay } from "../src/services/epic.ts";
import type { EarthPicture } from "../src/services/epic-pictures.ts";

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
    date: date({ description: "The day, since 13 June 2015; the latest pictures without it", example: "2024-05-31" }),
    enhanced: yesNo({ description: "In colours that show land better" }),
    page: integer({ description: "Which of the day's pictures", min: 1, max: LAST_PAGE, hidden: true }),
  },
  async run({ options, services, user }) {
    const { enhanced } = options;
    const found = await services.epic.pictures(enhanced ? "enhanced" : "natural", options.date);
    const total = found.pictures.length;
    const page = Math.min(options.page ?? 1, total);
    const picture = found.pictures[page - 1] ?? found.pictures[0];
    const where = centre(picture, user.locale);
    const turnTo = (label: string, to: number): Button | undefined => {
      if (to < 1 || to > total) return undefined;
      const colours = enhanced ? { enhanced } : {};
      const options = { date: found.day, ...colours, page: to };
      return { label, press: { do: "run", command: "epic", options, into: "update" } };
    };
    return reply(
      card({
        accent: ACCENT,
        title: `Earth, ${formatDate(found.day)}`,
        url: `https://epic.gsfc.nasa.gov/?date=${found.day}`,
        lines: [picture.caption === undefined ? undefined : [sentence(picture.caption)]],
        fields: [
          field("Taken at", `${picture.time} UTC`),
          field("Centre", where),
          field("Distance", distance(picture, user.locale)),
          field("Colours", enhanced ? "enhanced" : undefined),
        ],
        images: [
          { url: picture.url, alt: where === undefined ? "The Earth from space" : `The Earth, centred on ${where}` },
        ],
        footer: footer(found, page),
      }),
      buttons(turnTo("◀ Previous", page - 1), turnTo("Next ▶", page + 1)),
    );
  },
});

/** `20.7° N, 162.0° E`. */
function centre({ centre }: EarthPicture, locale: string): string | undefined {
  if (centre === undefined) return undefined;
  const { latitude, longitude } = centre;
  return `${degrees(latitude, locale)} ${latitude < 0 ? "S" : "N"}, ${degrees(longitude, locale)} ${longitude < 0 ? "W" : "E"}`;
}

function degrees(value: number, locale: string): string {
  return `${formatNumber(Math.round(Math.abs(value) * 10) / 10, locale)}°`;
}

function distance({ distanceKm }: EarthPicture, locale: string): string | undefined {
  if (distanceKm === undefined) return undefined;
  return `${formatNumber(Math.round(distanceKm / DISTANCE_STEP_KM) * DISTANCE_STEP_KM, locale)} km`;
}

function sentence(caption: string): string {
  return /[.!?]$/.test(caption) ? caption : `${caption}.`;
}

function footer({ source, pictures }: EarthDay, page: number): string {
  const by = source.name === "NASA EPIC" ? source.name : `NASA EPIC, told by ${source.name}'s gateway`;
  return lastingSourceLine(source, `${by}, ${page} of ${pictures.length}`);
}
