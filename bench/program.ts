import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { usage } from "./contenders/contender.ts";
import { cleanEnvironment, nextMessage, pinned, type Usage } from "./process.ts";

/** The bot as `npm start` runs it. */
export const MAGPIE = [
  "--import",
  new URL("../src/runtime.js", import.meta.url).href,
  new URL("../src/main.ts", import.meta.url).pathname,
] as const;

/** A program of its own that has said that it is ready. */
export interface Program {
  readonly pid: number;
  /** From its start until then, in milliseconds. */
  readonly readyMs: number;
  /** What it wrote until then. */
  readonly output: string;
  /** After a full collection. Only of a program that tells it. */
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Runs Node with these arguments on the contenders' core until the program says that it is ready. `tells`: also what it uses. */
export async function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { tells = false }: { readonly tells?: boolean } = {},
): Promise<Program> {
  const [command, ...rest] = pinned(process.execPath, ...args);
  const startedAt = performance.now();
  const child = spawn(command, rest, {
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", "inherit", ...(tells ? ["ipc" as const] : [])],
  });
  const output = await ready(child);
  return {
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    output,
    async usage() {
      const answer = nextMessage(child, "the program");
      child.send({ ask: "usage", collectGarbage: true });
      return usage.parse(await answer);
    },
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('"msg":"ready"')) return;
      // What is said later is read and left
      child.stdout?.off("data", listen).resume();
      resolve(output);
    };
    child.stdout?.on("data", listen);
    child.once("exit", () => reject(new Error(`ended before it was ready: ${output}`)));
  });
}
