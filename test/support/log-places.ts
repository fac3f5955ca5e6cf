import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A pipe that is full and that nobody reads, as a file descriptor for somebody to write to. */
export function fullPipe(): number {
  const folder = mkdtempSync(join(tmpdir(), "magpie-pipe-"));
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  // Opened for both ways, so that it has a reader, who never reads
  const filler = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_RDWR);
  fill(filler);
  onTestFinished(() => {
    closeSync(filler);
    closeSync(writer);
    rmSync(folder, { recursive: true });
  });
  return writer;
}

function fill(pipe: number): void {
  for (const size of [4_096, 1]) {
    try {
      for (;;) writeSync(pipe, Buffer.alloc(size, "x"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}

/** A file on a disk that is full, as a file descriptor. */
export function fullDisk(): number {
  const fd = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(fd));
  return fd;
}
