import type { EventEmitter } from "node:events";
import { text } from "node:stream/consumers";
import { Agent, type Dispatcher } from "undici";
import { UpstreamError } from "../core/errors.ts";
import { isLoopbackHost } from "../core/loopback.ts";
import { TimeLimit } from "../core/time.ts";
import { type Outgoing, requestTarget, wireBody } from "./address.ts";
import { type Call, describe, networkError, timeoutError } from "./failure.ts";
import type { UpstreamRow } from "./limits.ts";
import type { AnswerHeaders } from "./question.ts";
import { PACKINGS, packingsOf, unpacked } from "./unpack.ts";

/** Redirects followed in one try. Our choice. */
const MAX_REDIRECTS = 3;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface TransportParts {
  readonly row: UpstreamRow;
  /** Root of all paths; https, or http on a loopback address. */
  readonly root: string;
  readonly userAgent: string;
}

/** Calls one upstream over undici: within the time of a try, up to the size cap, on the hosts it is known to use. */
export class Transport {
  readonly #row: UpstreamRow;
  readonly #root: URL;
  readonly #basePath: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: Agent;

  constructor({ row, root, userAgent }: TransportParts) {
    this.#row = row;
    this.#root = new URL(root);
    if (this.#root.protocol !== "https:" && !isLoopbackHost(this.#root.hostname)) {
      throw new TypeError(`the root of ${row.name} must be https`);
    }
    this.#basePath = this.#root.pathname.replace(/\/$/, "");
    this.#headers = { "user-agent": userAgent, accept: "application/json, */*;q=0.5", "accept-encoding": PACKINGS };
    this.#agent = new Agent({
      connections: row.maxConcurrent,
      // One call a connection, so that connections cap the calls under way
      allowH2: false,
      connect: { timeout: row.tryTimeoutMs },
      // The time of a try bounds all of it, slow drips included
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: row.maxBytes,
    });
  }

  /**
   * The answer, whatever its status, with its body still to be read; whoever gets it must `end` it. Throws UpstreamError, or
   * DeadlineError when it is too slow.
   */
  async call(outgoing: Outgoing, call: Call): Promise<Arrival> {
    const time = new TryTime(call, this.#row.tryTimeoutMs);
    try {
      const response = await this.#follow(outgoing, call, time);
      return new Arrival(response, time, { call, maxBytes: this.#row.maxBytes });
    } catch (error) {
      time.end();
      throw time.explain(error);
    }
  }

  /** Drops all connections. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #follow(outgoing: Outgoing, call: Call, time: TryTime): Promise<Dispatcher.ResponseData> {
    let { origin } = this.#root;
    let path = requestTarget(this.#basePath, outgoing);
    const { method = "GET", etag, requestId } = outgoing;
    const ours = { ...this.#headers, "x-request-id": requestId };
    const { body, headers: bodyHeaders } = wireBody(outgoing.body);
    let headers = {
      ...ours,
      ...bodyHeaders,
      ...(etag === undefined ? {} : { "if-none-match": etag }),
      ...outgoing.headers,
      ...outgoing.secrets?.headers,
    };
    for (let redirects = 0; ; redirects += 1) {
      time.check();
      const response = await this.#agent.request({
        origin,
        path,
        method,
        headers,
        signal: time.signal,
        ...(body === undefined ? {} : { body }),
      });
      const { location } = response.headers;
      if (!REDIRECTS.has(response.statusCode) || typeof location !== "string") return response;
      await response.body.dump();
      const target = URL.canParse(location, origin + path) ? new URL(location, origin + path) : undefined;
      if (
        redirects === MAX_REDIRECTS ||
        // What has left with an order may have been done: it is never sent on
        method !== "GET" ||
        target === undefined ||
        !mayFollow(this.#root, target, this.#row.redirectHosts)
      ) {
        const what = redirects === MAX_REDIRECTS ? "redirected in a circle" : "redirected to where it may not";
        throw new UpstreamError(describe(call, what), { upstream: call.upstream });
      }
      // The key is for the root's host alone
      if (target.origin !== this.#root.origin) headers = ours;
      origin = target.origin;
      path = target.pathname + target.search;
    }
  }
}

/** What the body of an answer may take. */
interface ArrivalBounds {
  readonly call: Call;
  /** On the wire, and unpacked. */
  readonly maxBytes: number;
}

/** An answer whose body is still to be read, once, within what is left of its time. */
export class Arrival {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly #body: Dispatcher.ResponseData["body"];
  readonly #packings: readonly string[];
  readonly #time: TryTime;
  readonly #bounds: ArrivalBounds;
  #isRead = false;

  constructor({ statusCode, headers, body }: Dispatcher.ResponseData, time: TryTime, bounds: ArrivalBounds) {
    this.status = statusCode;
    this.headers = headers;
    this.#body = body;
    this.#packings = packingsOf(statusCode, headers);
    this.#time = time;
    this.#bounds = bounds;
  }

  /** The whole body. Throws UpstreamError, BodyError when it is too large, DeadlineError when it is too slow. */
  async text(): Promise<string> {
    if (this.#packings.length > 0) return await text(this.chunks());
    try {
      const whole = await this.#body.text();
      this.#isRead = true;
      return whole;
    } catch (error) {
      throw this.#time.explain(error);
    }
  }

  /** The body as it comes. Throws as `text`. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#packings.length === 0 ? this.#body : unpacked(this.#body, this.#packings, this.#bounds);
      this.#isRead = true;
    } catch (error) {
      throw this.#time.explain(error);
    }
  }

  /** Stops the clock and drops what has not been read. */
  end(): void {
    this.#time.end();
    if (this.#isRead) return;
    // A body that is dropped before its end says so with an error
    this.#body.on("error", () => {});
    this.#body.destroy();
  }
}

/** Only hosts named in the table, which are never addresses; a root on loopback leads nowhere else. */
export function mayFollow(root: URL, target: URL, redirectHosts: readonly string[] = []): boolean {
  if (target.origin === root.origin) return true;
  if (isLoopbackHost(root.hostname)) return false;
  const isKnown = target.hostname === root.hostname || redirectHosts.includes(target.hostname);
  return isKnown && target.protocol === "https:" && target.port === "";
}

/** The time of one try: connect, headers and body together. */
class TryTime {
  readonly #call: Call;
  readonly #timeoutMs: number;
  readonly #limit: TimeLimit;

  constructor(call: Call, timeoutMs: number) {
    this.#call = call;
    this.#timeoutMs = timeoutMs;
    this.#limit = new TimeLimit(timeoutMs);
  }

  /** Aborts what runs. */
  get signal(): EventEmitter {
    return this.#limit.signal;
  }

  /** Throws when it is over: a call that starts now would not be aborted by it. */
  check(): void {
    if (this.#limit.isOver) throw timeoutError(this.#call, this.#timeoutMs);
  }

  /** What went wrong, as one of our errors. */
  explain(error: unknown): unknown {
    if (error instanceof UpstreamError) return error;
    return this.#limit.isOver ? timeoutError(this.#call, this.#timeoutMs) : networkError(this.#call, error);
  }

  end(): void {
    this.#limit.end();
  }
}
