import { LRUCache } from "lru-cache";
import type { FileContent } from "../core/reply.ts";
import type { SharedValues } from "../core/shared.ts";
import { steadyNow } from "../core/time.ts";

export interface KeptFilesParts {
  /** Memory for them, in bytes; those used least lately make room. */
  readonly maxBytes: number;
  /** How long each is kept, in milliseconds. */
  readonly ttlMs: number;
  /** Where other replicas find them, too; absent where there is one process alone. */
  readonly shared?: SharedValues | undefined;
}

/** Files that the bot made, for as long as somebody may fetch them. */
export class KeptFiles {
  readonly #parts: KeptFilesParts;
  readonly #files: LRUCache<string, FileContent>;

  constructor(parts: KeptFilesParts) {
    this.#parts = parts;
    this.#files = new LRUCache({
      maxSize: parts.maxBytes,
      sizeCalculation: ({ bytes }) => bytes.byteLength + 1,
      ttl: parts.ttlMs,
      perf: { now: steadyNow },
    });
  }

  /** `id`: one that nobody can guess. */
  keep(id: string, file: FileContent): void {
    const { shared, ttlMs } = this.#parts;
    if (shared !== undefined && !this.#files.has(id)) void shared.set(nameOf(id), packed(file), ttlMs);
    this.#files.set(id, file);
  }

  /** The file, whichever replica made it. Never rejects. */
  async find(id: string): Promise<FileContent | undefined> {
    const own = this.#files.get(id);
    if (own !== undefined) return own;
    const found = await this.#parts.shared?.get(nameOf(id));
    return found === undefined || found === "none" ? undefined : unpacked(found);
  }
}

function nameOf(id: string): string {
  return `file:${id}`;
}

/** A line of JSON about the file, and its bytes. */
function packed({ bytes, name, mediaType }: FileContent): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ name, mediaType })}\n`), bytes]);
}

function unpacked(value: Buffer): FileContent {
  const end = value.indexOf("\n");
  const about = JSON.parse(value.toString("utf8", 0, end)) as Pick<FileContent, "name" | "mediaType">;
  return { ...about, bytes: value.subarray(end + 1) };
}
