import { z } from "zod";
import { ok, type RecordedUpstream, recordedJson } from "../body.ts";
import { matchesAll } from "../words.ts";

const found = z.object({ data: z.array(z.unknown()) });

/** GIPHY with examples of what people look for first, where the recording has none of it. Their pictures have no file. */
export function withExampleGifs(giphy: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const answer = giphy(request);
    const { path, query } = request;
    if (answer.status !== 200 && !path.startsWith("/gifs/example-")) return answer;
    const all = examples();
    const one = all.find(({ id }) => path === `/gifs/${id}`);
    const meta = { status: 200, msg: "OK", response_id: "recorded" };
    if (one !== undefined) return ok({ data: one, meta });
    if (path !== "/gifs/search" || found.safeParse(answer.body).data?.data.length !== 0) return answer;
    const matching = all.filter(({ title }) => matchesAll(query.get("q") ?? "", title));
    const offset = Number(query.get("offset") ?? 0);
    const data = matching.slice(offset, offset + Number(query.get("limit") ?? 25));
    return ok({ data, pagination: { total_count: matching.length, count: data.length, offset }, meta });
  };
}

function examples() {
  const titles = z.array(z.string()).parse(recordedJson("demo/gifs.constructed.json"));
  return titles.map((title) => {
    const slug = title.toLowerCase().replace(/[^a-z]+/g, "-");
    const id = `example-${slug}`;
    const url = `https://media.giphy.com/media/${id}/giphy.gif`;
    const rendition = { url, width: "480", height: "360", size: "400000" };
    return {
      type: "gif",
      id,
      url: `https://giphy.com/gifs/${id}`,
      slug: id,
      username: "",
      title,
      alt_text: title,
      rating: "g",
      import_datetime: "2026-11-01 12:00:00",
      trending_datetime: "0000-00-00 00:00:00",
      images: { original: rendition, downsized_medium: rendition },
    };
  });
}
