import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { MINUTE_MS } from "../core/time.ts";
import { AddressCounts } from "./address-counts.ts";
import type { Connections } from "./connections.ts";
import { Seats } from "./seats.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whether it counts already. */
    isCounted: boolean;
  }

  interface FastifyContextConfig {
    /**
     * What counts against the address that a request comes from. By default every request does. `refusals`: only what is not
     * let in, because who is let in is known by a signature or a password. `nothing but time`: every one, but none is refused.
     */
    readonly counts?: "refusals" | "nothing but time";
  }
}

/** Requests a minute from one address that are answered at once; our choice. Behind a proxy that is not trusted, all people share one. */
const REQUESTS_A_MINUTE = 600;

/** The same for routes that watch over the bot: several balancers, each once a second. Our choice. */
const WATCHERS_A_MINUTE = 1_200;

/** How long an answer beyond that waits, in milliseconds: a flood goes no faster than its connections allow. Our choice. */
const WAIT_MS = 500;

/** Answers that wait at once, from everywhere together; further ones leave at once. Our choice. */
const MAX_WAITING = 1_000;

/** A refused request's body up to this size is in memory already, in bytes; for a larger one its connection ends. Our choice. */
const SMALL_BODY_BYTES = 16_384;

/** Bodies beyond this size, in bytes, are read a few at a time: platforms send smaller ones. Our choice. */
const LARGE_BODY_BYTES = 65_536;

/** Pieces that one body may come in. Our choice: a proxy sends a kilobyte and more at a time, who wants to do harm a byte. */
const MAX_PIECES = 1_000;

/** What a platform cannot have signed is refused before its body has come; the route's own answer is as for a wrong signature. */
export type Refuse = (reply: FastifyReply) => FastifyReply;

type Answer = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Bounds what people can cost whom nobody knows: each address's requests are counted, and beyond a share are refused, slowly.
 * `nothingHere` answers what no route answers, before its body has come. Gives what does so where there is no route to speak of.
 */
export function boundStrangers(http: FastifyInstance, nothingHere: Refuse, connections: Connections): Answer {
  const waiting = new Waiting();
  const people = new AddressCounts();
  const watchers = new AddressCounts();
  const seats = new Seats();
  http.decorateRequest("isCounted", false);

  http.addHook("onRequest", (request, reply, done) => {
    const { counts } = request.routeOptions.config;
    if (counts === "refusals") {
      done();
      return;
    }
    closeAfterUnreadBody(request, reply);
    void arrived(request, reply, counts !== undefined).then((isBeyond) => {
      if (isBeyond && counts === undefined) tooMany(reply);
      else if (request.is404) nothingHere(reply);
      else done();
    }, done);
  });

  http.addHook("preParsing", (request, _reply, payload, done) => {
    const tooMany = () => connections.cutOffPieces(request.raw.socket);
    const read = () => {
      if (request.headers["transfer-encoding"] !== undefined) countPieces(payload, tooMany);
      done(null, payload);
    };
    if (isLarge(request, LARGE_BODY_BYTES)) void seats.take(request.ip, request.raw).then(read);
    else read();
  });

  http.addHook("onSend", (request, reply, _payload, done) => {
    if (reply.statusCode < 400 || request.isCounted) {
      done();
      return;
    }
    closeAfterUnreadBody(request, reply);
    void arrived(request, reply).then(() => done(), done);
  });

  return (request, reply) =>
    void arrived(request, reply).then((isBeyond) => (isBeyond ? tooMany(reply) : nothingHere(reply)));

  /** Counts a request, and lets its answer wait where there were too many, the connection's last. Says whether there were. */
  async function arrived(request: FastifyRequest, reply: FastifyReply, isWatcher = false): Promise<boolean> {
    request.isCounted = true;
    const isBeyond = isWatcher
      ? watchers.add(request.ip) > WATCHERS_A_MINUTE
      : people.add(request.ip) > REQUESTS_A_MINUTE;
    if (isBeyond) {
      await waiting.wait();
      reply.raw.setHeader("connection", "close");
    }
    return isBeyond;
  }
}

function tooMany(reply: FastifyReply): FastifyReply {
  return reply
    .code(429)
    .header("retry-after", MINUTE_MS / 1_000)
    .type("text/plain")
    .send("There are too many requests from your address. Try again in a minute.\n");
}

/** Answers that wait, as many as may. */
class Waiting {
  #count = 0;

  /** No time at all where too many wait already. */
  async wait(): Promise<void> {
    if (this.#count >= MAX_WAITING) return;
    this.#count += 1;
    await delay(WAIT_MS, undefined, { ref: false });
    this.#count -= 1;
  }
}

/** What is not read must not be received either. */
function closeAfterUnreadBody(request: FastifyRequest, reply: FastifyReply): void {
  if (isLarge(request, SMALL_BODY_BYTES) && !request.raw.readableEnded) reply.raw.setHeader("connection", "close");
}

function isLarge({ headers }: FastifyRequest, bytes: number): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > bytes;
}

function countPieces(body: NodeJS.ReadableStream, tooMany: () => void): void {
  let pieces = 0;
  body.on("data", () => {
    pieces += 1;
    if (pieces === MAX_PIECES) tooMany();
  });
}
