import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import type { z } from "zod";
import { inTime } from "../src/core/time.ts";
import { ready, usage } from "./contenders/contender.ts";

export type Usage = z.infer<typeof usage>;

/** One program under test, on a core of its own where the system can pin processes. */
export interface Contender {
  readonly port: number;
  readonly pid: number;
  /** What it has used so far; with `collectGarbage`, after a full collection. */
  usage(collectGarbage?: boolean): Promise<Usage>;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

/** Longest time for a contender to get ready or to answer, in milliseconds. */
const PATIENCE_MS = 30_000;

const CONTENDER_CORE = "0";
const BENCH_CORE = "1";

const canPin = spawnSync("taskset", ["-c", BENCH_CORE, "true"]).status === 0;

/** Keeps this process, and with it the fakes and the load generator, off the contenders' core. Says whether it could. */
export function pinBench(): boolean {
  if (canPin) spawnSync("taskset", ["-a", "-cp", BENCH_CORE, String(process.pid)]);
  return canPin;
}

/** A command line that may use all cores that the bench uses, for programs that are measured together. */
export function onAllCores(...command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return canPin ? ["taskset", "-c", `${CONTENDER_CORE},${BENCH_CORE}`, ...command] : command;
}

/** A command line that runs on the contenders' core. */
export function pinned(...command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return canPin ? ["taskset", "-c", CONTENDER_CORE, ...command] : command;
}

/** Starts `bench/contenders/NAME.ts`. Its log goes to /dev/null, so that writing it is part of the cost. */
export async function startContender(
  name: string,
  env: Readonly<Record<string, string>>,
  nodeFlags: readonly string[] = [],
  place: typeof pinned = pinned,
): Promise<Contender> {
  const file = new URL(`./contenders/${name}.ts`, import.meta.url).pathname;
  const [command, ...args] = place(process.execPath, ...nodeFlags, file);
  const child = spawn(command, args, {
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", openSync("/dev/null", "w"), "inherit", "ipc"],
  });
  const { port } = ready.parse(await nextMessage(child, name));
  return {
    port,
    pid: child.pid ?? 0,
    async usage(collectGarbage = false) {
      const answer = nextMessage(child, name);
      child.send({ ask: "usage", collectGarbage });
      return usage.parse(await answer);
    },
    async stop() {
      if (hasEnded(child)) return;
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
    async kill() {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Nothing of the operator's own configuration reaches what is measured. */
export function cleanEnvironment(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", NODE_ENV: "production" };
}

/** What the program says next. Throws when it says nothing in time, or ends. */
export function nextMessage(child: ChildProcess, name: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const ended = () => reject(new Error(`${name} ended before it answered`));
  child.on("message", resolve).on("exit", ended);
  const silent = () => {
    throw new Error(`${name} gave no answer`);
  };
  return inTime(promise, PATIENCE_MS, silent).finally(() => child.off("message", resolve).off("exit", ended));
}
