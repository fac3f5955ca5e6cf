import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const REPORT = "process.stdout.write(String(require('node:net').getDefaultAutoSelectFamilyAttemptTimeout()))";

test("a host with several addresses gets a second for each, in every connection of the process", async () => {
  const args = ["--import", "./src/runtime.ts", "--eval", REPORT];
  const { stdout } = await promisify(execFile)("node_modules/.bin/node", args);
  expect(stdout).toBe("1000");
});

test.each(["doctor", "register"])("npm run %s connects as the bot does", (name) => {
  expect(readFileSync(`scripts/${name}.ts`, "utf8")).toMatch(/^import "\.\.\/src\/runtime\.ts";\n/);
});
