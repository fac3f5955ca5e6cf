import { ok, type RecordedUpstream, recordedJson } from "./body.ts";

/** CATAAS, constructed from its documentation: the same cat each time. */
export const cataas: RecordedUpstream = ({ path, query }) =>
  path === "/cat" && query.get("json") === "true"
    ? ok(recordedJson("cataas/cat.constructed.json"))
    : { status: 404, body: { message: "Not Found" } };
