import { type RecordedAnswer, type RecordedUpstream, recordedJson } from "./body.ts";
import { epicPictures } from "./epic.ts";

/** The gateway of api.nasa.gov: EPIC as on its own host. */
export const nasa: RecordedUpstream = ({ path, query }) => {
  if (!query.get("api_key")) return refused("error-403-key-missing");
  const epic = /^\/EPIC(\/api\/.+)$/.exec(path)?.[1];
  return epicPictures(epic ?? "") ?? { status: 404, body: { error: { code: "NOT_FOUND", message: "Not found" } } };
};

function refused(file: string): RecordedAnswer {
  return { status: 403, body: recordedJson(`nasa-gateway/${file}.constructed.json`) };
}
