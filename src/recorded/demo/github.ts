import { z } from "zod";
import { HOUR_MS } from "../../core/time.ts";
import { type RecordedUpstream, recordedJson } from "../body.ts";

const happenings = z.array(
  z.object({ type: z.string(), repo: z.string(), hoursAgo: z.number(), payload: z.record(z.string(), z.unknown()) }),
);

const PERSON = "torvalds";

/** GitHub with examples of what the person of the usual example may have done in the last days; the recording has nothing of his. */
export function withTorvalds(github: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const { path } = request;
    const isHis = path.toLowerCase().startsWith(`/users/${PERSON}/events`);
    const isOfLinux = path.toLowerCase() === `/repos/${PERSON}/linux/events`;
    if (!isHis && !isOfLinux) return github(request);
    const all = happenings.parse(recordedJson("demo/torvalds.constructed.json"));
    const body = all
      .filter(({ repo }) => isHis || repo === `${PERSON}/linux`)
      .map(({ type, repo, hoursAgo, payload }, index) => ({
        id: String(90_000_000_000 - index),
        type,
        actor: { id: 1_024_025, login: PERSON },
        repo: { id: 2_325_298, name: repo },
        payload,
        public: true,
        created_at: new Date(Date.now() - hoursAgo * HOUR_MS).toISOString(),
      }));
    return { status: 200, body, headers: { "x-poll-interval": "60" } };
  };
}
