import { fstatSync, write } from "node:fs";

/** Characters that wait to be written before lines are dropped. Our choice: some five thousand lines. */
const MAX_WAITING = 1_048_576;

const STREAMS = { 1: () => process.stdout, 2: () => process.stderr } as const;

/** Why lines are lost, for the operator. */
export type Loss = { readonly reason: "full" } | { readonly reason: "failed"; readonly error: Error };

/**
 * Lines to standard output or standard error, in order and never in the way. Lines that can't be written, because the disk is
 * full or nobody reads the pipe, are dropped, and the first time `onLoss` hears of it. Later ones are tried again.
 */
export class LineWriter {
  readonly #put: (lines: string, done: (error?: Error | null) => void) => void;
  readonly #onLoss: (loss: Loss) => void;
  readonly #waitingForEnd: (() => void)[] = [];
  #waiting = "";
  #isWriting = false;
  #hasLost = false;

  constructor(fd: 1 | 2, onLoss: (loss: Loss) => void = () => {}) {
    this.#put = isStream(fd) ? toStream(fd) : toFile(fd);
    this.#onLoss = onLoss;
  }

  write(line: string): void {
    if (this.#waiting.length + line.length > MAX_WAITING) {
      this.#lost({ reason: "full" });
      return;
    }
    this.#waiting += line;
    if (!this.#isWriting) this.#next();
  }

  /** Calls back when everything so far is written or dropped. */
  flush(done: () => void): void {
    if (this.#isWriting) this.#waitingForEnd.push(done);
    else done();
  }

  #next(): void {
    const lines = this.#waiting;
    this.#waiting = "";
    this.#isWriting = true;
    this.#put(lines, (error) => {
      if (error instanceof Error) this.#lost({ reason: "failed", error });
      if (this.#waiting !== "") {
        this.#next();
        return;
      }
      this.#isWriting = false;
      for (const done of this.#waitingForEnd.splice(0)) done();
    });
  }

  #lost(loss: Loss): void {
    if (this.#hasLost) return;
    this.#hasLost = true;
    this.#onLoss(loss);
  }
}

/** Whether it is a pipe or a socket, whose reader can hold it up. */
function isStream(fd: number): boolean {
  try {
    const kind = fstatSync(fd);
    return kind.isFIFO() || kind.isSocket();
  } catch {
    return false;
  }
}

/** Node's own stream: the only one that does not stop the process, nor one of its threads, when nobody reads. */
function toStream(fd: 1 | 2): (lines: string, done: (error?: Error | null) => void) => void {
  const stream = STREAMS[fd]();
  // Each write hears of its own failure
  stream.on("error", () => {});
  return (lines, done) => void stream.write(lines, done);
}

/** Without Node's stream, which never writes again after the first failure. */
function toFile(fd: number): (lines: string, done: (error?: Error | null) => void) => void {
  let isLineOpen = false;
  const writeAll = (bytes: Buffer, done: (error?: Error | null) => void): void =>
    write(fd, bytes, 0, bytes.length, null, (error, count) => {
      if (error !== null) {
        done(error);
        return;
      }
      if (count > 0) isLineOpen = bytes[count - 1] !== LINE_END;
      if (count < bytes.length) writeAll(bytes.subarray(count), done);
      else done();
    });
  // What follows a line that broke off starts on a line of its own
  return (lines, done) => writeAll(Buffer.from(isLineOpen ? `\n${lines}` : lines), done);
}

const LINE_END = "\n".charCodeAt(0);
