import { isoDate } from "../../core/format.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/time.ts";
import { ok, type RecordedUpstream } from "../body.ts";
import { curiosityItems, marsFeeds, perseveranceImages } from "../mars-nasa.ts";
import { oldRoute } from "../old-mars-photos.ts";

/** Length of a Martian day, in milliseconds. https://www.giss.nasa.gov/tools/mars24/help/notes.html */
const SOL_MS = 88_775_244;

/** When each rover's sol 0 began, as in `services/mars/rovers.ts`. */
const SOL_ZERO = {
  curiosity: Date.parse("2012-08-05T13:49:59Z"),
  perseverance: Date.parse("2021-02-18T04:24:16Z"),
};

/** Most sols that one question gets examples of. Our choice. */
const MAX_SOLS = 130;

/** A day's photos: one for each time that a camera is named. */
const CURIOSITY_CAMERAS =
  "FHAZ_LEFT_B RHAZ_LEFT_B NAV_LEFT_B MAST_LEFT FHAZ_RIGHT_B RHAZ_RIGHT_B NAV_RIGHT_B MAST_RIGHT NAV_LEFT_B CHEMCAM_RMI MAHLI MAST_RIGHT".split(
    " ",
  );
const PERSEVERANCE_CAMERAS =
  "FRONT_HAZCAM_LEFT_A REAR_HAZCAM_LEFT NAVCAM_LEFT MCZ_LEFT NAVCAM_RIGHT MCZ_RIGHT SUPERCAM_RMI SHERLOC_WATSON".split(
    " ",
  );

/** The rovers that send no more, with the first and the last day of their photos. */
const OLD_ROVERS = {
  spirit: { landedOn: "2004-01-04", lastPhotosOn: "2010-03-21" },
  opportunity: { landedOn: "2004-01-25", lastPhotosOn: "2018-06-10" },
} as const;
const OLD_CAMERAS = ["FHAZ", "RHAZ", "NAVCAM", "PANCAM", "FHAZ", "NAVCAM", "PANCAM", "PANCAM"];

/** NASA's feeds with examples of photos on every day that has no recorded one; their pictures have no file. */
export const marsNasaWithExamples: RecordedUpstream = marsFeeds({
  curiosity: (query) =>
    examplesOf("curiosity", CURIOSITY_CAMERAS, query, daysIn(curiosityItems().map((each) => each.date_taken))).map(
      ({ sol, instrument, takenAt, file }) => ({
        sol,
        instrument,
        date_taken: new Date(takenAt).toISOString(),
        mission: "msl",
        https_url: `https://mars.nasa.gov/msl-raw-images/proj/msl/redops/ods/surface/sol/${file}.JPG`,
        is_thumbnail: false,
        extended: { sample_type: "full" },
        image_credit: "NASA/JPL-Caltech",
      }),
    ),
  perseverance: (query) =>
    examplesOf(
      "perseverance",
      PERSEVERANCE_CAMERAS,
      query,
      daysIn(perseveranceImages().map((each) => each.date_taken_utc)),
    ).map(({ sol, instrument, takenAt, file }) => {
      const url = `https://mars.nasa.gov/mars2020-raw-images/pub/ods/surface/sol/${file}`;
      return {
        sol,
        camera: { instrument },
        date_taken_utc: new Date(takenAt).toISOString().slice(0, -1),
        sample_type: "Full",
        image_files: { medium: `${url}_800.jpg`, full_res: `${url}.png` },
        credit: "NASA/JPL-Caltech",
      };
    }),
});

/** Mars Vista with examples of photos by the two rovers that send no more. */
export function withExamplesOfOldRovers(marsVista: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const answer = marsVista(request);
    const { what, rover } = oldRoute(request.path) ?? {};
    if ((rover !== "spirit" && rover !== "opportunity") || answer.status !== 200 || what === "manifest") return answer;
    const { landedOn, lastPhotosOn } = OLD_ROVERS[rover];
    const day = request.query.get("earth_date") ?? lastPhotosOn;
    if (day < landedOn || day > lastPhotosOn) return answer;
    const sol = Math.max(1, Math.floor((Date.parse(day) - Date.parse(landedOn)) / SOL_MS));
    const photos = OLD_CAMERAS.map((camera, index) => ({
      id: sol * 100 + index,
      sol,
      camera: { name: camera },
      img_src: `https://mars.nasa.gov/mer/gallery/all/example-${rover}-${sol}-${camera}-${index + 1}.JPG`,
      earth_date: day,
      rover: { name: rover },
    }));
    const pagination = { total_count: photos.length, page: 1, per_page: photos.length, total_pages: 1 };
    return ok({ photos, pagination });
  };
}

interface Example {
  readonly sol: number;
  readonly instrument: string;
  readonly takenAt: number;
  /** `02809/example-MAST_LEFT-4`. */
  readonly file: string;
}

/** Photos of the sols that the question names, taken by daylight of each day up to today that is not among the recorded ones. */
function examplesOf(
  rover: keyof typeof SOL_ZERO,
  cameras: readonly string[],
  query: URLSearchParams,
  recordedDays: ReadonlySet<string>,
): readonly Example[] {
  const { from, to } = solsIn(query);
  if (from === undefined || to === undefined) return [];
  const sols = Array.from({ length: Math.max(0, Math.min(to - from + 1, MAX_SOLS)) }, (_, index) => from + index);
  const today = isoDate(Date.now());
  return sols.flatMap((sol) =>
    daysOf(sol, SOL_ZERO[rover])
      .filter((day) => day <= today && !recordedDays.has(day))
      .flatMap((day) =>
        cameras.map((instrument, index) => ({
          sol,
          instrument,
          takenAt: Date.parse(day) + 11 * HOUR_MS + index * 5 * MINUTE_MS,
          file: `${String(sol).padStart(5, "0")}/example-${day}-${instrument}-${index + 1}`,
        })),
      ),
  );
}

/** The days whose noon in UTC falls into the sol: one, or two. */
function daysOf(sol: number, solZeroAt: number): readonly string[] {
  const start = solZeroAt + sol * SOL_MS;
  const firstNoon = Math.ceil((start - DAY_MS / 2) / DAY_MS) * DAY_MS + DAY_MS / 2;
  const noons = [firstNoon, firstNoon + DAY_MS].filter((noon) => noon < start + SOL_MS);
  return noons.map((noon) => isoDate(noon));
}

/** `condition_2=2809:sol:gte`, `condition_3=2810:sol:lte`. */
function solsIn(query: URLSearchParams): { readonly from?: number; readonly to?: number } {
  const bounds = [...query.values()].flatMap((value) => {
    const [, sol, comparison] = /^(\d+):sol:(gte|lte)$/.exec(value) ?? [];
    return sol === undefined ? [] : [[comparison === "gte" ? "from" : "to", Number(sol)] as const];
  });
  return Object.fromEntries(bounds);
}

function daysIn(moments: readonly string[]): ReadonlySet<string> {
  return new Set(moments.map((moment) => moment.slice(0, 10)));
}
