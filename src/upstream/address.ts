import { hash } from "node:crypto";
import { derived } from "../core/derived.ts";
import type { AnyAsked, Order } from "./question.ts";

/** The parts of a question that say where it goes. */
export type Address = Pick<AnyAsked, "path" | "query" | "secrets">;

/** What leaves for an upstream: an order, or without a method a GET. */
export interface Outgoing extends Address, Partial<Pick<Order<unknown>, "method" | "headers" | "body">> {
  /** The `ETag` of the answer that is known: the upstream says 304 when it would be the same. */
  readonly etag?: string | undefined;
  /** Finds this one call in our log and in theirs. */
  readonly requestId: string;
}

/**
 * What makes two questions the same: upstream, path and sorted query. Secrets enter only as a hash, so that what one
 * account may see is never another's cached answer. One path and query must always be read in the same way.
 */
export function answerKey(upstream: string, { path, query, secrets }: Address): string {
  const account = secrets === undefined ? "" : accountOf(secrets);
  return `${upstream} ${path}?${queryString(query)} ${account}`;
}

/** Of the operator's own keys there is one object each. */
const accountOf = derived((secrets: NonNullable<Address["secrets"]>) =>
  hash("sha256", JSON.stringify(secrets), "base64url"),
);

/** Path and query as they go over the wire, keys included: never to be logged. `basePath`: that of the upstream's root. */
export function requestTarget(basePath: string, { path, query, secrets }: Address): string {
  const target = `${basePath}${secrets?.path ?? ""}${path}` || "/";
  const asked = queryString(query, secrets?.query);
  return asked === "" ? target : `${target}?${asked}`;
}

/** The body as it goes over the wire, with the header that names its type; empty without one. */
export function wireBody(body: Outgoing["body"]): { readonly body?: string; readonly headers: Record<string, string> } {
  if (body === undefined) return { headers: {} };
  if (body instanceof URLSearchParams) {
    return { body: body.toString(), headers: { "content-type": "application/x-www-form-urlencoded" } };
  }
  return { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

/** Path and query of an address below a root; undefined when it lies elsewhere. */
export function pathBelow(root: string, url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname: rootPath } = new URL(root);
  const address = new URL(url);
  const folder = rootPath.replace(/\/$/, "");
  if (address.origin !== origin || !address.pathname.startsWith(`${folder}/`)) return undefined;
  return address.pathname.slice(folder.length) + address.search;
}

/** The query sorted by name, without what is undefined; then the secrets. */
function queryString(query: Address["query"], secrets?: Readonly<Record<string, string>>): string {
  if (query === undefined && secrets === undefined) return "";
  const defined = Object.entries(query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return new URLSearchParams([...defined, ...Object.entries(secrets ?? {})]).toString();
}
