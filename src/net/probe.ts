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
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text; undefined when it is too large. */
  readonly body: unknown;
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
    const response = await fetch(url, { ...request, signal, redirect: "manual" });
    const theirs = Date.parse(response.headers.get("date") ?? "");
    const ours = (askedAt + Date.now()) / 2;
    return {
      status: response.status,
      headers: response.headers,
      body: await readBody(response),
      // A header has whole seconds, cut off
      aheadMs: Number.isNaN(theirs) ? undefined : theirs + 500 - ours,
    };
  } catch (error) {
    // Nothing of the error but its kind: the address may hold a key
    return { noAnswer: signal.aborted ? "no answer in time" : reasonOf(error) };
  }
}

async function readBody(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
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
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const isAboutTls = /CERT|SIGNATURE|ERR_TLS|SSL/.test(code);
  return REASONS[code] ?? (isAboutTls ? "its certificate is not to be trusted" : "no connection");
}
