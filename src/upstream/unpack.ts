import { pipeline, type Readable, type Transform } from "node:stream";
import { constants, createBrotliDecompress, createUnzip, createZstdDecompress } from "node:zlib";
import { bodyError, type Call } from "./failure.ts";
import type { AnswerHeaders } from "./question.ts";

/** What is asked for, in `Accept-Encoding`. */
export const PACKINGS = "gzip, br, zstd";

/** Packings of one body. One is usual, a proxy may add a second; more is no mistake but an attack. Our choice. */
const MAX_PACKINGS = 2;

/** Largest window of zstd in HTTP, as a power of two: 8 MB. https://www.rfc-editor.org/rfc/rfc9659 (2026-11-28) */
const ZSTD_WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

/** By the names that `Content-Encoding` knows, asked for or not. */
const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: createUnzip,
  "x-gzip": createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
  zstd: () => createZstdDecompress(ZSTD_WINDOW),
};

/** How a body is packed, innermost first; empty where it comes as it is, or where there is none. */
export function packingsOf(status: number, headers: AnswerHeaders): readonly string[] {
  const named = headers["content-encoding"];
  if (named === undefined || status === 204 || headers["content-length"] === "0") return [];
  return [named]
    .flat()
    .flatMap((names) => names.toLowerCase().split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity");
}

/**
 * The unpacked body as it comes. Throws a BodyError when it is packed in a way that is not known, is broken, or unpacks to more
 * than `maxBytes`; and whatever breaks the body itself.
 */
export async function* unpacked(
  body: Readable,
  packings: readonly string[],
  { call, maxBytes }: { readonly call: Call; readonly maxBytes: number },
): AsyncGenerator<Uint8Array> {
  const unpackers = packings.toReversed().map((name) => {
    const make = Object.hasOwn(UNPACKERS, name) ? UNPACKERS[name] : undefined;
    if (make === undefined) throw bodyError(call, `body is packed as “${name.slice(0, 20)}”, which I can't unpack`);
    return make;
  });
  if (unpackers.length > MAX_PACKINGS) throw bodyError(call, "body is packed again and again");
  // One stream that breaks breaks the others, with the same error: the first of them is at fault
  let atFault: Readable | undefined;
  const watched = <T extends Readable>(stream: T): T =>
    stream.once("error", () => {
      atFault ??= stream;
    });
  const plain = unpackers.reduce<Readable>(
    (packed, make) => pipeline(packed, watched(make()), () => {}),
    watched(body),
  );
  let bytes = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) break;
      yield chunk;
    }
  } catch (error) {
    throw atFault === body ? error : bodyError(call, `body can't be unpacked as ${packings.join(", ")}`);
  }
  if (bytes > maxBytes) throw bodyError(call, "body over the size cap");
}
