import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Database } from "../../src/state/database.ts";

let folder = "";
let data = "";
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "magpie-private-"));
  data = join(folder, "data");
  database = new Database(`sqlite:${join(data, "magpie.db")}`);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const mode = (path: string) => statSync(path).mode & 0o777;
const modes = () => Object.fromEntries(readdirSync(data).map((name) => [name, mode(join(data, name))]));

test("made anew, all files are the bot's alone, whatever others may do elsewhere", async () => {
  const before = process.umask(0);
  try {
    await database.tables();
  } finally {
    process.umask(before);
  }
  expect(mode(data)).toBe(0o700);
  expect(modes()).toEqual({ "magpie.db": 0o600, "magpie.db-wal": 0o600, "magpie.db-shm": 0o600 });
});

test("what was there before is closed to others, its folder, too", async () => {
  await database.tables();
  for (const name of readdirSync(data)) chmodSync(join(data, name), 0o644);
  mkdirSync(join(data, "pictures"));
  chmodSync(data, 0o755);
  expect(await database.keepPrivate()).toEqual([]);
  expect(mode(data)).toBe(0o700);
  expect(modes()).toMatchObject({ "magpie.db": 0o600, "magpie.db-wal": 0o600, "magpie.db-shm": 0o600 });
});

test("a folder with other things in it stays as it is, and the start says so", async () => {
  await database.tables();
  writeFileSync(join(data, "somebody-elses"), "");
  chmodSync(data, 0o755);
  expect(await database.keepPrivate()).toEqual([
    `others on this machine have rights to ${data}, where people's data are: chmod 700 ${data}`,
  ]);
  expect(mode(data)).toBe(0o755);
});

test.each(["sqlite::memory:", "postgres://localhost/magpie"])(
  "without files there is nothing to do: %s",
  async (url) => {
    expect(await new Database(url).keepPrivate()).toEqual([]);
  },
);

test("before there is a database nothing is made", async () => {
  expect(await database.keepPrivate()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});
