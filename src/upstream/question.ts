import type { z } from "zod";
import type { BotError } from "../core/errors.ts";
import type { Source, Sourced } from "../core/source.ts";
import type { UpstreamId } from "./limits.ts";
import type { LeftOut } from "./list.ts";

/** One call of an upstream: where it goes, and what its answer may mean. */
interface Asked {
  /** Below the upstream's root, with its leading slash; every variable part already `encodeURIComponent`-ed. */
  readonly path: string;
  /** How messages and logs call the path when a part of it was typed by a person: `/countries/{country}`. By default the path. */
  readonly route?: string;
  /** Query parameters; undefined ones are left out. Never a key: those go into `secrets`. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Headers that are the same in every call of this path and query, such as the API's version. Never a key. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Key in a query parameter, a header, or a path segment put before `path`. Part of no message or log, and of a cache key only
   * as a hash: what one account sees is no answer for another.
   */
  readonly secrets?: {
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly path?: string;
  };
  /**
   * Looks at an answer before its body is checked, and may say what it really means: an error body under status 200, "no such
   * breed" under 404. The error it gives is thrown as it is. Undefined: status 2xx is read on, others are UpstreamErrors.
   */
  readonly judge?: Judge;
}

/** How long an answer holds. */
interface Holding {
  /** For this long the answer is given without a call, in milliseconds. */
  readonly freshMs: number;
  /** After that, for this long, it is given at once while a fresh one is fetched behind it. */
  readonly staleMs: number;
  /** For this long a NotFoundError of `judge` is given without a call, in milliseconds; some minutes unless given. */
  readonly noneMs?: number;
}

/** Names in lower case; several values where a header came more than once. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Says what an answer really means. `body`: undefined where it is no JSON. */
export type Judge = (answer: {
  readonly status: number;
  readonly body: unknown;
  readonly headers: AnswerHeaders;
}) => BotError | undefined;

/** A body that is JSON. */
interface JsonAnswer<T> {
  /**
   * Checks the body and may reshape it into our words (`transform`). It also says what a sane answer is (`refine`: the day that
   * was asked for, a number in range): what it refuses counts against the upstream. What comes out is what is cached: the same
   * path and query must always come with the same schema. Made when an answer has come: a question whose answer is held would
   * pay more for its schema than for all the rest.
   */
  readonly schema: () => z.ZodType<T>;
}

/** One GET that is answered with JSON. */
export interface Question<T> extends Asked, Holding, JsonAnswer<T> {}

/** One GET whose body is anything else, and is read as it comes. */
export interface StreamQuestion<T> extends Asked, Holding {
  /**
   * Reads the body of status 2xx to its end; `text` and `buffer` of `node:stream/consumers` are two ways. Throws a BodyError
   * when it is not what was expected; odd parts it leaves out, and tells how many. What comes out is what is cached: the same
   * path and query must always be read in the same way.
   */
  readonly read: (body: AsyncIterable<Uint8Array>, tellLeftOut: (leftOut: LeftOut) => void) => Promise<T>;
}

/** One call that changes something: never cached, never sent twice. An empty answer is `undefined` to the schema. */
export interface Order<T> extends Asked, JsonAnswer<T> {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON, or as a form where it is `URLSearchParams`. */
  readonly body?: Readonly<Record<string, unknown>> | URLSearchParams;
}

/** Whatever a call of an upstream can be. */
export type AnyAsked = Question<unknown> | StreamQuestion<unknown> | Order<unknown>;

/** An answer with its headers: for paging by `Link`. */
export interface Answered<T> extends Sourced<T> {
  readonly headers: AnswerHeaders;
}

/** The upstreams as one caller sees them: what every service is built on. */
export interface Ask {
  /**
   * The answer from the cache or the upstream. Where the upstream sent an `ETag`, a stale answer is asked for again with it, and
   * a 304 makes it fresh. An answer older than `freshMs + staleMs` is still given when the upstream fails or is out of quota
   * (`source.staleBecause` says why). Throws UpstreamError, RateLimitError, BodyError, DeadlineError, BusyError, what `judge`
   * gave or what `read` threw.
   */
  get<T>(upstream: UpstreamId, question: Question<T> | StreamQuestion<T>): Promise<Answered<T>>;
  /** Sends an order. Throws as `get` does; the answer of a call that got no answer is unknown, and it is not repeated. */
  send<T>(upstream: UpstreamId, order: Order<T>): Promise<T>;
  /**
   * The path below the upstream's root that an address in an answer means: `https://upload.wikimedia.org/a.jpg` is `/a.jpg`,
   * also where the root is moved elsewhere. Undefined for any other host, which must not be asked.
   */
  pathOf(upstream: UpstreamId, url: string): string | undefined;
  /** Names this upstream as the source of a value that a button kept, so that no call is needed. */
  source(upstream: UpstreamId): Source;
  /** The upstream's key, or undefined. */
  key(upstream: UpstreamId): string | undefined;
  /** The upstream's key. Throws KeyMissingError when the operator has set none. */
  requireKey(upstream: UpstreamId): string;
}

/** How an upstream is doing, for `/quota`, `/readyz` and `/metrics`. */
export interface UpstreamStatus {
  readonly id: UpstreamId;
  readonly name: string;
  /**
   * `resting`: out of quota or told to wait; `ill`: what it last said means nothing; `down`: failing, not asked for now; `off`:
   * needs a key that is not set.
   */
  readonly state: "fine" | "resting" | "ill" | "down" | "off";
  /** `resting`: until when; `ill` and `down`: since when. Milliseconds since the epoch. */
  readonly at?: number | undefined;
  /** `fine`: when the last call failed, where the next one may go well. Milliseconds since the epoch. */
  readonly failedAt?: number | undefined;
  /** Calls that wait for their limits, and those that have left and not ended. */
  readonly waiting: number;
  readonly underWay: number;
  /** The tightest quota: calls left of how many, and when the next one frees (when none is left) in ms since the epoch. */
  readonly quota?:
    | { readonly left: number; readonly of: number; readonly words: string; readonly freeAt?: number | undefined }
    | undefined;
}
