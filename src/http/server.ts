import Fastify, { type FastifyInstance } from "fastify";
import type { Adapter } from "../core/adapter.ts";

/** Largest request body accepted, in bytes. Slack's and Discord's payloads stay far below; our choice. */
const MAX_BODY_BYTES = 1_048_576;

/** Longest time for a whole request to arrive, in milliseconds. Slow drips end here; our choice. */
const REQUEST_TIMEOUT_MS = 10_000;

export interface HealthParts {
  /** The configured platforms, connected or not yet. */
  readonly adapters: () => readonly Adapter[];
  readonly isDraining: () => boolean;
  /** The database, as far as it has been needed. It makes nothing unready: most commands go on without it. */
  readonly database?: () => Promise<PartState>;
}

/** One part in the answer of `/readyz`. */
type PartState = ReturnType<Adapter["state"]>;

/**
 * The one web server. Bodies of every type are handed on as raw bytes (`request.body` is a Buffer), because signatures are
 * checked on them before anything is parsed. Adapters add their routes before `listen`.
 */
export function createHttpServer({ adapters, isDraining, database }: HealthParts): FastifyInstance {
  const http = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Connections that a load balancer keeps open must not hold up the stop
    forceCloseConnections: "idle",
  });
  http.removeAllContentTypeParsers();
  http.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  http.get("/healthz", () => ({ status: "alive" }));
  http.get("/readyz", async (_request, reply) => {
    const platforms = Object.fromEntries(adapters().map((adapter) => [adapter.name, adapter.state()]));
    const isReady = !isDraining() && Object.values(platforms).every((part) => part.isConnected);
    const parts = { ...platforms, ...(database === undefined ? {} : { database: await database() }) };
    return reply
      .code(isReady ? 200 : 503)
      .send({ status: isDraining() ? "draining" : isReady ? "ready" : "starting", parts });
  });
  http.setNotFoundHandler((_request, reply) => reply.code(404).type("text/plain").send("There is nothing here.\n"));
  http.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status =
      error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 500;
    return reply
      .code(status)
      .type("text/plain")
      .send(status === 413 ? "That is too large.\n" : "That did not work.\n");
  });
  return http;
}
