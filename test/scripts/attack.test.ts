import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

function attack(...args: readonly string[]) {
  return spawnSync(process.execPath, ["scripts/attack.ts", ...args], { cwd: ROOT, encoding: "utf8" });
}

test("it says what it can do", () => {
  const { status, stdout } = attack("--help");
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^AREA +.*buttons, .*signatures/m)]);
});

test.each([
  ["--seed=ten", /^A seed is a whole number, not “ten”\./],
  ["--seed", /^Option '--seed <value>' argument missing\./],
  ["button", /^There is no area “button”\./],
])("%s is refused in words, and nothing is attacked", (arg, words) => {
  const { status, stdout, stderr } = attack(arg);
  expect([status, stdout, stderr]).toEqual([2, "", expect.stringMatching(words)]);
});
