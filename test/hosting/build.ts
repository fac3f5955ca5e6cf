import { execFileSync } from "node:child_process";
import { chownSync, cpSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { layBase } from "./base-image.ts";
import type { BuildContext } from "./build-context.ts";
import type { Stage, Step } from "./dockerfile.ts";

/**
 * Carries a Dockerfile out in plain folders, one a stage, below `folder`. Gives the folder of the last one.
 *
 * RUN works on this machine with its npm and Node, in the stage's WORKDIR: its paths have to be relative. Files belong to
 * whoever runs this, as in an image they belong to root.
 */
export function build(stages: readonly Stage[], context: BuildContext, folder: string): string {
  const roots = new Map<string, string>();
  let last = "";
  for (const [index, stage] of stages.entries()) {
    const name = stage.name ?? String(index);
    last = join(folder, name);
    mkdirSync(last);
    if (stage.image.includes("distroless")) layBase(last);
    let workdir = "/";
    for (const step of stage.steps) {
      if (step.do === "WORKDIR") {
        workdir = resolve(workdir, step.value);
        mkdirSync(join(last, workdir), { recursive: true });
      } else if (step.do === "RUN") run(step.line, join(last, workdir));
      else if (step.do === "COPY") copy(step, { root: last, workdir, context, roots });
    }
    roots.set(name, last);
  }
  return last;
}

/** Bytes of all files below a folder. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function run(line: string, cwd: string): void {
  const path = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  execFileSync("/bin/sh", ["-c", line], { cwd, env: { ...process.env, PATH: path }, stdio: "inherit" });
}

interface Place {
  readonly root: string;
  readonly workdir: string;
  readonly context: BuildContext;
  readonly roots: ReadonlyMap<string, string>;
}

function copy(step: Extract<Step, { do: "COPY" }>, { root, workdir, context, roots }: Place): void {
  const target = join(root, resolve(workdir, step.target));
  for (const source of step.sources) {
    if (step.from === undefined) {
      context.copy(source, step.target.endsWith("/") && context.isFile(source) ? join(target, source) : target);
      continue;
    }
    const from = roots.get(step.from);
    if (from === undefined) throw new Error(`COPY --from=${step.from}: there is no such stage before`);
    cpSync(join(from, source), target, { recursive: true, verbatimSymlinks: true });
  }
  if (step.owner === undefined) return;
  const [uid, gid] = step.owner.split(":").map(Number);
  chownSync(target, uid ?? 0, gid ?? 0);
}
