import { z } from "zod";
import { ok, type RecordedUpstream, recordedJson } from "./body.ts";
import { matchesAll } from "./words.ts";

const works = z.object({
  docs: z.array(
    z.looseObject({
      key: z.string(),
      title: z.string(),
      author_name: z.array(z.string()).optional(),
      isbn: z.array(z.string()).optional(),
      language: z.array(z.string()).optional(),
    }),
  ),
});
type Work = z.infer<typeof works>["docs"][number];

/** Open Library, from one recorded search, and an example of a book found by its ISBN. Gives the fields that are asked for, as the real one does. */
export const openLibrary: RecordedUpstream = ({ path, query }) => {
  if (path !== "/search.json") return { status: 404, body: { error: "notfound" } };
  const all = ["search-dune.json", "search-isbn.constructed.json"].flatMap(
    (file) => works.parse(recordedJson(`open-library/${file}`)).docs,
  );
  const found = all.filter((work) => answers(work, query.get("q") ?? "", query.get("author")));
  const limit = Number(query.get("limit") ?? 100);
  const start = (Number(query.get("page") ?? 1) - 1) * limit;
  const fields = new Set(query.get("fields")?.split(","));
  const docs = found
    .slice(start, start + limit)
    .map((work) => Object.fromEntries(Object.entries(work).filter(([field]) => fields.has(field))));
  return ok({ numFound: found.length, start, numFoundExact: true, num_found: found.length, docs });
};

function answers(work: Work, q: string, author: string | null): boolean {
  if (author !== null && !matchesAll(author, (work.author_name ?? []).join(" "))) return false;
  const key = /key:"([^"]+)"/.exec(q)?.[1];
  if (key !== undefined) return work.key === key;
  const isbn = /isbn:(\S+)/.exec(q)?.[1];
  if (isbn !== undefined && !work.isbn?.includes(isbn)) return false;
  const language = /language:(\S+)/.exec(q)?.[1];
  if (language !== undefined && !work.language?.includes(language)) return false;
  const words = q.replace(/(?:isbn|language):\S+/g, "").trim();
  return words === ""
    ? isbn !== undefined || author !== null
    : matchesAll(words, [work.title, ...(work.author_name ?? [])].join(" "));
}
