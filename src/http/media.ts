import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { LRUCache } from "lru-cache";
import type { FileContent } from "../core/reply.ts";
import { steadyNow } from "../core/time.ts";

/** Endings of what is served: pictures that no browser runs. */
const ENDINGS: Readonly<Record<string, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif" };

/** A link holds this long, in seconds. Our choice: Slack fetches a picture when its message is posted, and keeps it. */
const LIFE_SECONDS = 60 * 60;

/** Bytes of pictures kept. Our choice: some four hundred charts. */
const MAX_BYTES = 32_000_000;

/**
 * Short-lived links to pictures that the bot made, for a platform that fetches them: `/media/{id}/{expires}/{signature}.png`,
 * where `expires` is on the steady clock, in seconds.
 * Only this process has the bytes, and the key that the links are signed with.
 */
export class MediaLinks {
  readonly #publicUrl: string;
  readonly #key = randomBytes(32);
  readonly #files = new LRUCache<string, FileContent>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ bytes }) => bytes.byteLength,
    ttl: LIFE_SECONDS * 1_000,
  });
  #areProven = false;

  /** `publicUrl` is how the world reaches the server, without a slash at its end. */
  constructor(publicUrl: string) {
    this.#publicUrl = publicUrl;
  }

  /** Whether somebody has followed one: before, nobody knows that the world reaches this server. */
  get areProven(): boolean {
    return this.#areProven;
  }

  /** A link to the picture; undefined for a file that is none. */
  linkTo(file: FileContent): string | undefined {
    const ending = ENDINGS[file.mediaType];
    if (ending === undefined || file.bytes.byteLength === 0 || file.bytes.byteLength > MAX_BYTES) return undefined;
    const id = hash("sha256", file.bytes, "base64url");
    this.#files.set(id, file);
    const expires = Math.floor(steadyNow() / 1_000) + LIFE_SECONDS;
    return `${this.#publicUrl}/media/${id}/${expires}/${this.#sign(id, String(expires))}.${ending}`;
  }

  /** Adds the route. */
  serve(http: FastifyInstance): void {
    http.get<{ Params: { id: string; expires: string; name: string } }>(
      "/media/:id/:expires/:name",
      { config: { counts: "refusals" } },
      (request, reply) => {
        const { id, expires, name } = request.params;
        const leftSeconds = Number(expires) - steadyNow() / 1_000;
        const file = this.#isSigned(id, expires, name) && leftSeconds > 0 ? this.#files.get(id) : undefined;
        if (file === undefined) {
          reply.callNotFound();
          return;
        }
        this.#areProven = true;
        return reply
          .headers({
            "content-type": file.mediaType,
            "content-disposition": "inline",
            "cache-control": `public, max-age=${Math.floor(leftSeconds)}, immutable`,
            // Whoever has the link may show it
            "cross-origin-resource-policy": "cross-origin",
            "x-content-type-options": "nosniff",
            "x-robots-tag": "noindex",
          })
          .send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength));
      },
    );
  }

  #isSigned(id: string, expires: string, name: string): boolean {
    const [, signature = ""] = /^([\w-]{43})\.(?:png|jpg|gif)$/.exec(name) ?? [];
    const right = this.#sign(id, expires);
    return signature.length === right.length && timingSafeEqual(Buffer.from(signature), Buffer.from(right));
  }

  #sign(id: string, expires: string): string {
    return createHmac("sha256", this.#key).update(`${id} ${expires}`).digest("base64url");
  }
}
