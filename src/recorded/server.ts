import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Config, mapUpstreams } from "../config.ts";
import type { UPSTREAMS, UpstreamId } from "../upstream/limits.ts";
import type { RecordedUpstream } from "./body.ts";
import { answerWith, type RecordedFault } from "./faults.ts";
import { RECORDED } from "./index.ts";

/** A running server of recorded upstreams. */
export interface RecordedServer {
  /** Root to use in place of the upstream's own. */
  urlOf(upstream: UpstreamId): string;
  close(): Promise<void>;
}

/** Answers for every upstream on one free loopback port, below `/<upstream id>`, so that all the real code runs. */
export async function startRecordedServer({
  upstreams = RECORDED,
  fault,
}: {
  readonly upstreams?: Readonly<Record<string, RecordedUpstream>>;
  /** Every upstream then goes wrong like this. */
  readonly fault?: RecordedFault | undefined;
} = {}): Promise<RecordedServer> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://recorded");
    const [, id = "", ...rest] = url.pathname.split("/");
    const upstream = Object.hasOwn(upstreams, id) ? upstreams[id] : undefined;
    const { status, body, headers } = await answerWith(fault, upstream, {
      path: `/${rest.map(decodeURIComponent).join("/")}`,
      method: request.method ?? "GET",
      // A caller that goes away in the middle is not answered to
      body: await text(request).catch(() => ""),
      query: url.searchParams,
      headers: request.headers,
    });
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    response.writeHead(status, { "content-type": isRaw ? "application/octet-stream" : "application/json", ...headers });
    response.end(isRaw ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // Never keeps the process alive by itself
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (upstream) => `http://127.0.0.1:${port}/${upstream satisfies keyof typeof UPSTREAMS}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The same configuration with every upstream answered from recorded bodies, and a key for each. */
export function withUpstreamsAt(config: Config, server: RecordedServer): Config {
  return {
    ...config,
    upstreams: "recorded",
    upstreamUrls: mapUpstreams((_, id) => server.urlOf(id)),
    upstreamKeys: mapUpstreams((row) => (row.key === undefined ? "" : "recorded")),
  };
}
