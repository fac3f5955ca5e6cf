import type { webApi } from "@slack/bolt";
import { call } from "../../net/call.ts";

/** Most of an answer of the Web API that is read, in bytes: a message comes back with its blocks. Our choice. */
const MAX_ANSWER_BYTES = 1_048_576;

type SlackFetch = NonNullable<webApi.WebClientOptions["fetch"]>;

/**
 * What Slack's libraries call the Web API with, each call for so many milliseconds at most: their own `timeout` has no say. Node's own
 * `fetch` takes an answer of any size, and costs several times as much as all else of a call.
 */
export function fetchWithin(timeoutMs: number): SlackFetch {
  return (url, init) => fetchForSlack(url, init, timeoutMs);
}

async function fetchForSlack(
  url: Parameters<SlackFetch>[0],
  { method, headers, body }: NonNullable<Parameters<SlackFetch>[1]> = {},
  timeoutMs: number,
): ReturnType<SlackFetch> {
  if (method !== "POST" || typeof body !== "string") throw new TypeError("a call of the Web API is a form");
  const answer = await call(String(url), {
    method,
    headers: headers ?? {},
    body,
    timeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
  });
  if (answer.isCut) throw new Error("an answer without end");
  const { status, headers: named, bytes } = answer;
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: "",
    url: String(url),
    headers: {
      get: (name) => named[name.toLowerCase()]?.toString() ?? null,
      entries: () => Object.entries(named).map(([name, value]): [string, string] => [name, String(value)]),
    },
    arrayBuffer: async () => new Uint8Array(bytes).buffer,
    json: async () => JSON.parse(bytes.toString()),
    text: async () => bytes.toString(),
  };
}
