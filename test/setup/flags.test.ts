import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

const FILES = [
  "src/main.ts",
  "scripts/doctor.ts",
  "scripts/manifest.ts",
  "scripts/register.ts",
  "scripts/attack.ts",
  "scripts/pictures.ts",
  "scripts/new.ts",
  "scripts/docs.ts",
  "scripts/dev.ts",
  "bench/run.ts",
];

function run(file: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [file, ...args], { cwd: ROOT, encoding: "utf8" });
}

describe.each(FILES)("%s", (file) => {
  test("--help says what it can do, and that is all", () => {
    const { status, stdout, stderr } = run(file, "--help");
    expect([status, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/^npm (start|run \w+).*?\n--help +this text\n/s),
      "",
    ]);
  });

  test("an unknown flag is named, and nothing is done", () => {
    const { status, stdout, stderr } = run(file, "--flg");
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringMatching(/^Unknown option '--flg'\.\n\nnpm /)]);
  });
});

describe("before the first step is done", () => {
  /** The project as a newcomer has it after `git clone`. */
  function cloned(): string {
    const folder = mkdtempSync(join(tmpdir(), "magpie-cloned-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    cpSync(join(ROOT, "src"), join(folder, "src"), { recursive: true });
    cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
    return folder;
  }

  test.each(["start", "test", "run dev", "run new"])("npm %s without libraries says how to get them", (script) => {
    const args = [...script.split(" "), "--silent"];
    const { status, stderr } = spawnSync("npm", args, { cwd: cloned(), encoding: "utf8" });
    expect([status, stderr.trim()]).toEqual([1, "The libraries are not here yet: run `npm ci` first."]);
  });

  test("a Node that is too old is named, with the way to the right one", () => {
    const folder = cloned();
    mkdirSync(join(folder, "node_modules"));
    const old = `Object.defineProperty(process.versions, "node", { value: "20.9.0" }); await import("./src/preflight.js")`;
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", old], {
      cwd: folder,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^This is Node 20\.9\.0, and Magpie needs 24 or later\. /),
    ]);
  });
});
