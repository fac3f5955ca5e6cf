import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type { RecordedAnswer, RecordedUpstream } from "../../src/recorded/body.ts";
import { RECORDED } from "../../src/recorded/index.ts";
import type { UpstreamId } from "../../src/upstream/limits.ts";

/** What an upstream can do wrong. */
export type Fault =
  /** Answers with this status, headers and body (JSON, or a string as it is); `isCut`: and closes the socket before the body's end. */
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly isCut?: boolean;
    }
  /** 503 with a page for people. */
  | "html503"
  /** The right answer, this much later. */
  | { readonly slowMs: number }
  /** The right answer, once this has happened; `only`: to lines like that, and at once to all others. */
  | { readonly until: Promise<void>; readonly only?: RegExp }
  /** Takes the call and never answers. */
  | "hung"
  /** Closes the socket before the answer; `cut`: in the middle of it. */
  | "reset"
  | "cut"
  /** 200 with JSON that stops in the middle. */
  | "brokenJson"
  /** 200 with this JSON: a wrong field, hostile text. */
  | { readonly body: unknown }
  /** 200 and a body without an end: as fast as it goes, or a byte at a time. */
  | "endless"
  | "drip"
  /** 302 to this address; `circle`: to itself. */
  | { readonly redirectTo: string }
  | "circle";

/** One call as it arrived. */
interface FakeRequest {
  /** `GET /breeds?limit=10`, below the upstream's root. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came: JSON, a form, or empty. */
  readonly body: string;
  /** Milliseconds on `performance.now()`'s clock. */
  readonly startedAt: number;
}

/** Web APIs on a loopback port, which answer as recorded until told to misbehave, and remember who called. */
export interface FakeUpstream {
  /** Root of one upstream, for `UpstreamClientParts.urls`. */
  urlOf(id: UpstreamId): string;
  /** From now on, or for the next `times` calls, the upstream misbehaves like this; `undefined`: behaves again. */
  plays(id: UpstreamId, fault: Fault | undefined, times?: number): void;
  /** The calls so far, in the order they came: `GET /breeds?limit=10`. */
  calls(id: UpstreamId): readonly string[];
  /** The same with their headers and times. */
  requests(id: UpstreamId): readonly FakeRequest[];
  /** Starts and ends in order, of all upstreams: `START GET /breeds`, `END GET /breeds`. */
  transcript(): readonly string[];
  /** The most calls that were ever under way at once. */
  maxConcurrent(id: UpstreamId): number;
  close(): Promise<void>;
}

interface Played {
  fault?: Fault | undefined;
  timesLeft: number;
  running: number;
  maxConcurrent: number;
  readonly requests: FakeRequest[];
}

/** Starts the fake. By default every upstream answers from the recorded bodies. */
export async function fakeUpstream(
  upstreams: Readonly<Record<string, RecordedUpstream>> = RECORDED,
): Promise<FakeUpstream> {
  const played = new Map<string, Played>();
  const transcript: string[] = [];
  const of = (id: string): Played => {
    const known = played.get(id) ?? { timesLeft: 0, running: 0, maxConcurrent: 0, requests: [] };
    played.set(id, known);
    return known;
  };

  const server = createServer(async (request, response) => {
    const startedAt = performance.now();
    const body = request.method === "GET" ? "" : await text(request).catch(() => "");
    const [, id = "", path = ""] = /^\/([^/?]+)(.*)$/.exec(request.url ?? "") ?? [];
    const upstream = of(id);
    const line = `${request.method} ${path}`;
    upstream.requests.push({ line, headers: request.headers, body, startedAt });
    upstream.running += 1;
    upstream.maxConcurrent = Math.max(upstream.maxConcurrent, upstream.running);
    transcript.push(`START ${line}`);
    response.once("close", () => {
      upstream.running -= 1;
      transcript.push(`END ${line}`);
    });
    const fault = upstream.timesLeft > 0 ? upstream.fault : undefined;
    upstream.timesLeft -= 1;
    void play(fault, path, request, response, () => recorded(upstreams[id], path, request, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    urlOf: (id) => `http://127.0.0.1:${port}/${id}`,
    plays: (id, fault, times = Number.POSITIVE_INFINITY) => {
      Object.assign(of(id), { fault, timesLeft: times });
    },
    calls: (id) => of(id).requests.map(({ line }) => line),
    requests: (id) => of(id).requests,
    transcript: () => transcript,
    maxConcurrent: (id) => of(id).maxConcurrent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function recorded(
  upstream: RecordedUpstream | undefined,
  path: string,
  request: IncomingMessage,
  body: string,
): RecordedAnswer {
  const url = new URL(path.startsWith("/") ? path : `/${path}`, "http://fake");
  const answer = upstream?.({
    path: url.pathname.split("/").map(decodeURIComponent).join("/"),
    method: request.method ?? "GET",
    body,
    query: url.searchParams,
    headers: request.headers,
  });
  return answer ?? { status: 404, body: { message: "nothing recorded here" } };
}

async function play(
  fault: Fault | undefined,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => RecordedAnswer,
): Promise<void> {
  if (fault === undefined) return send(response, answer());
  if (typeof fault === "object") {
    if ("slowMs" in fault) {
      await wait(fault.slowMs, undefined, { ref: false });
      return send(response, answer());
    }
    if ("until" in fault) {
      if (fault.only?.test(path) !== false) await fault.until;
      return send(response, answer());
    }
    if ("redirectTo" in fault)
      return send(response, { status: 302, body: "", headers: { location: fault.redirectTo } });
    if ("isCut" in fault) return cut(request, response, { body: "", ...fault });
    if ("status" in fault) return send(response, { body: {}, ...fault });
    return send(response, { status: 200, body: fault.body });
  }
  switch (fault) {
    case "html503":
      return send(response, {
        status: 503,
        body: "<!doctype html><title>503</title><h1>Service unavailable</h1>",
        headers: { "content-type": "text/html" },
      });
    case "hung":
      return;
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "cut":
      return cut(request, response, { status: 200, body: '{"half":' });
    case "brokenJson":
      return send(response, { status: 200, body: '{"data":[{"id":', headers: { "content-type": "application/json" } });
    case "endless":
      response.writeHead(200, { "content-type": "application/json" });
      return pour(response, `[${'"x",'.repeat(16_384)}`);
    case "drip":
      response.writeHead(200, { "content-type": "application/json" });
      while (!response.destroyed) {
        response.write(" ");
        await wait(10, undefined, { ref: false });
      }
      return;
    case "circle":
      return send(response, { status: 302, body: "", headers: { location: request.url ?? "/" } });
  }
}

/** A body of which the socket sees only this much. */
function cut(request: IncomingMessage, response: ServerResponse, { status, headers, body }: RecordedAnswer): void {
  response.writeHead(status, { ...headers, "content-length": "1000" });
  response.write(body, () => request.socket.destroy());
}

function pour(response: ServerResponse, chunk: string): void {
  while (!response.destroyed && response.write(chunk));
  if (!response.destroyed) response.once("drain", () => pour(response, chunk));
}

function send(response: ServerResponse, { status, body, headers }: RecordedAnswer): void {
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  response.writeHead(status, { "content-type": isRaw ? "application/octet-stream" : "application/json", ...headers });
  response.end(isRaw ? body : JSON.stringify(body));
}
