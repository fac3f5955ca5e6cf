import { z } from "zod";
import { wordsOf } from "../core/closest.ts";
import { ok, type RecordedAnswer, type RecordedUpstream, recordedJson } from "./body.ts";
import { matchesAll } from "./words.ts";

const RATINGS = ["y", "g", "pg", "pg-13", "r"];
const MAX_QUERY = 50;

const gifs = z.array(
  z.looseObject({
    id: z.string(),
    title: z.string(),
    slug: z.string(),
    rating: z.string(),
    alt_text: z.string().optional(),
  }),
);
type RecordedGif = z.infer<typeof gifs>[number];

/** GIPHY, from one recorded search, one recorded trending list and one recorded GIF. */
export const giphy: RecordedUpstream = ({ path, query }) => {
  if (!query.has("api_key")) return { status: 401, body: recordedJson("giphy/error-401-no-key.constructed.json") };
  const { search, trending, single } = recordings();
  if (path === "/gifs/trending") return listAnswer(trending, query);
  if (path === "/gifs/search") {
    const q = query.get("q") ?? "";
    if (q.length > MAX_QUERY) {
      return { status: 414, body: recordedJson("giphy/error-414-query-too-long.constructed.json") };
    }
    return listAnswer(
      search.filter((gif) => answers(gif, q)),
      query,
    );
  }
  const id = path.replace(/^\/gifs\//, "");
  const known = [...search, ...trending, single].find((gif) => gif.id === id);
  return known === undefined
    ? { status: 404, body: recordedJson("giphy/error-404-gif-not-found.constructed.json") }
    : ok({ data: known, meta: { status: 200, msg: "OK", response_id: "recorded" } });
};

/**
 * The words that were searched for are not in the recording. It stands for a shrug, for what its trending searches name and
 * for the words of its own titles; anything else finds nothing.
 */
function answers(gif: RecordedGif, q: string): boolean {
  const asked = wordsOf(q).join(" ");
  if (["shrug", ...trendingSearches()].includes(asked)) return true;
  return matchesAll(q, `${gif.title} ${gif.slug} ${gif.alt_text ?? ""}`);
}

function listAnswer(all: readonly RecordedGif[], query: URLSearchParams): RecordedAnswer {
  const offset = Number(query.get("offset") ?? 0);
  const limit = Number(query.get("limit") ?? 25);
  const ceiling = RATINGS.indexOf(query.get("rating") ?? "r");
  const allowed = all.filter(({ rating }) => RATINGS.indexOf(rating) <= ceiling);
  const data = allowed.slice(offset, offset + limit);
  return ok({
    data,
    pagination: { total_count: allowed.length, count: data.length, offset },
    meta: { status: 200, msg: "OK", response_id: "recorded" },
  });
}

function recordings() {
  const list = z.object({ data: gifs });
  return {
    search: list.parse(recordedJson("giphy/search.variant.json")).data,
    trending: list.parse(recordedJson("giphy/trending.json")).data,
    single: z.object({ data: gifs.element }).parse(recordedJson("giphy/gif-by-id.json")).data,
  };
}

function trendingSearches(): readonly string[] {
  return z.object({ data: z.array(z.string()) }).parse(recordedJson("giphy/trending-searches.json")).data;
}
