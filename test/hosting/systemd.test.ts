import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { STOP_LIMITS } from "../../src/stop.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const unit = readFileSync(join(ROOT, "packaging/magpie.service"), "utf8");
const page = readFileSync(join(ROOT, "docs/hosting-systemd.md"), "utf8");

/** All values of a setting, in order. */
function values(name: string): readonly string[] {
  return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value = ""]) => value);
}

test("the unit starts what `npm start` starts, with the Node that npm installs", () => {
  const [, ...words] = packageJson.scripts.start.split(" ");
  const here = words.map((word) => (/\.[jt]s$/.test(word) ? join("/opt/magpie", word) : word));
  expect(values("ExecStart")).toEqual([["/opt/magpie/node_modules/.bin/node", ...here].join(" ")]);
  expect(packageJson.devDependencies.node).toMatch(/^\^24\./);
});

test("it has time to finish before it is killed", () => {
  expect(Number.parseInt(values("TimeoutStopSec")[0] ?? "", 10) * 1_000).toBeGreaterThan(STOP_LIMITS.endMs);
  expect(values("KillSignal")).toEqual(["SIGTERM"]);
});

test("it writes nowhere but to its own folders, and the page names those", () => {
  expect(values("ProtectSystem")).toEqual(["strict"]);
  expect(values("StateDirectory")).toEqual(["magpie"]);
  expect(values("WorkingDirectory")).toEqual(["/var/lib/magpie"]);
  expect(values("MemoryDenyWriteExecute")).toEqual([]);
  for (const path of ["/var/lib/magpie", ...values("EnvironmentFile"), "/opt/magpie"]) expect(page).toContain(path);
});

test("a setting stands once, but for the filters of system calls", () => {
  const names = [...unit.matchAll(/^([A-Za-z]+)=/gm)].map(([, name]) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  expect(twice).toEqual(["SystemCallFilter"]);
});
