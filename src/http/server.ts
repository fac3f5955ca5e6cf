import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { inTime } from "../core/time.ts";
import { Connections } from "./connections.ts";
import { type HealthParts, serveHealth } from "./health.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { boundStrangers } from "./strangers.ts";

/** Largest request body accepted, in bytes. Slack's and Discord's payloads stay far below; our choice. */
const MAX_BODY_BYTES = 1_048_576;

/** Longest time for a whole request to arrive, in milliseconds. Slow drips end here; our choice. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Between looks at what has not arrived in time, in milliseconds; Node's own is half a minute. Our choice. */
const LOOK_AFTER_MS = 2_000;

/** Headers read of one request. Our choice: platforms and proxies send some dozens, 16 KB have room for thousands. */
const MAX_HEADERS = 200;

/** Time that a connection may stay open without a request, in milliseconds: longer than a balancer's minute. Fastify's own choice. */
const KEEP_ALIVE_MS = 72_000;

/** Time that answers get to leave when the server closes, in milliseconds. Our choice: all work has ended by then. */
const LAST_ANSWERS_MS = 500;

export interface ServerParts extends HealthParts {
  /** How the world reaches this server, without a slash at its end. */
  readonly publicUrl?: string | undefined;
  /** Addresses and networks whose word counts about where a request came from. */
  readonly trustedProxies?: readonly string[] | undefined;
}

/**
 * The one web server. Bodies of every type are handed on as raw bytes (`request.body` is a Buffer), because signatures are
 * checked on them before anything is parsed. Adapters add their routes before `listen`.
 */
export function createHttpServer({ publicUrl, trustedProxies = [], ...health }: ServerParts): FastifyInstance {
  const connections = new Connections(trustedProxies);
  const http = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: [...trustedProxies],
    serverFactory: (handler) => {
      const server = connections.createServer(
        {
          requestTimeout: REQUEST_TIMEOUT_MS,
          headersTimeout: REQUEST_TIMEOUT_MS,
          connectionsCheckingInterval: LOOK_AFTER_MS,
          keepAliveTimeout: KEEP_ALIVE_MS,
        },
        handler,
      );
      server.maxHeadersCount = MAX_HEADERS;
      return server;
    },
    // Connections that a load balancer keeps open must not hold up the stop
    forceCloseConnections: "idle",
    // An address that is none, seen before any hook
    frameworkErrors: (_error, request, reply) => {
      protect(reply);
      answerStranger(request, reply);
    },
  });
  http.removeAllContentTypeParsers();
  http.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  const protect = addSecurityHeaders(http, publicUrl);
  const answerStranger = boundStrangers(http, nothingHere, connections);
  serveHealth(http, health);
  // What a route itself does not find; the rest is answered before its body has come
  http.setNotFoundHandler((_request, reply) => nothingHere(reply));
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

/** Takes no more connections, and closes those whose answers are out; the rest a little later. */
export async function closeHttpServer(http: FastifyInstance): Promise<void> {
  const closed = http.close();
  // A client may keep its connection for a minute after the last answer
  await inTime(closed, LAST_ANSWERS_MS, () => http.server.closeAllConnections());
  await closed;
}

function nothingHere(reply: FastifyReply): FastifyReply {
  return reply.code(404).type("text/plain").send("There is nothing here.\n");
}
