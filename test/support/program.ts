import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** A hook that takes too long leaves nobody to end these: then the worker does, which Vitest ends with a signal. */
const running = new Set<ChildProcess>();
process.once("SIGTERM", () => {
  for (const child of running) child.kill("SIGKILL");
  process.exit();
});

/** The bot as an operator runs it: a process of its own. */
export interface Program {
  /** Where it runs, and where its `.env` would be. Gone when it has ended. */
  readonly folder: string;
  /** Everything on standard output and standard error so far. */
  output(): string;
  errors(): string;
  /** Resolves when standard output or error has a line that matches; fails with what there was when the process ends first. */
  says(pattern: RegExp): Promise<string>;
  /** Writes to standard input. */
  types(line: string): void;
  /** Ends standard input. */
  hangsUp(): void;
  kill(signal: NodeJS.Signals): void;
  /** Exit code, when it has ended. */
  readonly ended: Promise<number | null>;
}

export interface ProgramOptions {
  /** Where its log goes, as a file descriptor; by default to `output()`. */
  readonly stdout?: number;
  /** A file of `test/support` that its Node loads first. */
  readonly preload?: string;
}

/** Starts `src/main.ts`, as `npm start` does, in an empty folder with exactly this environment; `stdin: "none"` is what a service manager gives. */
export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: "pipe" | "none" = "none",
  { stdout, preload }: ProgramOptions = {},
): Program {
  const folder = mkdtempSync(join(tmpdir(), "magpie-run-"));
  const preloads = [
    join(ROOT, "src/runtime.js"),
    ...(preload === undefined ? [] : [join(import.meta.dirname, preload)]),
  ];
  const imports = preloads.flatMap((file) => ["--import", file]);
  const child = spawn(process.execPath, [...imports, join(ROOT, "src/main.ts"), ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOST: "127.0.0.1", PORT: "0", ...env },
    stdio: [stdin === "none" ? "ignore" : "pipe", stdout ?? "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  const watchers = new Set<() => void>();
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
    for (const watch of watchers) watch();
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
    for (const watch of watchers) watch();
  });
  running.add(child);
  const ended = new Promise<number | null>((done) =>
    child.once("close", (code) => {
      running.delete(child);
      rmSync(folder, { recursive: true, force: true });
      done(code);
    }),
  );
  return {
    folder,
    output: () => output,
    errors: () => errors,
    says: (pattern) =>
      new Promise((found, failed) => {
        const watch = () => {
          const line = `${output}\n${errors}`.split("\n").find((candidate) => pattern.test(candidate));
          if (line === undefined) return;
          watchers.delete(watch);
          found(line);
        };
        watchers.add(watch);
        watch();
        void ended.then(() => failed(new Error(`ended without saying ${pattern}:\n${output}\n${errors}`)));
      }),
    types: (line) => void child.stdin?.write(`${line}\n`),
    hangsUp: () => void child.stdin?.end(),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}
