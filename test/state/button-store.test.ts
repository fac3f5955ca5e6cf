import { pino } from "pino";
import { expect, test } from "vitest";
import { createButtonStore } from "../../src/state/button-store.ts";
import { describeOnDatabases } from "../support/databases.ts";

const silent = pino({ level: "silent" });

describeOnDatabases("long buttons", (on) => {
  test("work after a restart and on any replica; the same state has the same key", async () => {
    const url = await on.freshUrl();
    const before = createButtonStore(on.open(url), silent);
    const keys = await Promise.all([before.put("a long state"), before.put("a long state"), before.put("another")]);
    expect(new Set(keys).size).toBe(2);
    expect(await createButtonStore(on.open(url), silent).get(keys[0])).toBe("a long state");
  });

  test("have their time", async () => {
    const database = await on.fresh();
    const store = createButtonStore(database, silent);
    const key = await store.put("state");
    await (await database.tables())
      .updateTable("button_state")
      .set({ expires_at: Date.now() - 1 })
      .execute();
    expect(await store.get(key)).toBeUndefined();
    await store.put("state");
    expect(await store.get(key)).toBe("state");
  });

  test("that are expired are swept away in time", async () => {
    const database = await on.fresh();
    const store = createButtonStore(database, silent);
    await store.put("old");
    const tables = await database.tables();
    await tables
      .updateTable("button_state")
      .set({ expires_at: Date.now() - 1 })
      .execute();
    for (let index = 0; index < 500; index += 1) await store.put(`state ${index}`);
    const { count } = await tables
      .selectFrom("button_state")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    expect(count).toBe(500);
  });

  test("work in this process while the database is away", async () => {
    const database = await on.fresh();
    await database.close();
    const store = createButtonStore(database, silent);
    expect(await store.get(await store.put("state"))).toBe("state");
    expect(await store.get("unknown")).toBeUndefined();
  });
});
