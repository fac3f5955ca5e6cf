import { open } from "node:fs/promises";
import { basename } from "node:path";
import { UsageError } from "../core/errors.ts";
import { fileTooLarge, shown } from "../core/options.ts";
import type { FileContent } from "../core/reply.ts";
import { code, t } from "../core/text.ts";

/** Reads a file of this machine by its path: for who may read it anyway, because it is his machine. Throws UsageError. */
export async function readLocalFile(path: string, maxBytes: number): Promise<FileContent> {
  const file = await open(path, "r").catch(() => {
    throw new UsageError(t`I can't open the file ${code(shown(path))}.`);
  });
  try {
    const found = await file.stat();
    // Devices and pipes may never end
    if (!found.isFile()) throw new UsageError(t`${code(shown(path))} is no file.`);
    if (found.size > maxBytes) throw fileTooLarge(maxBytes);
    return { name: basename(path), mediaType: "application/octet-stream", bytes: await file.readFile() };
  } finally {
    await file.close();
  }
}
