import { choice, date, defineCommand, integer, text } from "../src/core/command.ts";
import { count, formatDate, formatNumber } from "../src/core/format.ts";
import { buttons, card, field, type OptionValues, type Reply, reply } from "../src/core/reply.ts";
import { sourceLine } from "../src/core/source.ts";
import { join, link, t } from "../src/core/text.ts";
import { galleryPage, pager, withPlaces } from "../src/replies/pager.ts";
import { chooseCamera, inSentence, suggestCameras } from "../src/services/mars/cameras.ts";
import type { MarsAnswer } from "../src/services/mars/mars.ts";
import { type Camera, ROVER_IDS, ROVERS, type Rover } from "../src/services/mars/rovers.ts";
import { dayOfSol } from "../src/services/mars/sols.ts";

const ACCENT = 0xc1440e;
const CREDIT = "NASA/JPL-Caltech";

/** No rover has come as far. */
const MAX_SOL = 9_999;

/** `/mars`: what a rover saw on a day. */
export const mars = defineCommand({
  name: "mars",
  description: "Photos that a rover took on Mars",
  options: {
    date: date({
      description: "The day, such as 2020-06-10; the latest photos without it",
      ask: "Which day?",
      example: "2020-06-10",
    }),
    rover: choice({ description: "Curiosity unless you say otherwise", choices: ROVER_IDS, example: "perseverance" }),
    camera: text({
      description: "Photos of this camera only",
      example: "fhaz",
      suggest: async ({ typed, options }) => {
        const id = ROVER_IDS.find((each) => each === options["rover"]) ?? "curiosity";
        return suggestCameras(ROVERS[id], typed);
      },
    }),
    sol: integer({
      description: "The Martian day since the landing",
      min: 0,
      max: MAX_SOL,
      example: "1000",
      hidden: "unlisted",
    }),
    page: integer({ description: "Page of the photos", min: 1, max: 10_000, hidden: true }),
  },
  meant: solInDate,
  upstreams: ["marsNasa", "nebulum", "marsVista", "nasaImages"],
  async run({ options, services }) {
    const rover: Rover = ROVERS[options.rover ?? "curiosity"];
    const camera = options.camera === undefined ? undefined : chooseCamera(rover, options.camera);
    const day = options.date ?? (options.sol === undefined ? undefined : dayOfSol(rover, options.sol));
    const answer = await services.mars.photos(rover, day, camera);
    if (answer.type === "search") return searchReply(answer, rover, day);
    return photosReply(answer, rover, camera, options.page ?? 1);
  },
});

/** `sol 1000`, with a camera behind it or not, is no date of a calendar. */
function solInDate(raw: OptionValues): OptionValues {
  // Beside a sol there is no date: the word is the camera's
  if (raw["sol"] !== undefined && raw["date"] !== undefined && raw["camera"] === undefined) {
    return { ...raw, date: undefined, camera: raw["date"] };
  }
  const [, sol, camera] =
    /^\s*sol\s?(\d{1,2},?\d{3}|\d{1,4})(?:\s+(\S.{0,99}))?$/i.exec(String(raw["date"] ?? "")) ?? [];
  if (sol === undefined || (camera !== undefined && raw["camera"] !== undefined)) return raw;
  return { ...raw, date: undefined, sol: sol.replace(",", ""), camera: camera ?? raw["camera"] };
}

function photosReply(
  { day, source, isFirstChoice }: Extract<MarsAnswer, { type: "photos" }>,
  rover: Rover,
  camera: Camera | undefined,
  wantedPage: number,
): Reply {
  const shown = galleryPage(day.photos, wantedPage);
  const pageOf = (page: number) => ({ date: day.day, rover: rover.id, camera: camera?.code, page });
  const sol = day.sols.length === 1 ? "sol" : "sols";
  const sols = day.sols.map(formatNumber).join(" and ");
  const by = camera === undefined ? rover.name : `the ${inSentence(camera)} of ${rover.name}`;
  const photoCount = `${day.isWhole ? "" : "At least "}${count(shown.total, "photo")}`;
  const archive = isFirstChoice ? "" : `, from ${source.name}`;
  return {
    ...reply(
      card({
        accent: ACCENT,
        title: `Mars, ${formatDate(day.day)}`,
        url: rawImagesPage(rover, day.sols),
        lines: [t`${photoCount} by ${by} on ${sol} ${sols}.`],
        fields: [
          field("Rover", rover.name),
          field(day.sols.length === 1 ? "Sol" : "Sols", sols),
          field(day.cameras.length === 1 ? "Camera" : "Cameras", day.cameras.map(({ name }) => name).join(", ")),
        ],
        images: shown.items.map((photo) => ({
          url: photo.url,
          alt: `${photo.camera.name} of ${rover.name}, sol ${formatNumber(photo.sol)}`,
        })),
        footer: sourceLine(source, withPlaces(`${CREDIT}${archive}`, shown)),
      }),
      buttons(...pager("mars", pageOf, shown)),
    ),
    again: pageOf(shown.page),
  };
}

function searchReply(
  { pictures, source }: Extract<MarsAnswer, { type: "search" }>,
  rover: Rover,
  day: string | undefined,
): Reply {
  const wanted = day === undefined ? `${rover.name}’s latest photos` : `${rover.name}’s photos of ${formatDate(day)}`;
  return reply(
    card({
      accent: ACCENT,
      title: `${rover.name} in NASA’s image library`,
      lines: [
        t`${wanted} are out of reach right now. A search for “${rover.name} rover” found these instead, from other days.`,
        join(
          pictures.map(({ title, page }) => [link(title, page)]),
          " · ",
        ),
      ],
      images: pictures.map(({ title, url }) => ({ url, alt: title })),
      footer: sourceLine(source),
    }),
  );
}

/** NASA's own page of a rover's raw images. It keeps none of Spirit's and Opportunity's. */
function rawImagesPage(rover: Rover, sols: readonly number[]): string | undefined {
  if (rover.rawImagesPage === undefined) return undefined;
  return `${rover.rawImagesPage}?begin_sol=${sols.at(0)}&end_sol=${sols.at(-1)}`;
}
