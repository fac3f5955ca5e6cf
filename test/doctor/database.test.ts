import { chmod, readdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { Database } from "../../src/state/database.ts";
import { describeOnDatabases } from "../support/databases.ts";
import { doctor, inFolder, listening } from "./doctor.ts";

describeOnDatabases("the database", ({ kind, freshUrl }) => {
  const name = { sqlite: "SQLite", postgres: "Postgres" }[kind];

  test("is there and up to date, and stays as it is", async () => {
    const url = await freshUrl();
    const database = new Database(url);
    await database.tables();
    await database.close();
    for (const _ of [1, 2]) {
      expect((await doctor({ DATABASE_URL: url }))["Database"]).toBe(
        `good: ${name} opens and can be written, and its tables are up to date.`,
      );
    }
  });

  if (kind === "postgres") {
    test("has another name, or refuses the one who comes", async () => {
      const url = await freshUrl();
      expect((await doctor({ DATABASE_URL: `${url}_other` }))["Database"]).toMatch(/^bad: .*make it with createdb\.$/);
      const stranger = url.replace("magpie@", "stranger:hush@");
      expect((await doctor({ DATABASE_URL: stranger }))["Database"]).toMatch(/^bad: .*DATABASE_URL may not come in/);
    });
  }

  test("belongs to an older or a newer version", async () => {
    const url = await freshUrl();
    const up = async () => {};
    const older = new Database(url, { migrations: { "001-first-tables": { up } } });
    await older.tables();
    await older.close();
    expect((await doctor({ DATABASE_URL: url }))["Database"]).toMatch(/^good: .* the next start brings its tables/);
    const newer = new Database(url, { migrations: { "001-first-tables": { up }, "999-future": { up } } });
    await newer.tables();
    await newer.close();
    expect((await doctor({ DATABASE_URL: url }))["Database"]).toMatch(/^bad: It belongs to a newer version of the bot/);
  });
});

describe("the database", () => {
  test("a file that is not there yet is not made", async () => {
    const says = await doctor({ DATABASE_URL: `sqlite:${inFolder("deep/er/magpie.db")}` });
    expect(says["Database"]).toBe("good: Its file is made at the first start.");
    expect(says["Disk"]).toMatch(/^good: [\d.]+ [GM]B are free\.$/);
    expect(await readdir(inFolder("."))).toEqual([]);
  });

  test("others have rights to its file or folder: they are told, and stay", async () => {
    const [data, file] = [inFolder("data"), inFolder("data/magpie.db")];
    const database = new Database(`sqlite:${file}`);
    await database.tables();
    await database.close();
    const look = async () => (await doctor({ DATABASE_URL: `sqlite:${file}` }))["File rights"];
    expect(await look()).toBeUndefined();
    await chmod(file, 0o644);
    await chmod(data, 0o750);
    expect(await look()).toMatch(/^unsure: Others on this machine have rights to where people's data are\. → /);
    expect(await look()).toContain(`chmod 600 ${file}; chmod 700 ${data}.`);
    expect((await stat(file)).mode & 0o777).toBe(0o644);
  });

  test("a folder that can't be made", async () => {
    await writeFile(inFolder("file"), "");
    const says = await doctor({ DATABASE_URL: `sqlite:${inFolder("file/magpie.db")}` });
    expect(says["Data folder"]).toBe(
      `bad: ${inFolder("file")} can't be made: ${inFolder("file")} is a file. → Set DATABASE_URL=sqlite:PATH elsewhere.`,
    );
  });

  test("a file that is something else", async () => {
    await writeFile(inFolder("magpie.db"), "This is a letter to my aunt, and no database at all.".repeat(20));
    expect((await doctor())["Database"]).toMatch(/^bad: SQLite: the file is not a database\. → Let the bot own/);
  });

  test("Postgres is away, or is something else: says what to do, and no password", async () => {
    const away = await doctor({ DATABASE_URL: "postgres://magpie:hush@127.0.0.1:1/magpie" });
    expect(away["Database"]).toMatch(
      /^bad: Postgres: Postgres does not answer\. → Nothing listens there: start Postgres/,
    );
    const port = await listening(createServer((socket) => socket.end("HTTP/1.1 400\r\n\r\n")));
    const other = await doctor({ DATABASE_URL: `postgres://magpie:hush@127.0.0.1:${port}/magpie` });
    expect(other["Database"]).toMatch(/^bad: Postgres/);
    expect(JSON.stringify([away, other])).not.toContain("hush");
  });

  test("Postgres never says a word", async () => {
    const port = await listening(createServer());
    const says = await doctor({ DATABASE_URL: `postgres://magpie@127.0.0.1:${port}/magpie` }, 300);
    expect(says["Database"]).toBe("bad: No answer in time. → Look again in a minute.");
  });

  test("in memory, it forgets", async () => {
    expect((await doctor({ DATABASE_URL: "sqlite::memory:" }))["Database"]).toMatch(/^unsure: It is in memory/);
  });
});
