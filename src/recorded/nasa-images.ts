import { wordsOf } from "../core/closest.ts";
import { ok, type RecordedUpstream, recordedJson } from "./body.ts";
import { matchesAll } from "./words.ts";

interface Item {
  readonly data: readonly {
    readonly title: string;
    readonly description: string;
    readonly keywords: readonly string[];
    readonly media_type: string;
    readonly date_created: string;
  }[];
}

/** NASA's image library: recorded items that have every word asked for. */
export const nasaImages: RecordedUpstream = ({ path, query }) => {
  if (path !== "/search") return { status: 404, body: { reason: "Not Found" } };
  const words = query.get("q") ?? "";
  if (wordsOf(words).length === 0) return { status: 400, body: recordedJson("nasa-images/error-400.constructed.json") };
  const recording = recordedJson("nasa-images/search-mars.json") as { collection: { items: readonly Item[] } };
  const items = recording.collection.items.filter(({ data: [about] }) => {
    if (about === undefined) return false;
    const said = [about.title, about.description, ...about.keywords].join(" ");
    return (
      matchesAll(words, said) &&
      about.media_type === (query.get("media_type") ?? about.media_type) &&
      about.date_created.slice(0, 4) >= (query.get("year_start") ?? "")
    );
  });
  const size = Number(query.get("page_size") ?? 100);
  const from = (Number(query.get("page") ?? 1) - 1) * size;
  return ok({
    collection: { version: "1.0", items: items.slice(from, from + size), metadata: { total_hits: items.length } },
  });
};
