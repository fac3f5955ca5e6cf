import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { isLoopbackHost } from "../../core/loopback.ts";
import { KEY_HEADER } from "./protocol.ts";
import { isProxied } from "./proxy-headers.ts";
import { WrongPasswords } from "./wrong-passwords.ts";

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 401 | 403 | 429;
  readonly sentence: string;
  /** What would let it in, where the page can ask for it. */
  readonly wants?: "key";
}

export interface GuardParts {
  readonly password: string | undefined;
  /** Made for this run, and told to nobody but who reads its log. */
  readonly key: string;
  /** Whether the bot serves other people, too: a platform is connected. */
  readonly isShared: () => boolean;
  /** How long a wrong password after many others waits for its answer. */
  readonly waitMs?: number;
}

/** What a browser asks for by itself, without the page's own header: the page, and the pictures of replies by names nobody can guess. */
const ASKED_BY_BROWSERS: ReadonlySet<string> = new Set(["/", "/playground/assets/*", "/playground/files/:id"]);

/** What writes files and connects platforms. */
const CONNECTING = /^\/playground\/connect\//;

/**
 * Who may use the playground. Without a password only this very machine: the address, the name in the address bar (so that no
 * foreign page can lead a browser here under its own name) and no proxy in between. With one, whoever knows it. A proxy need not say
 * that it is there, so what writes files or connects platforms wants the key of this run besides; and so does everything once a
 * platform is connected and there is no password.
 */
export class Guard {
  readonly #parts: GuardParts;
  readonly #wrongPasswords: WrongPasswords;

  constructor(parts: GuardParts) {
    this.#parts = parts;
    this.#wrongPasswords = new WrongPasswords(parts.waitMs);
  }

  /** Undefined when the request may go on. */
  async refusal(request: FastifyRequest): Promise<Refusal | undefined> {
    const { password } = this.#parts;
    return (
      (password === undefined ? refuseOthers(request) : await this.#refuseUnknown(request, password)) ??
      refuseForeignPages(request) ??
      this.#refuseKeyless(request)
    );
  }

  async #refuseUnknown({ headers, socket }: FastifyRequest, password: string): Promise<Refusal | undefined> {
    const [, encoded = ""] = /^Basic ([\w+/=]+)$/i.exec(headers.authorization ?? "") ?? [];
    const [, given] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
    if (given !== undefined && isSame(given, password)) return undefined;
    // A browser's first request has none, and guesses nothing
    if (given !== undefined && !(await this.#wrongPasswords.add(socket.remoteAddress ?? ""))) {
      return { status: 429, sentence: "There are too many wrong passwords right now. The right one works at once." };
    }
    // Also after many: whoever mistyped is asked again
    return { status: 401, sentence: "The playground wants the password from PLAYGROUND_PASSWORD, with any name." };
  }

  #refuseKeyless({ headers, routeOptions: { url = "" } }: FastifyRequest): Refusal | undefined {
    const { password, key, isShared } = this.#parts;
    const isForConnecting = CONNECTING.test(url);
    const isForAll = password === undefined && isShared() && !ASKED_BY_BROWSERS.has(url);
    const given = headers[KEY_HEADER];
    if ((!isForConnecting && !isForAll) || (typeof given === "string" && isSame(given, key))) return undefined;
    const why = isForConnecting ? "Before I connect anything" : "Since a platform is connected";
    return {
      status: 403,
      sentence: `${why} I want the key of this run: open the address in the log’s line “the playground is open”, which ends in it.`,
      wants: "key",
    };
  }
}

function refuseOthers({ socket, headers, host }: FastifyRequest): Refusal | undefined {
  const address = socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  const isHere = address === "::1" || isLoopbackHost(address);
  if (isHere && !isProxied(headers) && isLoopbackHost(hostname(host))) return undefined;
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
