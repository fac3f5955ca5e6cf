import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { StateError, userMessage } from "../../src/core/errors.ts";
import { Database, type DatabaseOptions } from "../../src/state/database.ts";

const root = mkdtempSync(join(tmpdir(), "magpie-sqlite-"));
let folder = "";
const opened: Database[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(root, "test-"));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(() => rmSync(root, { recursive: true }));

function open(path: string, options?: DatabaseOptions): Database {
  const database = new Database(`sqlite:${path}`, options);
  opened.push(database);
  return database;
}

async function failure(work: Promise<unknown>): Promise<StateError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof StateError)) throw new Error(`not a StateError: ${String(error)}`);
  return error;
}

const vote = (voter: string) => ({ picture: "dog/1", voter, value: 1, voted_at: 0 });

test("a missing folder is made, for the bot's own eyes", async () => {
  const path = join(folder, "some/where/magpie.db");
  await open(path).tables();
  expect(existsSync(path)).toBe(true);
  expect(statSync(join(folder, "some/where")).mode & 0o777).toBe(0o700);
});

test("a folder that can't be made", async () => {
  writeFileSync(join(folder, "file"), "");
  const error = await failure(open(join(folder, "file/magpie.db")).tables());
  expect(error.message).toBe(
    `database: its folder ${join(folder, "file")} can't be made (EEXIST): let me write there, or set DATABASE_URL to another place`,
  );
  expect(userMessage(error)).toBe(
    "My memory is not available right now, so I can't do that; nothing is lost. Try again in a few minutes.",
  );
});

test("a path that is a folder", async () => {
  const error = await failure(open(folder).tables());
  expect(error.message).toBe(
    "database: the file can't be opened: let me write there, or set DATABASE_URL to another place",
  );
});

test("a file that is no database is refused and stays as it was", async () => {
  const path = join(folder, "magpie.db");
  writeFileSync(path, "Dear diary, ".repeat(1_000));
  const error = await failure(open(path).tables());
  expect(error.message).toBe("database: the file is not a database");
  expect(statSync(path).size).toBe(12_000);
});

test("a file that was deleted while the bot was down is made anew", async () => {
  const path = join(folder, "magpie.db");
  const before = open(path);
  await before.tables();
  await before.close();
  rmSync(path);
  const tables = await open(path).tables();
  expect(await tables.selectFrom("vote").selectAll().execute()).toEqual([]);
});

test("the disk is full: what was there stays, and when there is room again the bot goes on", async () => {
  const tables = await open(join(folder, "magpie.db")).tables();
  await tables.insertInto("vote").values(vote("ann")).execute();
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(tables);
  await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(tables);
  const large = { key: "large", state: "x".repeat(100_000), expires_at: 0 };
  const error = await failure(tables.insertInto("button_state").values(large).execute());
  expect(error.message).toBe("database: the disk is full");
  expect(await tables.selectFrom("vote").select("voter").execute()).toEqual([{ voter: "ann" }]);
  await sql`pragma max_page_count = 1000000`.execute(tables);
  await tables.insertInto("button_state").values(large).execute();
});

test("another program holds the file for a moment: the press waits, the bot doesn't", async () => {
  const path = join(folder, "magpie.db");
  const tables = await open(path).tables();
  const lock = await lockFile(path);
  const write = tables.insertInto("vote").values(vote("ann")).execute();
  // The process goes on meanwhile, or this line would not be reached before the lock is gone
  await new Promise((resolve) => setImmediate(resolve));
  lock.release();
  await write;
  expect(await tables.selectFrom("vote").selectAll().execute()).toHaveLength(1);
});

test("another program holds the file for long: a clear word, at once for all but the first, and then on as before", async () => {
  const path = join(folder, "magpie.db");
  const tables = await open(path, { patienceMs: 2_000 }).tables();
  const lock = await lockFile(path);
  const startedAt = performance.now();
  const writes = ["ann", "bob", "cid", "dan"].map((voter) => tables.insertInto("vote").values(vote(voter)).execute());
  const errors = await Promise.all(writes.map(failure));
  const ms = performance.now() - startedAt;
  expect(errors.map((error) => error.message)).toEqual(Array(4).fill("database: another program has locked the file"));
  expect(ms).toBeLessThan(3 * 2_000);
  lock.release();
  await lock.ended;
  await tables.insertInto("vote").values(vote("ann")).execute();
});

test("a file that is locked at the start opens when it is free", async () => {
  const path = join(folder, "magpie.db");
  await open(path).tables();
  const lock = await lockFile(path);
  const database = open(path, { patienceMs: 50 });
  await failure(database.tables().then((tables) => tables.insertInto("vote").values(vote("ann")).execute()));
  lock.release();
  await lock.ended;
  await (await database.tables()).insertInto("vote").values(vote("ann")).execute();
});

test("a file that may only be read", async () => {
  const path = join(folder, "magpie.db");
  const tables = await open(path).tables();
  await sql`pragma query_only = 1`.execute(tables);
  const error = await failure(tables.insertInto("vote").values(vote("ann")).execute());
  expect(error.message).toBe(
    "database: the file is read-only: let me write there, or set DATABASE_URL to another place",
  );
});

test("a bot from before there were migrations keeps its buttons", async () => {
  const path = join(folder, "magpie.db");
  const old = new DatabaseSync(path);
  old.exec("create table button_state (key text primary key, state text not null, expires_at integer not null)");
  old.exec("insert into button_state values ('k', 'state', 1)");
  old.close();
  const tables = await open(path).tables();
  expect(await tables.selectFrom("button_state").selectAll().execute()).toEqual([
    { key: "k", state: "state", expires_at: 1 },
  ]);
});

/** Another process that holds the write lock until it is told to let go. */
async function lockFile(path: string) {
  const script = `
    const { DatabaseSync } = require("node:sqlite");
    const db = new DatabaseSync(process.argv[1]);
    db.exec("begin exclusive");
    process.stdout.write("locked");
    process.stdin.once("data", () => { db.exec("rollback"); db.close(); process.exit(); });`;
  const child = spawn(process.execPath, ["-e", script, path], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return { release: () => void child.stdin.write("go"), ended: once(child, "exit") };
}
