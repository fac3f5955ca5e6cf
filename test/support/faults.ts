import type { Fault } from "./fake-upstream.ts";

/** What any upstream can do wrong. A service adds its own: bodies of the wrong shape, quotas in other words. */
export const COMMON_FAULTS: Readonly<Record<string, Fault>> = {
  "bad key": { status: 401, body: { message: "Unauthorized" } },
  forbidden: { status: 403, body: { message: "Forbidden" } },
  "not found": { status: 404, body: { message: "Not Found" } },
  "out of quota": { status: 429, body: { message: "Too Many Requests" } },
  "out of quota until later": { status: 429, headers: { "retry-after": "3600" }, body: {} },
  "server error": { status: 500 },
  "page for people": "html503",
  "too slow": { slowMs: 60_000 },
  hung: "hung",
  reset: "reset",
  "cut off": "cut",
  "broken JSON": "brokenJson",
  "not an object": { body: [] },
  nothing: { body: null },
  "endless body": "endless",
  drip: "drip",
  "redirect to a private address": { redirectTo: "http://192.168.0.1/" },
  "redirect in a circle": "circle",
};
