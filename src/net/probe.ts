import type { IncomingHttpHeaders } from "node:http";
import { CallError, call, jsonOf } from "./call.ts";

/** Longest time for one check of a set-up, in milliseconds; our choice. */
export const CHECK_MS = 5_000;

/** Most of an answer that is read, in bytes; our choice. */
const MAX_BYTES = 262_144;

/** One call that only finds out whether something works. */
export interface ProbeRequest {
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** What came back. */
export interface ProbeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed where it is JSON, else the text; undefined when it is too large. */
  readonly body: unknown;
  /** The beginning of it, as it came. */
  readonly bytes: Uint8Array;
  /** How far the other side's clock is ahead of ours, in milliseconds, give or take a second; undefined when it did not tell. */
  readonly aheadMs: number | undefined;
}

/** None came. Says why in a few words: no address, no key. */
export interface NoAnswer {
  readonly noAnswer: string;
}

/** Asks once, and follows no redirect: what a call carries goes to this address alone. Never rejects. */
export async function probe(url: string, { signal, ...request }: ProbeRequest): Promise<ProbeAnswer | NoAnswer> {
  const askedAt = Date.now();
  try {
    const answer = await call(url, { ...request, signal, timeoutMs: CHECK_MS, maxBytes: MAX_BYTES });
    const theirs = Date.parse(answer.headers.date ?? "");
    const ours = (askedAt + Date.now()) / 2;
    return {
      status: answer.status,
      headers: answer.headers,
      bytes: answer.bytes,
      body: answer.isCut ? undefined : (jsonOf(answer) ?? answer.bytes.toString()),
      // A header has whole seconds, cut off
      aheadMs: Number.isNaN(theirs) ? undefined : theirs + 500 - ours,
    };
  } catch (error) {
    return { noAnswer: reasonOf(error) };
  }
}

/** https://nodejs.org/api/errors.html#common-system-errors (2026-11-22) */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name can't be looked up from here",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection breaks off",
  UND_ERR_SOCKET: "the connection breaks off",
  EHOSTUNREACH: "there is no way to it from here",
  ENETUNREACH: "there is no way to it from here",
  UND_ERR_CONNECT_TIMEOUT: "no answer in time",
  CERT_HAS_EXPIRED: "its certificate has expired",
};

function reasonOf(error: unknown): string {
  if (error instanceof CallError && error.isTimeout) return "no answer in time";
  const code = error instanceof CallError ? (error.code ?? "") : "";
  const isAboutTls = /CERT|SIGNATURE|ERR_TLS|SSL/.test(code);
  return REASONS[code] ?? (isAboutTls ? "its certificate is not to be trusted" : "no connection");
}
