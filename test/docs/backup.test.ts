import { exec } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Database } from "../../src/state/database.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const [, command = ""] = /```sh\n(.*vacuum into.*)\n```/.exec(readFileSync(join(ROOT, "docs/backup.md"), "utf8")) ?? [];

let folder: string;
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "magpie-backup-"));
  database = new Database(`sqlite:${join(folder, "magpie.db")}`);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

/** Runs the command as it stands on the page, with other paths. */
function backUp() {
  const there = command.replace("data/magpie.db", join(folder, "magpie.db"));
  return promisify(exec)(there.replace("magpie-backup.db", join(folder, "copy.db")), { cwd: ROOT });
}

test("a copy made while the bot writes holds everything up to its moment, and the bot goes on", async () => {
  const tables = await database.tables();
  let isOver = false;
  let written = 0;
  const vote = async () => {
    const row = { picture: `dog/${written}`, voter: "ann", value: 1, voted_at: 0 };
    await tables.insertInto("vote").values(row).execute();
    written += 1;
  };
  await vote();
  const before = written;
  const copying = backUp().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await vote();
    await new Promise((resume) => setImmediate(resume));
  }
  await copying;
  await database.close();

  copyFileSync(join(folder, "copy.db"), join(folder, "restored.db"));
  const restored = new Database(`sqlite:${join(folder, "restored.db")}`);
  const rows = await (await restored.tables()).selectFrom("vote").select("picture").execute();
  await restored.close();
  expect(rows.length).toBeGreaterThanOrEqual(before);
  expect(rows.length).toBeLessThanOrEqual(written);
  const expected = Array.from({ length: rows.length }, (_, index) => `dog/${index}`);
  expect(rows.map(({ picture }) => picture).toSorted()).toEqual(expected.toSorted());
});

test("an older copy is not written over", async () => {
  await database.tables();
  await backUp();
  await expect(backUp()).rejects.toThrow("already exists");
});
