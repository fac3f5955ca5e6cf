import { type ChildProcess, fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { PictureSize } from "./fit-picture.ts";
import { PICTURE_FLAWS, UnusablePictureError } from "./picture-format.ts";

const PROGRAM = fileURLToPath(new URL("./picture-process.ts", import.meta.url));

/** Longest time for one picture, in milliseconds. Our choice: the decoder's own five seconds, and a slow start. */
const PATIENCE_MS = 10_000;

/** An idle process is ended after this, in milliseconds, and its memory goes back to the system. Our choice. */
const IDLE_MS = 30_000;

/** What a system needs to find the decoder; the bot's own variables hold its secrets. */
const INHERITED = ["PATH", "LD_LIBRARY_PATH", "SystemRoot"];

/** What the process is asked. */
export interface DrawRequest {
  readonly bytes: Uint8Array;
  readonly size: PictureSize;
}

/** Checked: a decoder that foreign bytes have taken over may say anything. */
const drawAnswer = z.union([
  z.object({ jpeg: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  z.object({ flaw: z.enum(PICTURE_FLAWS) }),
]);

export type DrawAnswer = z.infer<typeof drawAnswer>;

/**
 * Draws pictures in a process of its own, started when needed. Foreign bytes can crash a decoder, which then takes nothing
 * else with it; and the decoder's memory stays its own: inside the bot each of Node's threads would keep a share (measured: ten
 * pictures one after another took 220 MB, one alone 65 MB). One call at a time.
 */
export class PictureDrawer {
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** As `fitPicture`; a decoder that crashes or hangs makes the picture a broken one. */
  async fit(bytes: Uint8Array, size: PictureSize): Promise<Uint8Array> {
    clearTimeout(this.#idle);
    this.#child ??= this.#start();
    const child = this.#child;
    child.channel?.ref();
    try {
      const answer = await ask(child, { bytes, size });
      if ("flaw" in answer) throw new UnusablePictureError(answer.flaw);
      return answer.jpeg;
    } finally {
      child.channel?.unref();
      this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
    }
  }

  /** Ends the process. The next picture starts another. */
  close(): void {
    clearTimeout(this.#idle);
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const inherited = Object.entries(process.env).filter(([name]) => INHERITED.includes(name));
    // From the second time on, nothing is left to compile: 20 MB less (measured)
    const cache = getCompileCacheDir();
    const child = fork(PROGRAM, {
      serialization: "advanced",
      env: {
        ...Object.fromEntries(inherited),
        ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }),
        // One thread and one heap for pixels
        UV_THREADPOOL_SIZE: "1",
        MALLOC_ARENA_MAX: "1",
      },
      execArgv: [],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.unref();
    child.once("exit", () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }
}

/** Resolves to the answer; ends the process and rejects when there is none. */
function ask(child: ChildProcess, request: DrawRequest): Promise<DrawAnswer> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      child.off("message", answered).off("exit", failed).off("error", failed);
    };
    const failed = (cause?: unknown) => {
      settle();
      child.kill("SIGKILL");
      reject(new UnusablePictureError("broken", cause instanceof Error ? cause : undefined));
    };
    const answered = (message: unknown) => {
      const answer = drawAnswer.safeParse(message);
      if (!answer.success) return failed(answer.error);
      settle();
      resolve(answer.data);
    };
    const timer = setTimeout(failed, PATIENCE_MS);
    child.on("message", answered).on("exit", failed).on("error", failed);
    child.send(request, (error) => {
      if (error !== null) failed(error);
    });
  });
}
