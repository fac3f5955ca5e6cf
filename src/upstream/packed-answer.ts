import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { z } from "zod";
import type { AnswerHeaders } from "./question.ts";

/** Largest body that is shared, as it came and packed, in bytes. Our choice: most are below 100 KB as they came. */
const MAX_BODY_BYTES = 2 * 1_048_576;
const MAX_PACKED_BYTES = 256 * 1_024;

/** From this size on, packing pays. Our choice. */
const PACK_FROM_BYTES = 1_024;

/** Ends the head; no JSON on one line holds it. */
const END_OF_HEAD = 0x0a;

/** Headers that are read after an answer has come: for asking again, for its age and for its other pages. */
const SHARED_HEADERS = ["etag", "x-poll-interval", "link"] as const;

const headSchema = z.object({
  /** Milliseconds since the epoch, by the clock of whoever fetched it. */
  fetchedAt: z.number(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  isPacked: z.boolean(),
});

/** An answer as replicas pass it on: with the body as it came, which each reads with its own schema. */
export interface RawAnswer {
  readonly body: string;
  readonly headers: AnswerHeaders;
  readonly fetchedAt: number;
}

const deflated = promisify(deflateRaw);
const inflated = promisify(inflateRaw);

/** The answer in bytes: a line of JSON, then the body. Undefined when it is too large to be shared. */
export async function pack({ body, headers, fetchedAt }: RawAnswer): Promise<Buffer | undefined> {
  if (body.length > MAX_BODY_BYTES) return undefined;
  const plain = Buffer.from(body);
  if (plain.byteLength > MAX_BODY_BYTES) return undefined;
  const isPacked = plain.byteLength >= PACK_FROM_BYTES;
  const bytes = isPacked ? await deflated(plain) : plain;
  if (bytes.byteLength > MAX_PACKED_BYTES) return undefined;
  // Those that are absent leave no trace in JSON
  const head = {
    fetchedAt,
    headers: Object.fromEntries(SHARED_HEADERS.map((name) => [name, headers[name]])),
    isPacked,
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]);
}

/** What `pack` made, also in another version of the bot. Undefined for anything else. */
export async function unpack(bytes: Buffer): Promise<RawAnswer | undefined> {
  const end = bytes.indexOf(END_OF_HEAD);
  try {
    const { fetchedAt, headers, isPacked } = headSchema.parse(JSON.parse(bytes.toString("utf8", 0, end)));
    const rest = bytes.subarray(end + 1);
    const body = isPacked ? await inflated(rest, { maxOutputLength: MAX_BODY_BYTES }) : rest;
    return { body: body.toString(), headers, fetchedAt };
  } catch {
    return undefined;
  }
}
