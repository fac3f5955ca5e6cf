import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const REPORTER = join(import.meta.dirname, "support/summary-reporter.ts");
const VITEST = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");

/** Files with tests that end in every way. */
const FILES = {
  "tests.test.ts": `
    describe("here", () => {
      test("fails", () => { throw new RangeError("one line\\nanother"); });
      test("hangs", () => new Promise(() => {}), 50);
      test.skip("is left out", () => {});
      test("passes", () => {});
      let tries = 0;
      test("passes later", { retry: 1 }, () => { tries += 1; if (tries === 1) throw new Error("too early"); });
    });
    describe("a hook", () => {
      beforeAll(() => { throw new TypeError("no browser"); });
      test("never runs", () => {});
    });
  `,
  "broken.test.ts": `throw new Error("does not load");`,
  "stray.test.ts": `test("leaves", async () => {
    setTimeout(() => { throw new Error("on its own"); }, 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
  });`,
};

test("a run ends with what failed, what was left out, and how many", async () => {
  const folder = await mkdtemp(join(tmpdir(), "magpie-summary-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  const said = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [VITEST, "run", "--globals", "--maxWorkers=1", `--reporter=${REPORTER}`],
      { cwd: folder },
      (_, stdout) => resolve(stdout),
    );
  });
  const lines = said
    .trim()
    .replace(/\d+ ms/g, "# ms")
    .split("\n");
  expect(lines.slice(0, -1).toSorted()).toEqual([
    "FAILED broken.test.ts: Error: does not load",
    "FAILED stray.test.ts, outside of its tests: Error: on its own",
    "FAILED tests.test.ts > a hook: TypeError: no browser",
    "FAILED tests.test.ts > here > fails (# ms of 5000): RangeError: one line",
    "FAILED tests.test.ts > here > hangs (# ms of 50): TestTimeoutError: Test timed out in 50ms.",
    "RETRIED tests.test.ts > here > passes later: Error: too early",
    "SKIPPED tests.test.ts: 2",
  ]);
  expect(lines.at(-1)).toBe("3 passed, 5 failed, 2 skipped");
});
