import type { RecordedUpstream } from "../../src/recorded/body.ts";
import { googleBooks } from "../../src/recorded/google-books.ts";

/** A volume on a shelf of somebody's. */
export interface LibraryVolume {
  readonly id: string;
  readonly title: string;
  readonly isbn?: string;
  /** When it came there, as Google writes it; by default long ago. */
  readonly updated?: string;
}

/** A person's shelves at Google Books, which remember what is put on them and taken off. */
export interface GoogleLibrary {
  readonly upstream: RecordedUpstream;
  /** By Google's ids: 2 to read, 3 reading now, 4 have read. */
  readonly shelves: ReadonlyMap<string, LibraryVolume[]>;
  /** Titles on one of them. */
  titles(shelf: string): readonly string[];
  /** After so many more changes Google fails. */
  failsAfter(changes: number): void;
}

/** Everything but the shelves is as recorded. `token` is the one that is good. */
export function googleLibrary(
  token: string,
  shelves: Readonly<Record<string, readonly LibraryVolume[]>>,
): GoogleLibrary {
  const standing = new Map(["2", "3", "4"].map((id) => [id, [...(shelves[id] ?? [])]]));
  const known = new Map(Object.values(shelves).flatMap((volumes) => volumes.map((volume) => [volume.id, volume])));
  let changesLeft = Number.POSITIVE_INFINITY;
  const upstream: RecordedUpstream = (request) => {
    const { path, method, query, headers } = request;
    const [, id = "", action] = /^\/mylibrary\/bookshelves\/(\d+)\/(\w+)$/.exec(path) ?? [];
    const shelf = standing.get(id);
    if (shelf === undefined) return googleBooks(request);
    if (headers["authorization"] !== `Bearer ${token}`) return { status: 401, body: { error: { code: 401 } } };
    const volumeId = query.get("volumeId") ?? "";
    const at = shelf.findIndex((volume) => volume.id === volumeId);
    if (method === "POST") {
      changesLeft -= 1;
      if (changesLeft < 0) return { status: 500, body: {} };
      if (action === "addVolume" && at === -1) shelf.push(known.get(volumeId) ?? { id: volumeId, title: volumeId });
      if (action === "removeVolume" && at !== -1) shelf.splice(at, 1);
      return { status: 204, body: "" };
    }
    const start = Number(query.get("startIndex"));
    const page = shelf.slice(start, start + Number(query.get("maxResults")));
    const items = page.length === 0 ? {} : { items: page.map(toVolume) };
    return { status: 200, body: { kind: "books#volumes", totalItems: shelf.length, ...items } };
  };
  return {
    upstream,
    shelves: standing,
    failsAfter: (changes) => {
      changesLeft = changes;
    },
    titles: (shelf) => (standing.get(shelf) ?? []).map(({ title }) => title),
  };
}

function toVolume({ id, title, isbn, updated = "2020-01-01T00:00:00.000Z" }: LibraryVolume) {
  const industryIdentifiers = isbn === undefined ? undefined : [{ type: "ISBN_13", identifier: isbn }];
  return {
    kind: "books#volume",
    id,
    volumeInfo: { title, authors: ["Somebody"], industryIdentifiers },
    userInfo: { updated },
  };
}
