import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** One file of the built page, as it is and as browsers would rather have it. */
interface PageFile {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Compressed with Brotli; absent where that saves nothing. */
  readonly brotli: Uint8Array | undefined;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/**
 * Only what the page brings itself may run; pictures of replies come from the hosts of the web APIs, which are many, and
 * from nothing but https. https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP (2026-11-22)
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A year, in seconds: names of built files change with what is in them. */
const FOR_EVER = "public, max-age=31536000, immutable";

/** Serves the built page from memory: `/`, and everything below `/playground/assets/`. */
export async function servePageFiles(server: FastifyInstance, folder: string): Promise<void> {
  const files = await readPageFiles(folder);
  const send = (name: string, request: FastifyRequest, reply: FastifyReply, caching: string) => {
    const file = files.get(name);
    if (file === undefined) return reply.callNotFound();
    const takesBrotli = /\bbr\b/.test(String(request.headers["accept-encoding"] ?? ""));
    const compressed = takesBrotli ? file.brotli : undefined;
    if (compressed !== undefined) reply.header("content-encoding", "br");
    return reply
      .header("content-type", file.mediaType)
      .header("cache-control", caching)
      .header("vary", "accept-encoding")
      .send(compressed ?? file.bytes);
  };
  server.get("/", (request, reply) => {
    reply.header("content-security-policy", PAGE_POLICY);
    return send("index.html", request, reply, "no-cache");
  });
  server.get<{ Params: { "*": string } }>("/playground/assets/*", (request, reply) =>
    send(`playground/assets/${request.params["*"]}`, request, reply, FOR_EVER),
  );
}

async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => MEDIA_TYPES[extname(name)] !== undefined);
  return new Map(
    await Promise.all(
      files.map(async (name): Promise<[string, PageFile]> => {
        const [bytes, brotli] = await Promise.all([
          readFile(join(folder, name)),
          readFile(join(folder, `${name}.br`)).catch(() => undefined),
        ]);
        return [name, { mediaType: MEDIA_TYPES[extname(name)] ?? "", bytes, brotli }];
      }),
    ),
  );
}
