import type { IncomingHttpHeaders } from "node:http";
import { Agent, type Dispatcher, request } from "undici";
import { TimeLimit } from "../core/time.ts";

/** One call, bounded in time and size. It goes to its address alone: a redirect is an answer like any other. */
export interface Call {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** For all of it, from connecting to the end of the body, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends it earlier. */
  readonly signal?: AbortSignal | undefined;
  /** Most of the body that is read. */
  readonly maxBytes: number;
  /** Kept connections; without them, those that the process shares. */
  readonly over?: Connections | undefined;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Up to the size cap. */
  readonly bytes: Buffer;
  /** Whether there was more of it. */
  readonly isCut: boolean;
}

/** There was no whole answer. Nothing of the address is in it: that may hold a secret. */
export class CallError extends Error {
  /** Of the system, of TLS or of undici: `ECONNREFUSED`; undefined where none is known. */
  readonly code: string | undefined;
  /** Its time was over. */
  readonly isTimeout: boolean;

  constructor(code: string | undefined, isTimeout: boolean) {
    super(isTimeout ? "no answer in time" : (code ?? "no connection"));
    this.name = "CallError";
    this.code = code;
    this.isTimeout = isTimeout;
  }
}

/** Connections of one part of the bot, kept from call to call. */
export class Connections {
  readonly agent: Agent;

  /** `perHost`: how many at once; beyond it, calls wait for one another. */
  constructor({ connectMs, perHost }: { readonly connectMs: number; readonly perHost?: number }) {
    this.agent = new Agent({ connect: { timeout: connectMs }, connections: perHost ?? null });
  }

  /** Takes no new calls; those under way are finished first. */
  close(): Promise<void> {
    return this.agent.close();
  }

  /** Ends the calls under way, too. */
  destroy(): Promise<void> {
    return this.agent.destroy();
  }
}

/** Makes one call. Throws CallError when no answer came, or not to its end. */
export async function call(url: string, options: Call): Promise<CallAnswer> {
  const { method = "GET", headers = {}, body, timeoutMs, signal, maxBytes, over } = options;
  const limit = new TimeLimit(timeoutMs);
  const end = () => limit.cutOff();
  signal?.addEventListener("abort", end, { once: true });
  try {
    signal?.throwIfAborted();
    const answer = await request(url, {
      method,
      headers,
      body: body ?? null,
      signal: limit.signal,
      // The limit is for all of it, slow drips included
      headersTimeout: 0,
      bodyTimeout: 0,
      ...(over === undefined ? {} : { dispatcher: over.agent }),
    });
    const { statusCode: status, headers: named, body: arriving } = answer;
    return { status, headers: named, ...(await readUpTo(maxBytes, named["content-length"], arriving)) };
  } catch (error) {
    throw new CallError(codeOf(error), limit.isOver || signal?.aborted === true);
  } finally {
    signal?.removeEventListener("abort", end);
    limit.end();
  }
}

async function readUpTo(
  maxBytes: number,
  announced: string | string[] | undefined,
  body: Dispatcher.ResponseData["body"],
): Promise<Pick<CallAnswer, "bytes" | "isCut">> {
  // Undici keeps an answer to the length that it has announced; what is read whole costs a fraction of what is read in pieces
  if (Number(announced) <= maxBytes) return { bytes: Buffer.from(await body.arrayBuffer()), isCut: false };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    chunks.push(chunk);
    // Leaving the loop closes the connection
    if (size > maxBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isCut: size > maxBytes };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The answer's body as JSON; undefined where it is none, or was cut. */
export function jsonOf({ bytes, isCut }: Pick<CallAnswer, "bytes" | "isCut">): unknown {
  try {
    return isCut ? undefined : JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
