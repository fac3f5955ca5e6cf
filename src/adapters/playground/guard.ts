import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { isLoopbackHost } from "../../core/loopback.ts";
import { MINUTE_MS } from "../../core/time.ts";

/** Wrong passwords within a minute, from everywhere together, after which nobody is let in for the rest of it. Our choice. */
const MAX_WRONG = 20;
const WINDOW_MS = MINUTE_MS;

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 401 | 403 | 429;
  readonly sentence: string;
}

/**
 * Who may use the playground. Without a password only this very machine: the address, the name in the address bar (so that no
 * foreign page can lead a browser here under its own name) and no proxy in between. With one, whoever knows it.
 */
export class Guard {
  readonly #password: string | undefined;
  #wrong = 0;
  #windowEndsAt = 0;

  constructor(password: string | undefined) {
    this.#password = password;
  }

  /** Undefined when the request may go on. */
  refusal(request: FastifyRequest): Refusal | undefined {
    return (
      (this.#password === undefined ? refuseOthers(request) : this.#refuseUnknown(request, this.#password)) ??
      refuseForeignPages(request)
    );
  }

  #refuseUnknown({ headers }: FastifyRequest, password: string): Refusal | undefined {
    const now = Date.now();
    if (now > this.#windowEndsAt) {
      this.#wrong = 0;
      this.#windowEndsAt = now + WINDOW_MS;
    }
    if (this.#wrong >= MAX_WRONG) {
      return { status: 429, sentence: "There were too many wrong passwords. Try again in a minute." };
    }
    const [, encoded = ""] = /^Basic ([\w+/=]+)$/i.exec(headers.authorization ?? "") ?? [];
    const [, given] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
    if (given !== undefined && isSame(given, password)) return undefined;
    // A browser's first request has none, and guesses nothing
    if (given !== undefined) this.#wrong += 1;
    return { status: 401, sentence: "The playground wants the password from PLAYGROUND_PASSWORD, with any name." };
  }
}

function refuseOthers({ socket, headers, host }: FastifyRequest): Refusal | undefined {
  const isProxied = headers["x-forwarded-for"] !== undefined || headers["forwarded"] !== undefined;
  const address = socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  const isHere = address === "::1" || isLoopbackHost(address);
  if (isHere && !isProxied && isLoopbackHost(hostname(host))) return undefined;
  return {
    status: 403,
    sentence:
      "The playground is for this very machine only. To open it elsewhere, set PLAYGROUND=on and PLAYGROUND_PASSWORD.",
  };
}

/** Only the playground's own page may ask for anything to be done. */
function refuseForeignPages({ method, headers, host }: FastifyRequest): Refusal | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  const { origin } = headers;
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  const isJson = headers["content-type"]?.startsWith("application/json") === true;
  return isOwn && isJson
    ? undefined
    : { status: 403, sentence: "This was not asked by the playground’s own page, so I left it." };
}

function hostname(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
}

function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", wanted, "buffer"));
}
