import { ok, type RecordedAnswer, type RecordedRequest, type RecordedUpstream, recordedJson } from "./body.ts";
import { epicPictures } from "./epic.ts";

interface Entry {
  readonly date: string;
  readonly media_type: string;
}

const FIRST_DAY = "1995-06-16";

/** The gateway of api.nasa.gov: five entries of the Astronomy Picture of the Day, and EPIC as on its own host. */
export const nasa: RecordedUpstream = (request) => {
  if (!request.query.get("api_key")) return refused("error-403-key-missing");
  if (request.path === "/planetary/apod") return apod(request);
  const epic = /^\/EPIC(\/api\/.+)$/.exec(request.path)?.[1];
  return epicPictures(epic ?? "") ?? { status: 404, body: { error: { code: "NOT_FOUND", message: "Not found" } } };
};

function apod({ query }: RecordedRequest): RecordedAnswer {
  const day = query.get("date");
  const start = query.get("start_date");
  if (day !== null && start !== null) return wrong("error-400-field-combination");
  const hasThumbs = query.get("thumbs") === "true";
  if (start !== null) {
    const end = query.get("end_date") ?? "9999";
    return ok(entries(hasThumbs).filter(({ date }) => date >= start && date <= end));
  }
  // The latest of those that are pictures and were recorded
  if (day === null) return ok(recordedJson("apod/image-2019-11-16.json"));
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return wrong("error-400-date-format");
  if (day < FIRST_DAY) return wrong("error-400-date-out-of-range");
  const entry = entries(hasThumbs).find(({ date }) => date === day);
  if (entry !== undefined) return ok(entry);
  const body = { code: 404, msg: `No data available for date: ${day}`, service_version: "v1" };
  return { status: 404, body };
}

function entries(hasThumbs: boolean): readonly Entry[] {
  const files = ["image-2019-11-16", hasThumbs ? "video-2017-11-27-thumbs.constructed" : "video-2017-11-27"];
  const single = [...files, "other-no-url.constructed"].map((file) => recordedJson(`apod/${file}.json`) as Entry);
  return [...single, ...(recordedJson("apod/range-or-count-array.json") as readonly Entry[])];
}

function wrong(file: string): RecordedAnswer {
  return { status: 400, body: recordedJson(`apod/${file}.json`) };
}

function refused(file: string): RecordedAnswer {
  return { status: 403, body: recordedJson(`nasa-gateway/${file}.constructed.json`) };
}
