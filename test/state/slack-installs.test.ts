import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { SealError, Sealer } from "../../src/state/sealer.ts";
import { SlackInstalls } from "../../src/state/slack-installs.ts";
import { describeOnDatabases } from "../support/databases.ts";

const [older, newer] = [randomBytes(32), randomBytes(32)];

describeOnDatabases("installations in Slack", (on) => {
  test("are kept apart, sealed, and the newer of a workspace counts", async () => {
    const database = await on.fresh();
    const installs = new SlackInstalls(database, new Sealer([older]));
    await installs.put("T1", "first token");
    await installs.put("T2", "second token");
    await installs.put("T1", "third token");
    expect([await installs.get("T1"), await installs.get("T2"), await installs.get("T3")]).toEqual([
      "third token",
      "second token",
      undefined,
    ]);
    const rows = await (await database.tables()).selectFrom("slack_install").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain("token");
  });

  test("are sealed with the new key when the old one is put behind it, and then open without the old", async () => {
    const database = await on.fresh();
    await new SlackInstalls(database, new Sealer([older])).put("T1", "token");
    expect(await new SlackInstalls(database, new Sealer([newer, older])).get("T1")).toBe("token");
    expect(await new SlackInstalls(database, new Sealer([newer])).get("T1")).toBe("token");
  });

  test("without their key are not opened, and not lost", async () => {
    const database = await on.fresh();
    await new SlackInstalls(database, new Sealer([older])).put("T1", "token");
    await expect(new SlackInstalls(database, new Sealer([newer])).get("T1")).rejects.toThrow(SealError);
    expect(await new SlackInstalls(database, new Sealer([older])).get("T1")).toBe("token");
  });

  test("copied to another workspace's row do not open there", async () => {
    const database = await on.fresh();
    const installs = new SlackInstalls(database, new Sealer([older]));
    await installs.put("T1", "token");
    await (await database.tables()).updateTable("slack_install").set({ id: "T2" }).execute();
    await expect(installs.get("T2")).rejects.toThrow(SealError);
  });

  test("end only when they are not younger than the word of their end", async () => {
    const installs = new SlackInstalls(await on.fresh(), new Sealer([older]));
    await installs.put("T1", "token", 1_000);
    await installs.remove("T1", 999);
    expect(await installs.get("T1")).toBe("token");
    await installs.remove("T1", 1_000);
    expect(await installs.get("T1")).toBeUndefined();
  });

  test("a state holds once, in its time, for whoever is first", async () => {
    const database = await on.fresh();
    const installs = new SlackInstalls(database, new Sealer([older]));
    await installs.openState("mine", Date.now() + 60_000);
    await installs.openState("theirs", Date.now() + 60_000);
    await installs.openState("late", Date.now() - 1);
    const taken = await Promise.all(
      ["mine", "mine", "theirs", "late", "made up"].map((state) => installs.takeState(state)),
    );
    expect(taken.toSorted()).toEqual([false, false, false, true, true]);
    expect(
      JSON.stringify(await (await database.tables()).selectFrom("oauth_state").selectAll().execute()),
    ).not.toContain("mine");
  });
});
