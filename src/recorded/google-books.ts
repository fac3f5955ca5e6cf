import { z } from "zod";
import { ok, type RecordedAnswer, type RecordedRequest, type RecordedUpstream, recordedJson } from "./body.ts";
import { matchesAll } from "./words.ts";

const VOLUMES = [
  "google-books/volumes-moby-dick.constructed.json",
  "google-books/volumes-harry-potter.json",
  "google-books/volumes-faith.json",
  "google-books/volumes-missing-fields.constructed.json",
];

const volumes = z.object({
  items: z.array(
    z.looseObject({
      id: z.string(),
      volumeInfo: z.looseObject({
        title: z.string(),
        subtitle: z.string().optional(),
        authors: z.array(z.string()).optional(),
        publisher: z.string().optional(),
        description: z.string().optional(),
        language: z.string().optional(),
        industryIdentifiers: z.array(z.looseObject({ identifier: z.string() })).optional(),
      }),
    }),
  ),
});
export type Volume = z.infer<typeof volumes>["items"][number];

/** Google Books, from the volumes of several recorded searches and one person's shelves. */
export const googleBooks: RecordedUpstream = (request) => {
  const { path, query } = request;
  if (path.startsWith("/mylibrary/")) return myLibrary(request);
  if (!query.has("key")) return { status: 429, body: recordedJson("google-books/error-429-keyless-quota.json") };
  const [, id] = /^\/volumes\/([^/]+)$/.exec(path) ?? [];
  if (id !== undefined) return oneVolume(id);
  const q = query.get("q") ?? "";
  if (path !== "/volumes" || q === "") {
    return { status: 400, body: recordedJson("google-books/error-400-missing-q.constructed.json") };
  }
  return volumesAnswer(allVolumes(), query);
};

/** Those of some volumes that a search finds, and the page of them that it asks for. */
export function volumesAnswer(all: readonly Volume[], query: URLSearchParams): RecordedAnswer {
  const found = all.filter((volume) => answers(volume, query.get("q") ?? "", query.get("langRestrict")));
  if (found.length === 0) return ok(recordedJson("google-books/volumes-empty.constructed.json"));
  const start = Number(query.get("startIndex") ?? 0);
  const items = found.slice(start, start + Number(query.get("maxResults") ?? 10));
  return ok({ kind: "books#volumes", totalItems: found.length, ...(items.length === 0 ? {} : { items }) });
}

/** Google gives up to 40 a call. */
const MAX_RESULTS = 40;

/** Whoever is signed in has two books to read. Changes are taken and forgotten. */
function myLibrary({ path, method, query, headers }: RecordedRequest): RecordedAnswer {
  if (!/^Bearer ./.test(String(headers["authorization"] ?? "")))
    return { status: 401, body: recordedJson("google-books/error-401-mylibrary.constructed.json") };
  const [, shelf, action] = /^\/mylibrary\/bookshelves\/(\d+)\/(volumes|addVolume|removeVolume)$/.exec(path) ?? [];
  if (action === "volumes" && method === "GET") {
    const { items } = volumes.parse(recordedJson("google-books/mylibrary-shelf-volumes.constructed.json"));
    const start = Number(query.get("startIndex") ?? 0);
    const page =
      shelf === "2" ? items.slice(start, start + Math.min(MAX_RESULTS, Number(query.get("maxResults")))) : [];
    if (page.length === 0) return ok(recordedJson("google-books/mylibrary-shelf-volumes-empty.constructed.json"));
    return ok({ kind: "books#volumes", totalItems: items.length, items: page });
  }
  if (action !== undefined && method === "POST" && query.has("volumeId")) return { status: 204, body: "" };
  return { status: 404, body: { error: { code: 404, message: "Not Found" } } };
}

function oneVolume(id: string): RecordedAnswer {
  const found = allVolumes().find((volume) => volume.id === id);
  if (found !== undefined) return ok(found);
  return { status: 404, body: { error: { code: 404, message: "The volume ID could not be found." } } };
}

function answers({ volumeInfo: info }: Volume, q: string, language: string | null): boolean {
  if (language !== null && info.language !== language) return false;
  const author = /inauthor:"([^"]*)"/.exec(q)?.[1];
  if (author !== undefined && !matchesAll(author, (info.authors ?? []).join(" "))) return false;
  const isbn = /isbn:(\S+)/.exec(q)?.[1];
  if (isbn !== undefined && !info.industryIdentifiers?.some(({ identifier }) => identifier === isbn)) return false;
  const words = q.replace(/inauthor:"[^"]*"|isbn:\S+/g, "").trim();
  if (words === "") return author !== undefined || isbn !== undefined;
  const text = [info.title, info.subtitle, ...(info.authors ?? []), info.publisher, info.description];
  return matchesAll(words, text.filter(Boolean).join(" "));
}

/** Every recorded volume, once. */
export function allVolumes(): readonly Volume[] {
  const all = VOLUMES.flatMap((file) => volumes.parse(recordedJson(file)).items);
  return [...new Map(all.map((volume) => [volume.id, volume])).values()];
}
