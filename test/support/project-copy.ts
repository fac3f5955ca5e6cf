import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

const run = promisify(execFile);

/** All but what is made, kept or installed. Links and pictures of the documentation are looked at, so they come along. */
const PARTS = [
  ...["assets", "bench", "build", "commands", "docs", "packaging", "recorded", "scripts", "src", "test", ".github"],
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", ".env.example"],
  ...["package.json", "package-lock.json", "tsconfig.json", "biome.jsonc", "knip.jsonc", "vitest.config.ts"],
  ...["compose.yaml", "Dockerfile", ".dockerignore"],
];

/** A copy of the project that a test may add to, as somebody who reads a page would. It goes away with the test. */
export class ProjectCopy {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes a new file. */
  async add(file: string, content: string): Promise<void> {
    const path = join(this.folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: "wx" });
  }

  /** Puts something in a file in the place of what matches; fails when nothing does. */
  async edit(file: string, wanted: RegExp, replacement: string): Promise<void> {
    const path = join(this.folder, file);
    const before = await readFile(path, "utf8");
    expect(before).toMatch(wanted);
    await writeFile(path, before.replace(wanted, replacement));
  }

  /** Writes a file anew that is there. */
  async rewrite(file: string, content: string): Promise<void> {
    await this.edit(file, /^.*$/s, content.replaceAll("$", "$$$$"));
  }

  async read(file: string): Promise<string> {
    return await readFile(join(this.folder, file), "utf8");
  }

  /** Runs a line of shell as the page says; gives its exit code and all that it said. */
  async types(line: string): Promise<{ readonly code: number; readonly said: string }> {
    const ended: Said = await run("sh", ["-c", line], { cwd: this.folder }).catch(saidNonetheless);
    return { code: ended.code ?? 0, said: ended.stdout + ended.stderr };
  }

  /** Runs test files; fails unless they have tests and all pass. `count`: how many there are, where that is known. */
  async passes(files: readonly string[], count?: number): Promise<void> {
    const { stdout } = await run("npx", ["vitest", "run", ...files], { cwd: this.folder }).catch(saidNonetheless);
    expect(stdout).toMatch(new RegExp(`^${count ?? "[1-9]\\d*"} passed, 0 failed$`, "m"));
  }
}

/** Copies the project; what npm installed is shared. */
export async function copyProject(): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), "magpie-copy-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const parts = PARTS.filter((part) => existsSync(join(ROOT, part)));
  for (const part of parts) await cp(join(ROOT, part), join(folder, part), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return new ProjectCopy(folder);
}

interface Said {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

function saidNonetheless(error: Said): Said {
  return error;
}
