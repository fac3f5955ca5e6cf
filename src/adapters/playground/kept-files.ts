import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { FileContent } from "../../core/reply.ts";
import { HOUR_MS } from "../../core/time.ts";

/** Memory for the files of replies, in bytes, and how long the page can get one, in milliseconds. Our choice. */
const MAX_BYTES = 64 * 1_048_576;
const TTL_MS = HOUR_MS;

/** The files that replies brought, for as long as the page may show them. */
export class KeptFiles {
  readonly #files = new LRUCache<string, FileContent>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ bytes }) => bytes.byteLength + 1,
    ttl: TTL_MS,
  });

  /** Where the page gets the file. */
  keep(file: FileContent): string {
    const id = randomUUID();
    this.#files.set(id, file);
    return `/playground/files/${id}`;
  }

  get(id: string): FileContent | undefined {
    return this.#files.get(id);
  }
}
