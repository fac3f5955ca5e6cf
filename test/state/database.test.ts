import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { StateError } from "../../src/core/errors.ts";
import { describeOnDatabases } from "../support/databases.ts";

const vote = (voter: string, value = 1) => ({ picture: "dog/1", voter, value, voted_at: 1_763_800_000_000 });

describeOnDatabases("a database", (on) => {
  test("what was written is there after a restart", async () => {
    const url = await on.freshUrl();
    const before = on.open(url);
    await (await before.tables()).insertInto("vote").values(vote("ann")).execute();
    await before.close();
    const after = await on.open(url).tables();
    expect(await after.selectFrom("vote").selectAll().execute()).toEqual([vote("ann")]);
  });

  test("two replicas that start at once make the tables once, and both can write", async () => {
    const url = await on.freshUrl();
    const replicas = [on.open(url), on.open(url), on.open(url)];
    await Promise.all(
      replicas.map(async (replica, index) => {
        await (await replica.tables())
          .insertInto("vote")
          .values(vote(`voter ${index}`))
          .execute();
      }),
    );
    const tables = await on.open(url).tables();
    const { count } = await tables
      .selectFrom("vote")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    expect(count).toBe(3);
  });

  test("two presses of one person at once leave one vote", async () => {
    const tables = await (await on.fresh()).tables();
    await Promise.all(
      [1, -1, 1, -1].map((value) =>
        tables
          .insertInto("vote")
          .values(vote("ann", value))
          .onConflict((conflict) => conflict.columns(["picture", "voter"]).doUpdateSet({ value }))
          .execute(),
      ),
    );
    expect(await tables.selectFrom("vote").selectAll().execute()).toHaveLength(1);
  });

  test("two that read and then write, at once, are one after the other", async () => {
    const url = await on.freshUrl();
    const first = await on.open(url).tables();
    const second = await on.open(url).tables();
    await first.insertInto("vote").values(vote("ann", 0)).execute();
    const addOne = (tables: typeof first) =>
      tables.transaction().execute(async (all) => {
        const query = all.selectFrom("vote").select("value");
        const row = await (on.kind === "postgres" ? query.forUpdate() : query).executeTakeFirstOrThrow();
        await all
          .updateTable("vote")
          .set({ value: row.value + 1 })
          .execute();
      });
    await Promise.all(Array.from({ length: 10 }, (_, index) => addOne(index % 2 === 0 ? first : second)));
    expect(await first.selectFrom("vote").select("value").executeTakeFirst()).toEqual({ value: 10 });
  });

  test("a migration that fails leaves nothing half, and the next start goes on from there", async () => {
    const url = await on.freshUrl();
    const create = (name: string) => (db: Kysely<unknown>) =>
      db.schema.createTable(name).addColumn("a", "text").execute();
    const failing = async (db: Kysely<unknown>) => {
      await create("two")(db);
      throw new Error("cut off");
    };
    const half = on.open(url, { migrations: { "1": { up: create("one") }, "2": { up: failing } } });
    await expect(half.tables()).rejects.toThrow(StateError);
    const mended = on.open(url, { migrations: { "1": { up: create("one") }, "2": { up: create("two") } } });
    const made = await (await mended.tables()).introspection.getTables();
    expect(made.map((table) => table.name).toSorted()).toEqual(["one", "two"]);
  });

  test("a process killed in the middle of a migration leaves nothing half", async () => {
    const url = await on.freshUrl();
    const child = fork(join(import.meta.dirname, "../support/dies-migrating.ts"), [url], { stdio: "ignore" });
    const [code, signal] = await once(child, "exit");
    expect([code, signal]).toEqual([null, "SIGKILL"]);
    const tables = await on.open(url).tables();
    await tables.insertInto("vote").values(vote("ann")).execute();
    const made = await tables.introspection.getTables();
    expect(made.map((table) => table.name)).not.toContain("half");
  });

  test("tables made by a newer version are left alone", async () => {
    const url = await on.freshUrl();
    const newer = on.open(url, { migrations: { "999-of-tomorrow": { up: async () => {} } } });
    await newer.tables();
    await expect(on.open(url).tables()).rejects.toThrow(StateError);
  });

  test("an error of a query holds nothing of what was written", async () => {
    const tables = await (await on.fresh()).tables();
    const write = () => tables.insertInto("vote").values(vote("ann's own words")).execute();
    await write();
    const error: unknown = await write().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(StateError);
    expect(JSON.stringify({ ...(error as Error), message: String(error) })).not.toContain("own words");
  });

  test("a closed database says so and opens no more", async () => {
    const database = await on.fresh();
    await database.tables();
    await database.close();
    await expect(database.tables()).rejects.toThrow(StateError);
  });

  test("large whole numbers come back as numbers", async () => {
    const tables = await (await on.fresh()).tables();
    const { rows } = await sql<{ n: unknown }>`select cast(9007199254740991 as bigint) as n`.execute(tables);
    expect(rows).toEqual([{ n: Number.MAX_SAFE_INTEGER }]);
  });
});
