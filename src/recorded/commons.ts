import { ok, type RecordedAnswer, type RecordedUpstream, recordedBytes, recordedJson } from "./body.ts";
import { matchesAll } from "./words.ts";

interface Page {
  readonly title: string;
  readonly imageinfo: readonly {
    readonly thumburl: string;
    readonly extmetadata: { readonly ImageDescription: { readonly value: string } };
  }[];
}

interface Search {
  readonly query: { readonly pages: readonly Page[] };
}

/** Wikimedia Commons' search: three pictures, found by the words of their titles and descriptions. An ibex is a goat, too. */
export const commons: RecordedUpstream = ({ query }) => {
  if (query.get("action") !== "query") return wrapped("goat-commons/error-bad-param.http.constructed.json");
  const search = recordedJson("goat-commons/search.constructed.json") as Search;
  const words = (query.get("gsrsearch") ?? "").replace(/\bfiletype:\w+/g, "");
  const pages = search.query.pages.filter(({ title, imageinfo: [info] }) =>
    matchesAll(words, `${title} ${info?.extmetadata.ImageDescription.value} goat`),
  );
  if (pages.length === 0) return ok(recordedJson("goat-commons/search-empty.constructed.json"));
  return ok({ ...search, query: { pages: pages.slice(0, Number(query.get("gsrlimit") ?? 10)) } });
};

/** Its thumbnails and its picture server: the same drawing for each of the pictures that the search names, and for the example. */
export const commonsThumbs = picturesAt("https://thumb.wikimedia.org");
export const commonsImages = picturesAt("https://upload.wikimedia.org");

function picturesAt(root: string): RecordedUpstream {
  return ({ path }) => {
    const { query } = recordedJson("goat-commons/search.constructed.json") as Search;
    const named = query.pages.map(({ imageinfo: [info] }) => info?.thumburl.split("?", 1)[0]);
    const isExample = path.startsWith("/wikipedia/commons/") && path.endsWith("Example.jpg");
    if (!isExample && !named.includes(root + encodeURI(path))) return { status: 404, body: "File not found" };
    return { status: 200, body: recordedBytes("images/goat.jpg"), headers: { "content-type": "image/jpeg" } };
  };
}

function wrapped(file: string): RecordedAnswer {
  const { status, body } = recordedJson(file) as RecordedAnswer;
  return { status, body };
}
