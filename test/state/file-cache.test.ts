import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileCache } from "../../src/state/file-cache.ts";

let folder: string;
const warnings: string[] = [];
const told: string[] = [];
const log = {
  warn: (_: object, message: string) => void warnings.push(message),
  info: (_: object, message: string) => void told.push(message),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "magpie-files-"));
  warnings.length = 0;
  told.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string) => Buffer.from(text);

test("what was put is there, also for the next process", async () => {
  await new FileCache(join(folder, "made", "when needed"), log).put("goat", bytes("a goat"));
  expect(await new FileCache(join(folder, "made", "when needed"), log).get("goat")).toEqual(bytes("a goat"));
});

test("a key that nobody put", async () => {
  expect(await new FileCache(folder, log).get("goat")).toBeUndefined();
});

test("without a folder nothing is kept", async () => {
  const cache = new FileCache(undefined, log);
  await cache.put("goat", bytes("a goat"));
  expect(await cache.get("goat")).toBeUndefined();
});

test.each([
  ["cut off", Buffer.alloc(10)],
  ["empty", Buffer.alloc(0)],
  ["changed", Buffer.alloc(38, "x")],
])("a file that is %s counts as none", async (_, content) => {
  const cache = new FileCache(folder, log);
  await cache.put("goat", bytes("a goat"));
  const [name = ""] = await readdir(folder);
  await writeFile(join(folder, name), content);
  expect(await cache.get("goat")).toBeUndefined();
});

test("no room left: what was not used for longest goes", async () => {
  const cache = new FileCache(folder, log, { maxBytes: 200 });
  const putLongAgo = async (key: string, minutes: number) => {
    const before = await readdir(folder);
    await cache.put(key, Buffer.alloc(30));
    const name = (await readdir(folder)).find((each) => !before.includes(each)) ?? "";
    const at = new Date(Date.now() - minutes * 60_000);
    await utimes(join(folder, name), at, at);
  };
  await putLongAgo("first", 30);
  await putLongAgo("second", 20);
  await putLongAgo("third", 10);
  await cache.get("first");
  await cache.put("fourth", Buffer.alloc(30));
  const kept = await Promise.all(["first", "second", "third", "fourth"].map((key) => cache.get(key)));
  expect(kept.map((file) => file !== undefined)).toEqual([true, false, true, true]);
});

test("more than all the room is not kept", async () => {
  const cache = new FileCache(folder, log, { maxBytes: 100 });
  await cache.put("goat", Buffer.alloc(101));
  expect(await readdir(folder)).toEqual([]);
});

test("a file that was begun and never finished is taken away", async () => {
  const unfinished = join(folder, "abc.tmp");
  await writeFile(unfinished, "half");
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(unfinished, longAgo, longAgo);
  const cache = new FileCache(folder, log);
  await cache.put("goat", bytes("a goat"));
  expect(await readdir(folder)).toHaveLength(1);
});

test("a folder that can't be written is said once, and is in nobody's way", async () => {
  await writeFile(join(folder, "file"), "");
  const cache = new FileCache(join(folder, "file", "below"), log);
  await cache.put("goat", bytes("a goat"));
  await cache.put("kid", bytes("a kid"));
  expect(await cache.get("goat")).toBeUndefined();
  expect(warnings).toHaveLength(1);
});

test("a folder that could not be written is tried again, later and later, and kept in again when it can be", async () => {
  const below = join(folder, "file", "below");
  await writeFile(join(folder, "file"), "");
  let minutes = 0;
  const cache = new FileCache(below, log, { now: () => minutes * 60_000 });
  const keeps = async (at: number) => {
    minutes = at;
    await cache.put("goat", bytes("a goat"));
    return (await cache.get("goat")) !== undefined;
  };
  // Two at once that fail are one failure
  await Promise.all([keeps(0), keeps(0)]);
  expect(await keeps(1)).toBe(false);
  await rm(join(folder, "file"));
  expect(await keeps(2.9)).toBe(false);
  expect(await keeps(3)).toBe(true);
  expect([warnings.length, told]).toEqual([1, ["pictures are kept on disk again"]]);
  // The next outage is told again, and its first wait is the short one
  await rm(join(folder, "file"), { recursive: true });
  await writeFile(join(folder, "file"), "");
  expect(await keeps(4)).toBe(false);
  await rm(join(folder, "file"));
  expect(await keeps(5)).toBe(true);
  expect(warnings).toHaveLength(2);
});

test("ten at once", async () => {
  const cache = new FileCache(folder, log);
  await Promise.all(Array.from({ length: 10 }, () => cache.put("goat", bytes("a goat"))));
  expect(await cache.get("goat")).toEqual(bytes("a goat"));
  expect(await readdir(folder)).toHaveLength(1);
});
