import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { derived } from "../core/derived.ts";
import type { FileContent } from "../core/reply.ts";
import type { Shared } from "../core/shared.ts";
import { HOUR_MS } from "../core/time.ts";
import { KeptFiles } from "./kept-files.ts";

/** Endings of what is served: pictures that no browser runs. */
const ENDINGS: Readonly<Record<string, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif" };

/** A link holds this long, in milliseconds. Our choice: Slack fetches a picture when its message is posted, and keeps it. */
const LIFE_MS = HOUR_MS;

/** Bytes of pictures kept. Our choice: some four hundred charts. */
const MAX_BYTES = 32_000_000;

/** Says to all replicas that the world reaches their address. */
const PROVEN = "media-proven";

export interface MediaParts {
  /** How the world reaches the server, without a slash at its end. */
  readonly publicUrl: string;
  /** What the links are signed with: the same on each replica. */
  readonly secret: string;
  /** Where other replicas find the pictures; absent where there is one process alone. */
  readonly shared?: Pick<Shared, "values" | "signals" | "state"> | undefined;
}

/** Short-lived links to pictures that the bot made, for a platform that fetches them: `/media/{id}/{signature}.png`. */
export class MediaLinks {
  readonly #parts: MediaParts;
  readonly #key: Buffer;
  readonly #files: KeptFiles;
  /** A chart that is held is linked again and again. */
  readonly #named = derived((bytes: Uint8Array) => {
    const id = hash("sha256", bytes, "base64url");
    return { id, path: `${id}/${this.#sign(id)}` };
  });
  #areProven = false;

  constructor(parts: MediaParts) {
    const { secret, shared } = parts;
    this.#parts = parts;
    this.#key = createHmac("sha256", secret).update("links to pictures").digest();
    this.#files = new KeptFiles({ maxBytes: MAX_BYTES, ttlMs: LIFE_MS, shared: shared?.values });
    shared?.signals.hear(PROVEN, () => {
      this.#areProven = true;
    });
  }

  /** Whether somebody has followed one: before, nobody knows that the world reaches this server. */
  get areProven(): boolean {
    return this.#areProven;
  }

  /** A link to the picture; undefined for a file that is none, and where another replica could not find it. */
  linkTo(file: FileContent): string | undefined {
    const { publicUrl, shared } = this.#parts;
    const ending = ENDINGS[file.mediaType];
    if (ending === undefined || file.bytes.byteLength === 0 || file.bytes.byteLength > MAX_BYTES) return undefined;
    if (shared?.state().isConnected === false) return undefined;
    const { id, path } = this.#named(file.bytes);
    this.#files.keep(id, file);
    return `${publicUrl}/media/${path}.${ending}`;
  }

  /** Adds the route. */
  serve(http: FastifyInstance): void {
    http.get<{ Params: { id: string; name: string } }>("/media/:id/:name", async (request, reply) => {
      const { id, name } = request.params;
      const file = this.#isSigned(id, name) ? await this.#files.find(id) : undefined;
      if (file === undefined) {
        reply.callNotFound();
        return reply;
      }
      this.#prove();
      return reply
        .headers({
          "content-type": file.mediaType,
          "content-disposition": "inline",
          "cache-control": `public, max-age=${LIFE_MS / 1_000}, immutable`,
          // Whoever has the link may show it
          "cross-origin-resource-policy": "cross-origin",
          "x-content-type-options": "nosniff",
          "x-robots-tag": "noindex",
        })
        .send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength));
    });
  }

  #prove(): void {
    if (this.#areProven) return;
    this.#areProven = true;
    this.#parts.shared?.signals.send(PROVEN, "");
  }

  #isSigned(id: string, name: string): boolean {
    const [, signature = ""] = /^([\w-]{43})\.(?:png|jpg|gif)$/.exec(name) ?? [];
    const right = this.#sign(id);
    return signature.length === right.length && timingSafeEqual(Buffer.from(signature), Buffer.from(right));
  }

  #sign(id: string): string {
    return createHmac("sha256", this.#key).update(id).digest("base64url");
  }
}
