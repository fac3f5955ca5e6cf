import { wordsOf } from "../core/closest.ts";
import { ok, type RecordedUpstream, recordedBytes, recordedJson } from "./body.ts";

interface Search {
  readonly results: readonly { readonly id: string; readonly license: string }[];
}

/** Openverse: two goats, and the same drawing as the thumbnail of each. */
export const openverse: RecordedUpstream = ({ path, query }) => {
  const search = recordedJson("openverse/search.constructed.json") as Search;
  if (path === "/images/") {
    const licenses = query.get("license")?.split(",");
    const isGoat = wordsOf(query.get("q") ?? "").includes("goat");
    const results = search.results.filter(({ license }) => isGoat && (licenses?.includes(license) ?? true));
    return ok({ ...search, result_count: results.length, results });
  }
  const [, id] = /^\/images\/([^/]+)\/thumb\/$/.exec(path) ?? [];
  if (search.results.every((result) => result.id !== id)) return { status: 404, body: { detail: "Not found." } };
  return { status: 200, body: recordedBytes("images/goat-400x300.jpg"), headers: { "content-type": "image/jpeg" } };
};
