import { ok, type RecordedAnswer, type RecordedUpstream, recordedJson } from "./body.ts";

/** The one day that was recorded, in natural colours. */
const DAY = "2024-05-31";

/** EPIC's own host. */
export const epic: RecordedUpstream = ({ path }) =>
  epicPictures(path) ?? { status: 404, body: "<!doctype html><title>404 Not Found</title>" };

/** What both of EPIC's hosts answer below `/api`; undefined where there is no such path. */
export function epicPictures(path: string): RecordedAnswer | undefined {
  const [, collection, what = "", day] =
    /^\/api\/(natural|enhanced)(\/all|\/available|\/date\/([\d-]+))?$/.exec(path) ?? [];
  if (collection === undefined) return undefined;
  const days = collection === "natural" ? [DAY] : [];
  if (what === "/all") return ok(days.map((date) => ({ date })));
  if (what === "/available") return ok(days);
  const hasPictures = days.includes(day ?? DAY);
  return ok(hasPictures ? recordedJson("epic/natural-2024-05-31.json") : []);
}
