import { type ChildProcess, fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { fileURLToPath } from "node:url";
import { inTime } from "./core/time.ts";

/** An idle process is ended after this, in milliseconds, and its memory goes back to the system. Our choice. */
const IDLE_MS = 30_000;

/** What a system needs to find libraries; the bot's own variables hold its secrets. */
const INHERITED = ["PATH", "LD_LIBRARY_PATH", "SystemRoot"];

export interface SideProcessParts {
  /** The file it runs: it answers each message with one. */
  readonly program: URL;
  /** Longest time for one answer, in milliseconds, the start of the process included. */
  readonly patienceMs: number;
  /** Variables that it sees, besides those it needs to run at all. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options for its Node. */
  readonly nodeOptions?: readonly string[];
}

/**
 * A process beside the bot for work on pixels, which may crash or take much memory. Started when needed, ended when idle. It knows
 * nothing of the bot but what it is asked.
 */
export class SideProcess {
  readonly #parts: SideProcessParts;
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(parts: SideProcessParts) {
    this.#parts = parts;
  }

  /** One question at a time. Rejects, and ends the process, when it dies or does not answer in time. */
  async ask(question: object): Promise<unknown> {
    clearTimeout(this.#idle);
    this.#child ??= this.#start();
    const child = this.#child;
    child.channel?.ref();
    try {
      const answer = await inTime(ask(child, question), this.#parts.patienceMs, () => {
        throw new Error("the process did not answer in time");
      });
      this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
      return answer;
    } catch (error) {
      // The next question must not go to one that is about to end
      if (this.#child === child) this.close();
      throw error;
    } finally {
      child.channel?.unref();
    }
  }

  /** Ends the process. The next question starts another. */
  close(): void {
    clearTimeout(this.#idle);
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const { program, env, nodeOptions = [] } = this.#parts;
    const inherited = Object.entries(process.env).filter(([name]) => INHERITED.includes(name));
    // From the second time on, nothing is left to compile: 20 MB and 60 ms less (measured)
    const cache = getCompileCacheDir();
    const child = fork(fileURLToPath(program), {
      serialization: "advanced",
      env: {
        ...Object.fromEntries(inherited),
        ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }),
        // One thread and one heap for pixels
        UV_THREADPOOL_SIZE: "1",
        MALLOC_ARENA_MAX: "1",
        ...env,
      },
      execArgv: [...nodeOptions],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.unref();
    child.once("exit", () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }
}

function ask(child: ChildProcess, question: object): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const ended = () => reject(new Error("the process ended"));
  child.on("message", resolve).on("exit", ended).on("error", reject);
  child.send(question, (error) => {
    if (error !== null) reject(error);
  });
  return promise.finally(() => child.off("message", resolve).off("exit", ended).off("error", reject));
}
