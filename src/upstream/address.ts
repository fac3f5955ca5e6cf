import { hash } from "node:crypto";
import type { Question } from "./question.ts";

/** The parts of a question that say where it goes. */
export type Address = Pick<Question<unknown>, "path" | "query" | "secrets">;

/**
 * What makes two questions the same: upstream, path and sorted query. Secrets enter only as a hash, so that what one
 * account may see is never another's cached answer. One path and query must always be read with the same schema.
 */
export function answerKey(upstream: string, { path, query, secrets }: Address): string {
  const asked = new URLSearchParams(definedOf(query)).toString();
  const account = secrets === undefined ? "" : hash("sha256", JSON.stringify(secrets), "base64url");
  return `${upstream} ${path}?${asked} ${account}`;
}

/** Path and query as they go over the wire, keys included: never to be logged. `basePath`: that of the upstream's root. */
export function requestTarget(basePath: string, { path, query, secrets }: Address): string {
  const target = `${basePath}${secrets?.path ?? ""}${path}` || "/";
  const parameters = new URLSearchParams([...definedOf(query), ...Object.entries(secrets?.query ?? {})]);
  return parameters.size === 0 ? target : `${target}?${parameters}`;
}

/** Sorted by name; undefined parameters are left out. */
function definedOf(query: Question<unknown>["query"] = {}): [string, string][] {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
