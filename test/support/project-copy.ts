import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

const run = promisify(execFile);

/** What commands and their tests stand on. */
const PARTS = [
  "assets",
  "commands",
  "src",
  "recorded",
  "test/platforms",
  "test/support",
  "test/platforms/slack/scopes.json",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
];

/** A copy of the project that a test may add to, as somebody who reads a page would. It goes away with the test. */
export class ProjectCopy {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes a new file. */
  async add(file: string, content: string): Promise<void> {
    const path = join(this.#folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: "wx" });
  }

  /** Puts something in a file in the place of what matches; fails when nothing does. */
  async edit(file: string, wanted: RegExp, replacement: string): Promise<void> {
    const path = join(this.#folder, file);
    const before = await readFile(path, "utf8");
    expect(before).toMatch(wanted);
    await writeFile(path, before.replace(wanted, replacement));
  }

  /** Puts a command into the list. */
  async list(command: string): Promise<void> {
    await this.edit("commands/index.ts", /^(import .*)$/m, `$1\nimport { ${command} } from "./${command}.ts";`);
    await this.edit("commands/index.ts", /\bquota,?\s*\]/, `quota, ${command}]`);
  }

  /** Runs one test file; fails unless it has this many tests and all pass. */
  async passes(file: string, count: number): Promise<void> {
    const { stdout } = await run("npx", ["vitest", "run", file], { cwd: this.#folder }).catch(saidNonetheless);
    expect(stdout).toContain(`${count} passed, 0 failed`);
  }

  /** Fails where the compiler has something to say. */
  async hasRightTypes(): Promise<void> {
    const { stdout } = await run("npx", ["tsc", "--noEmit", "-p", "."], { cwd: this.#folder }).catch(saidNonetheless);
    expect(stdout).toBe("");
  }
}

/** Copies the project; what npm installed is shared. */
export async function copyProject(): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), "magpie-copy-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return new ProjectCopy(folder);
}

function saidNonetheless(error: { readonly stdout: string }): { readonly stdout: string } {
  return error;
}
