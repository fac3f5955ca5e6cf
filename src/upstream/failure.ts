import { errors } from "undici";
import { BodyError, DeadlineError, UpstreamError } from "../core/errors.ts";

/** One call as messages name it: no query, no header, no key. */
export interface Call {
  /** Display name of the upstream. */
  readonly upstream: string;
  /** The path, or its template where a part of it was typed by a person. */
  readonly route: string;
  /** `GET` unless it says otherwise. */
  readonly method?: string | undefined;
  /** Which try this is, counted from 1. */
  readonly tries: number;
}

/** `GIPHY GET /gifs/search: 503 after 2 tries`. */
export function describe({ upstream, method = "GET", route, tries }: Call, what: string): string {
  return `${upstream} ${method} ${route || "/"}: ${what}${tries > 1 ? ` after ${tries} tries` : ""}`;
}

/** Statuses that may pass when the same call is repeated. 500 is left out: it mostly comes again. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** The upstream answered with something other than 2xx. */
export function statusError(call: Call, status: number): UpstreamError {
  return new UpstreamError(describe(call, String(status)), {
    upstream: call.upstream,
    status,
    isRetryable: RETRYABLE_STATUSES.has(status),
  });
}

/** The body is not what was asked for. `path`: the first wrong field, empty for the whole. */
export function bodyError(call: Call, what: string, path = ""): BodyError {
  return new BodyError(describe(call, what), { upstream: call.upstream, path });
}

/** A try took longer than it may. Not retryable: the next upstream of the service has more use of the time that is left. */
export function timeoutError(call: Call, timeoutMs: number): DeadlineError {
  return new DeadlineError(describe(call, `no answer within ${timeoutMs} ms`), call.upstream);
}

/** The caller's own time is up; what was asked for goes on for others. */
export function deadlineError(upstream: string): DeadlineError {
  return new DeadlineError(`${upstream}: the caller's deadline passed`, upstream);
}

/** The call broke below HTTP: no connection, a closed socket, a body over the cap. */
export function networkError(call: Call, cause: unknown): UpstreamError {
  if (cause instanceof errors.ResponseExceededMaxSizeError) return bodyError(call, "body over the size cap");
  return new UpstreamError(describe(call, "no connection"), { upstream: call.upstream, isRetryable: true, cause });
}
