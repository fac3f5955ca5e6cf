import { hash } from "node:crypto";
import { z } from "zod";
import { type RecordedAnswer, type RecordedRequest, type RecordedUpstream, recordedJson } from "./body.ts";

/** Page sizes of GitHub. https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api (2026-11-22) */
const PER_PAGE = 30;
const MAX_PER_PAGE = 100;

const wrapped = z.object({ status: z.number(), body: z.unknown() });
const events = z.array(z.looseObject({ actor: z.object({ login: z.string() }), repo: z.object({ name: z.string() }) }));

const followers = z.array(z.object({ login: z.string() }));
const searched = z.looseObject({ items: z.array(z.looseObject({ owner: z.object({ login: z.string() }) })) });

/** GitHub, from one recorded person, their lists, and one page of public events. Any token is theirs. */
export const github: RecordedUpstream = (request) => {
  const { method, path, headers } = request;
  const isSignedIn = headers["authorization"] !== undefined;
  if (method === "DELETE" && path.startsWith("/applications/")) return { status: 204, body: "" };
  if (path === "/events" || path.endsWith("/events") || path.endsWith("/events/public")) return eventsAnswer(request);
  if (path === "/rate_limit") return recordedAnswer("rate-limit.http.constructed.json");
  if (!isSignedIn) return recordedAnswer("error-401-bad-credentials.http.json");
  switch (path) {
    case "/user":
      return recordedAnswer("user-authenticated.http.json");
    case "/user/repos":
      // None of the recorded ones is private
      return listAnswer(
        request,
        request.query.get("visibility") === "private" ? [] : listOf("user-repos.first10.http.json"),
      );
    case "/user/starred":
      return listAnswer(request, listOf("user-starred.first5.http.json"));
    case "/user/followers":
      return listAnswer(request, listOf("user-followers.first10.http.json"));
    case "/search/repositories":
      return searchAnswer(request);
    default:
      return recordedAnswer("error-404-unknown-user.http.json");
  }
};

function eventsAnswer(request: RecordedRequest): RecordedAnswer {
  const all = events.parse(listOf("events-public-page1.current-shape.http.constructed.json"));
  const [, kind, owner, name] = request.path.split("/");
  const wanted =
    kind === "users"
      ? all.filter(({ actor }) => actor.login.toLowerCase() === owner?.toLowerCase())
      : kind === "repos"
        ? all.filter(({ repo }) => repo.name.toLowerCase() === `${owner}/${name}`.toLowerCase())
        : all;
  if (wanted.length === 0) return recordedAnswer("error-404-unknown-user.http.json");
  return listAnswer(request, wanted, { "x-poll-interval": "60" });
}

/** Repositories of the people that are asked about: all of them have the same shape of a search, `user:ann user:bob`. */
function searchAnswer(request: RecordedRequest): RecordedAnswer {
  const { query } = request;
  const asked = new Set([...(query.get("q") ?? "").matchAll(/user:(\S+)/g)].map(([, login]) => login));
  const { status, body } = recordedAnswer("search-repositories.http.constructed.json");
  const all = searched.parse(body);
  if (!followers.parse(listOf("user-followers.first10.http.json")).some(({ login }) => asked.has(login)))
    return recordedAnswer("error-422-search-unknown-users.http.constructed.json");
  const items = all.items.filter(({ owner }) => asked.has(owner.login));
  const shown = items.slice(0, Number(query.get("per_page") ?? PER_PAGE));
  return { status, body: { ...all, total_count: items.length, items: shown } };
}

/** One page, with `Link` to its neighbours and an `ETag`. */
function listAnswer(
  { query, headers }: RecordedRequest,
  items: readonly unknown[],
  more: Readonly<Record<string, string>> = {},
): RecordedAnswer {
  const page = Number(query.get("page") ?? 1);
  const perPage = Math.min(Number(query.get("per_page") ?? PER_PAGE), MAX_PER_PAGE);
  const body = items.slice((page - 1) * perPage, page * perPage);
  const etag = `W/"${hash("sha256", JSON.stringify(body), "hex").slice(0, 32)}"`;
  if (headers["if-none-match"] === etag) return { status: 304, body: "", headers: { etag, ...more } };
  const link = linkHeader(page, Math.max(1, Math.ceil(items.length / perPage)));
  return { status: 200, body, headers: { etag, ...more, ...(link === "" ? {} : { link }) } };
}

function linkHeader(page: number, last: number): string {
  const to = (target: number, relation: string) =>
    `<https://api.github.com/recorded?page=${target}>; rel="${relation}"`;
  return [
    ...(page > 1 ? [to(page - 1, "prev"), to(1, "first")] : []),
    ...(page < last ? [to(page + 1, "next"), to(last, "last")] : []),
  ].join(", ");
}

function listOf(file: string): readonly unknown[] {
  return z.array(z.unknown()).parse(wrapped.parse(recordedJson(`github/${file}`)).body);
}

function recordedAnswer(file: string): RecordedAnswer {
  return wrapped.parse(recordedJson(`github/${file}`));
}
