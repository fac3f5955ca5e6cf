import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Config, mapUpstreams } from "../config.ts";
import type { Quota, UPSTREAMS, UpstreamId } from "../upstream/limits.ts";
import type { RecordedUpstream } from "./body.ts";
import { DEMO } from "./demo/index.ts";
import { SAMPLES } from "./demo/samples.ts";
import { answerWith, type RecordedFault } from "./faults.ts";

/** A running server of recorded upstreams. */
export interface RecordedServer {
  /** Root to use in place of the upstream's own. */
  urlOf(upstream: UpstreamId): string;
  /** Whether every upstream goes wrong. */
  readonly hasFault: boolean;
  close(): Promise<void>;
}

/** No upstream has a quota: recorded bodies cost nobody anything. */
export const NO_QUOTAS = mapUpstreams((): readonly Quota[] => []);

/** Answers for every upstream on one free loopback port, below `/<upstream id>`, so that all the real code runs. */
export async function startRecordedServer({
  fault,
}: {
  /** Every upstream then goes wrong like this. */
  readonly fault?: RecordedFault | undefined;
} = {}): Promise<RecordedServer> {
  const upstreams = new Map<string, RecordedUpstream>(Object.entries(DEMO));
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://recorded");
    const [, id = "", ...rest] = url.pathname.split("/");
    const upstream = upstreams.get(id);
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
    hasFault: fault !== undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The same configuration with every upstream answered from recorded bodies, and a key for each. There is nothing to share and no
 * quota, but where one sees what people would see when it is used up.
 */
export function withUpstreamsAt(config: Config, server: RecordedServer): Config {
  return {
    ...config,
    upstreams: "recorded",
    samples: SAMPLES,
    fairShare: "off",
    ...(server.hasFault ? {} : { upstreamQuotas: NO_QUOTAS }),
    upstreamUrls: mapUpstreams((_, id) => server.urlOf(id)),
    upstreamKeys: mapUpstreams((row) => (row.key === undefined ? "" : "recorded")),
  };
}
