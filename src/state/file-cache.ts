import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../core/log.ts";
import { HOUR_MS, MINUTE_MS, type Waits } from "../core/time.ts";

/** Room for all files together, in bytes. Our choice: some two hundred pictures. */
const MAX_BYTES = 50 * 1_048_576;

/** A file that was begun and not finished is taken away after this, in milliseconds: its writer is long gone. */
const ABANDONED_MS = MINUTE_MS;

/** After writes that failed, before the next one is tried; our choice. */
const WAITS: Waits = { firstMs: MINUTE_MS, longestMs: HOUR_MS };

const CHECKSUM_BYTES = 32;

export interface FileCacheOptions {
  readonly maxBytes?: number;
  /** Milliseconds of a clock that nobody sets. For tests. */
  readonly now?: () => number;
}

/**
 * Bytes kept in a folder, found again after a restart. Never in the way: a file that is broken counts as none, a folder that
 * cannot be written is said once and tried again later and later, and nothing here throws.
 */
export class FileCache {
  readonly #folder: string | undefined;
  readonly #log: Pick<Logger, "info" | "warn">;
  readonly #maxBytes: number;
  readonly #now: () => number;
  /** Undefined while writes succeed. */
  #failing: { readonly waitMs: number; readonly nextTryAt: number } | undefined;

  /** Without a folder nothing is kept. */
  constructor(
    folder: string | undefined,
    log: Pick<Logger, "info" | "warn">,
    { maxBytes = MAX_BYTES, now = () => performance.now() }: FileCacheOptions = {},
  ) {
    this.#folder = folder;
    this.#log = log;
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  /** Undefined when there is no such file, or it is not as it was written. */
  async get(key: string): Promise<Uint8Array | undefined> {
    if (this.#folder === undefined) return undefined;
    const path = join(this.#folder, nameOf(key));
    try {
      const file = await readFile(path);
      const bytes = file.subarray(CHECKSUM_BYTES);
      if (!checksum(bytes).equals(file.subarray(0, CHECKSUM_BYTES))) return undefined;
      // Used last is dropped last
      await utimes(path, new Date(), new Date()).catch(() => {});
      return bytes;
    } catch {
      return undefined;
    }
  }

  /** Keeps the bytes, and drops what was not used for longest when there is no room left. */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    if (this.#folder === undefined || bytes.length > this.#maxBytes) return;
    if (this.#failing !== undefined && this.#now() < this.#failing.nextTryAt) return;
    const path = join(this.#folder, nameOf(key));
    const unfinished = `${path}.${randomUUID()}.tmp`;
    try {
      // The folder above may be the database's, which is for nobody else
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(unfinished, Buffer.concat([checksum(bytes), bytes]));
      await rename(unfinished, path);
      await this.#makeRoom(this.#folder);
      if (this.#failing !== undefined) this.#log.info({ folder: this.#folder }, "pictures are kept on disk again");
      this.#failing = undefined;
    } catch (error) {
      this.#failed(this.#folder, error);
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }

  /** Told the first time; what fails at the same time as another one makes no wait longer. */
  #failed(folder: string, error: unknown): void {
    const now = this.#now();
    if (this.#failing !== undefined && now < this.#failing.nextTryAt) return;
    const waitMs = this.#failing === undefined ? WAITS.firstMs : Math.min(this.#failing.waitMs * 2, WAITS.longestMs);
    if (this.#failing === undefined) {
      this.#log.warn(
        { err: error, folder, waitMs },
        "pictures are not kept on disk for now: the folder can't be written",
      );
    }
    this.#failing = { waitMs, nextTryAt: now + waitMs };
  }

  async #makeRoom(folder: string): Promise<void> {
    const names = await readdir(folder);
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        // Another process may have dropped it
        const found = await stat(path).catch(() => undefined);
        return { path, bytes: found?.size ?? 0, usedAt: found?.mtimeMs ?? 0 };
      }),
    );
    let total = 0;
    for (const { path, bytes, usedAt } of files.toSorted((one, other) => other.usedAt - one.usedAt)) {
      total += bytes;
      const isAbandoned = path.endsWith(".tmp") && Date.now() - usedAt > ABANDONED_MS;
      if (total > this.#maxBytes || isAbandoned) await rm(path, { force: true });
    }
  }
}

function nameOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
