import { setTimeout as delay } from "node:timers/promises";
import rateLimit, { normalizeIP } from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { MINUTE_MS } from "../core/time.ts";

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

/** Addresses counted at once, of IPv6 the first 64 bits; the least recently seen is forgotten. Our choice: 2 MB. */
const MAX_ADDRESSES = 10_000;

/** How long an answer beyond that waits, in milliseconds: a flood goes no faster than its connections allow. Our choice. */
const WAIT_MS = 500;

/** Answers that wait at once, from everywhere together; further ones leave at once, and their connections end. Our choice. */
const MAX_WAITING = 1_000;

/** A refused request's body up to this size is in memory already, in bytes; for a larger one its connection ends. Our choice. */
const SMALL_BODY_BYTES = 16_384;

/** Pieces that one body may come in. Our choice: a proxy sends a kilobyte and more at a time, who wants to do harm a byte. */
const MAX_PIECES = 2_000;

/** What a platform cannot have signed is refused before its body has come; the route's own answer is as for a wrong signature. */
export type Refuse = (reply: FastifyReply) => FastifyReply;

/**
 * Bounds what people can cost whom nobody knows: each address's requests are counted, and beyond a share are refused, slowly.
 * `nothingHere` answers what no route answers, before its body has come.
 */
export function boundStrangers(http: FastifyInstance, nothingHere: Refuse): void {
  const waiting = new Waiting();
  http.decorateRequest("isCounted", false);
  void http.register(rateLimit, {
    global: false,
    max: REQUESTS_A_MINUTE,
    timeWindow: MINUTE_MS,
    cache: MAX_ADDRESSES,
    // Of the minute by the clock that nobody sets
    keyGenerator: ({ ip }) => `${Math.floor(performance.now() / MINUTE_MS)} ${normalizeIP(ip ?? "")}`,
  });
  let people: ReturnType<FastifyInstance["createRateLimit"]>;
  let watchers: typeof people;
  http.after(() => {
    people = http.createRateLimit();
    watchers = http.createRateLimit({ max: WATCHERS_A_MINUTE, timeWindow: MINUTE_MS });
  });

  http.addHook("onRequest", (request, reply, done) => {
    const { counts } = request.routeOptions.config;
    if (counts === "refusals") {
      done();
      return;
    }
    closeAfterUnreadBody(request, reply);
    void arrived(request, reply, counts === undefined ? people : watchers).then((isBeyond) => {
      if (isBeyond && counts === undefined) {
        reply
          .code(429)
          .header("retry-after", MINUTE_MS / 1_000)
          .type("text/plain")
          .send("There are too many requests from your address. Try again in a minute.\n");
      } else if (request.is404) nothingHere(reply);
      else done();
    }, done);
  });

  http.addHook("preParsing", (request, _reply, payload, done) => {
    if (request.headers["transfer-encoding"] !== undefined) countPieces(payload);
    done(null, payload);
  });

  http.addHook("onSend", (request, reply, _payload, done) => {
    if (reply.statusCode < 400 || request.isCounted) {
      done();
      return;
    }
    closeAfterUnreadBody(request, reply);
    void arrived(request, reply, people).then(() => done(), done);
  });

  /** Counts a request, and lets its answer wait where there were too many. Says whether there were. */
  async function arrived(request: FastifyRequest, reply: FastifyReply, limit: typeof people): Promise<boolean> {
    request.isCounted = true;
    const counted = await limit(request);
    const isBeyond = !counted.isAllowed && counted.isExceeded;
    if (isBeyond && !(await waiting.wait())) reply.raw.setHeader("connection", "close");
    return isBeyond;
  }
}

/** Answers that wait, as many as may. */
class Waiting {
  #count = 0;

  /** False at once where too many wait already. */
  async wait(): Promise<boolean> {
    if (this.#count >= MAX_WAITING) return false;
    this.#count += 1;
    await delay(WAIT_MS, undefined, { ref: false });
    this.#count -= 1;
    return true;
  }
}

/** What is not read must not be received either. */
function closeAfterUnreadBody({ headers, raw }: FastifyRequest, reply: FastifyReply): void {
  const isLarge =
    headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > SMALL_BODY_BYTES;
  if (isLarge && !raw.readableEnded) reply.raw.setHeader("connection", "close");
}

function countPieces(body: NodeJS.ReadableStream): void {
  let pieces = 0;
  body.on("data", () => {
    pieces += 1;
    if (pieces > MAX_PIECES && "destroy" in body && typeof body.destroy === "function") body.destroy();
  });
}
