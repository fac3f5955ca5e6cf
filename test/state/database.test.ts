import { expect, test } from "vitest";
import { describeOnDatabases } from "../support/databases.ts";

describeOnDatabases("a database", (on) => {
  test("what was written is there after a restart", async () => {
    const url = await on.freshUrl();
    const before = on.open(url);
    const tables = await before.tables();
    await tables
      .insertInto("vote")
      .values({ picture: "dog/1", voter: "ann", value: 1, voted_at: 1_763_800_000_000 })
      .execute();
    await before.close();
    const after = await on.open(url).tables();
    expect(await after.selectFrom("vote").selectAll().execute()).toEqual([
      { picture: "dog/1", voter: "ann", value: 1, voted_at: 1_763_800_000_000 },
    ]);
  });
});
