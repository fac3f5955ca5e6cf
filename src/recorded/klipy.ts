import { z } from "zod";
import { ok, type RecordedAnswer, type RecordedUpstream, recordedJson } from "./body.ts";
import { matchesAll } from "./words.ts";

const list = z.object({
  data: z.object({ data: z.array(z.looseObject({ id: z.number(), slug: z.string(), title: z.string() })) }),
});
type RecordedItem = z.infer<typeof list>["data"]["data"][number];

/** KLIPY, from its example bodies. The first part of every path is the key. */
export const klipy: RecordedUpstream = ({ path, query }) => {
  const [, key = "", ...rest] = path.split("/");
  if (key === "") return { status: 404, body: recordedJson("klipy/error-404-bad-key.constructed.json") };
  const search = list.parse(recordedJson("klipy/search.constructed.json")).data.data;
  switch (rest.join("/")) {
    case "gifs/trending":
      return page(list.parse(recordedJson("klipy/trending.constructed.json")).data.data, query);
    case "gifs/search": {
      const q = query.get("q") ?? "";
      return page(
        search.filter((item) => matchesAll(q, `${item.title} ${item.slug}`)),
        query,
      );
    }
    case "gifs/items": {
      const ids = (query.get("ids") ?? "").split(",");
      return page(
        search.filter((item) => ids.includes(String(item.id))),
        query,
      );
    }
    default:
      return { status: 404, body: recordedJson("klipy/error-404-not-found.constructed.json") };
  }
};

function page(items: readonly RecordedItem[], query: URLSearchParams): RecordedAnswer {
  const perPage = Number(query.get("per_page") ?? 24);
  const current = Number(query.get("page") ?? 1);
  const data = items.slice((current - 1) * perPage, current * perPage);
  return ok({
    result: true,
    data: { data, current_page: current, per_page: perPage, has_next: current * perPage < items.length },
  });
}
