import { randomBytes } from "node:crypto";
import { expect, test, vi } from "vitest";
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

  test("one that is dated in the future ends all the same: the clock has been set back since", async () => {
    const installs = new SlackInstalls(await on.fresh(), new Sealer([older]));
    await installs.put("T1", "kept", Date.now() + 24 * 3_600_000);
    await installs.remove("T1", Date.now());
    expect(await installs.get("T1")).toBeUndefined();
  });

  test("a state holds once, in its time, for whoever is first, wherever it was made", async () => {
    const url = await on.freshUrl();
    const [here, there] = [on.open(url), on.open(url)].map(
      (database) => new SlackInstalls(database, new Sealer([older])),
    );
    if (here === undefined || there === undefined) throw new Error("no two replicas");
    const mine = here.newState(Date.now() + 60_000);
    const theirs = there.newState(Date.now() + 60_000);
    const late = here.newState(Date.now() - 1);
    const others = new SlackInstalls(on.open(url), new Sealer([newer])).newState(Date.now() + 60_000);
    const taken = await Promise.all([
      here.takeState(mine),
      there.takeState(mine),
      here.takeState(theirs),
      ...[late, others, "made up", "", "..", `${mine}x`, `${mine}.`].map((state) => here.takeState(state)),
    ]);
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(2);
    expect([await here.takeState(mine), await here.takeState(theirs)]).toEqual([false, false]);
  });

  test("a state is good under a key that was put behind a newer one", async () => {
    const database = await on.fresh();
    const state = new SlackInstalls(database, new Sealer([older])).newState(Date.now() + 60_000);
    expect(await new SlackInstalls(database, new Sealer([newer, older])).takeState(state)).toBe(true);
  });

  test("of states only those that came back are kept, without what travelled, and no longer than they hold", async () => {
    const database = await on.fresh();
    const installs = new SlackInstalls(database, new Sealer([older]));
    const rows = async () => await (await database.tables()).selectFrom("used_state").selectAll().execute();
    const now = Date.now();
    const states = Array.from({ length: 50 }, () => installs.newState(now + 60_000));
    expect(await rows()).toEqual([]);
    for (const state of states.slice(0, 3)) await installs.takeState(state);
    expect(await rows()).toHaveLength(3);
    for (const part of states[0]?.split(".") ?? []) expect(JSON.stringify(await rows())).not.toContain(part);
    vi.useFakeTimers({ toFake: ["Date"], now: now + 60_000 });
    try {
      await installs.takeState(installs.newState(now + 120_000));
      expect(await rows()).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
