import { type RecordedUpstream, recordedText } from "./body.ts";

/** WHO's daily file in its documented form, with a few invented rows: no small recording of it exists. */
export const who: RecordedUpstream = () => ({
  status: 200,
  body: recordedText("covid-who/who-daily-head.constructed.csv"),
  headers: { "content-type": "text/csv" },
});
