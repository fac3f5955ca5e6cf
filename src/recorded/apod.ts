import { DAY_MS, HOUR_MS } from "../core/time.ts";
import { ok, type RecordedAnswer, type RecordedUpstream, recordedJson } from "./body.ts";

interface Entry {
  readonly date: string;
}

/** Days with a body of their own. */
const BODIES: Readonly<Record<string, string>> = {
  "1995-06-16": "old-in-page-950616",
  "1995-06-20": "old-placeholder-950620",
  "2026-09-16": "image-260916",
  "2026-09-29": "video-260929",
  "2026-10-05": "video-file-261005",
  "2026-10-11": "iframe-261011",
};

const FIRST_DAY = "1995-06-16";
const SECOND_DAY = "1995-06-20";

/** The most that the list gives at once. */
const MAX_PER_PAGE = 25;

/** NASA's Astronomy Picture of the Day: six days with bodies of their own, and an example on every other. */
export const apod: RecordedUpstream = ({ path, query }) => {
  const [, day] = /^\/apod-basic\/(\d{6})$/.exec(path) ?? [];
  if (day !== undefined) return entryOf(`${day >= "950616" ? "19" : "20"}${day.replace(/..(?=.)/g, "$&-")}`);
  if (path !== "/apod-basic") return failed(404, "error-404-no-route.constructed");
  const perPage = Number(query.get("per_page") ?? 10);
  const page = Number(query.get("page") ?? 1);
  if (!(perPage >= 1 && perPage <= MAX_PER_PAGE && page >= 1))
    return failed(400, "error-400-invalid-param.constructed");
  const newest = Date.parse(latestDay()) - (page - 1) * perPage * DAY_MS;
  return ok(Array.from({ length: perPage }, (_, index) => entryOf(dayAt(newest - index * DAY_MS)).body));
};

function entryOf(day: string): RecordedAnswer {
  const isThere = day === FIRST_DAY || (day >= SECOND_DAY && day <= latestDay());
  if (!isThere || Number.isNaN(Date.parse(day))) return failed(404, "error-404-not-found");
  const own = BODIES[day];
  const body = recordedJson(`apod-basic/${own ?? "example-day"}.constructed.json`) as Entry;
  return ok({ ...body, date: day });
}

/** Each comes out at midnight in New York; in summer an hour later here. */
function latestDay(): string {
  return dayAt(Date.now() - 5 * HOUR_MS);
}

function dayAt(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

function failed(status: number, file: string): RecordedAnswer {
  return { status, body: recordedJson(`apod-basic/${file}.json`) };
}
