import { expect, test } from "vitest";
import { StateError } from "../../src/core/errors.ts";
import { Leadership } from "../../src/state/leadership.ts";
import { Sealer } from "../../src/state/sealer.ts";
import { SlackInstalls } from "../../src/state/slack-installs.ts";
import { type NewSubscription, SubscriptionStore } from "../../src/state/subscriptions.ts";
import { describeOnDatabases } from "../support/databases.ts";

const LIMITS = { channel: 3, workspace: 5, person: 4 };

const APOD: NewSubscription = {
  platform: "slack",
  workspace: "T1",
  channel: "C1",
  person: "slack:T1:U1",
  person_id: "U1",
  person_name: "ann",
  locale: "en",
  command: "apod",
  line: "",
  times: "every day 08:00",
  zone: "UTC",
  next_at: 1_000,
  made_at: 1,
};

describeOnDatabases("subscriptions", (on) => {
  test("a slot is claimed once, however many want it at the same moment", async () => {
    const url = await on.freshUrl();
    const stores = Array.from({ length: 4 }, () => new SubscriptionStore(on.open(url)));
    await stores[0]?.add(APOD, LIMITS);
    const found = await Promise.all(stores.map((store) => store.due("slack", 1_000, 10)));
    expect(found.map((due) => due.length)).toEqual([1, 1, 1, 1]);
    const claims = await Promise.all(
      stores.flatMap((store, index) => found[index]?.map((each) => store.claim(each, 5_000 + index)) ?? []),
    );
    expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1);
    expect(await stores[1]?.due("slack", 1_001, 10)).toEqual([]);
    expect(await stores[1]?.nextAt("slack", 1_001)).toBe(undefined);
    // Whoever had it is gone: another one may have it when its time is over
    expect(await stores[1]?.due("slack", 6_000, 10)).toHaveLength(1);
    expect(await stores[1]?.nextAt("slack", 6_000)).toBe(1_000);
  });

  test("who took too long ends nothing", async () => {
    const store = new SubscriptionStore(await on.fresh());
    await store.add(APOD, LIMITS);
    const [due] = await store.due("slack", 1_000, 10);
    const slow = due && (await store.claim(due, 2_000));
    const [again] = await store.due("slack", 3_000, 10);
    const quick = again && (await store.claim(again, 9_000));
    if (slow === undefined || quick === undefined) throw new Error("not claimed");
    expect(await store.end(slow, { nextAt: 7_000, refusals: 0 })).toBe(false);
    expect(await store.end(quick, { nextAt: 8_000, refusals: 0, identity: "it" })).toBe(true);
    expect(await store.find(quick.id)).toMatchObject({ next_at: 8_000, claimed_until: 0, last_identity: "it" });
  });

  test("no more than there is room for, also of those made at the same moment", async () => {
    const url = await on.freshUrl();
    const stores = Array.from({ length: 4 }, () => new SubscriptionStore(on.open(url)));
    const add = (n: number, changes: Partial<NewSubscription>) =>
      stores[n % 4]?.add({ ...APOD, line: `${n}`, ...changes }, LIMITS);
    const inOne = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => add(n, { person: `p${n}` })));
    expect(inOne.filter((made) => typeof made === "object")).toHaveLength(3);
    expect(inOne.filter((made) => made === "channel")).toHaveLength(3);
    const inOthers = await Promise.all([1, 2, 3, 4].map((n) => add(n, { channel: `X${n}`, person: `p${n}` })));
    expect(inOthers.filter((made) => made === "workspace")).toHaveLength(2);
    const byOne = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => add(n, { channel: `Y${n}`, workspace: `T-${n}`, person: "eve" })),
    );
    expect(byOne.filter((made) => made === "person")).toHaveLength(2);
    expect(await stores[0]?.add({ ...APOD, channel: "Z", workspace: null }, LIMITS)).toMatchObject({ channel: "Z" });
    expect(await stores[0]?.add({ ...APOD, channel: "Z", workspace: null }, LIMITS)).toBe("same");
  });

  test("another command at the same time is another one", async () => {
    const store = new SubscriptionStore(await on.fresh());
    expect(await store.add(APOD, LIMITS)).toMatchObject({ command: "apod" });
    expect(await store.add({ ...APOD, command: "goat" }, LIMITS)).toMatchObject({ command: "goat" });
    expect(await store.add({ ...APOD, command: "goat" }, LIMITS)).toBe("same");
  });

  test("paused, resumed and swept", async () => {
    const store = new SubscriptionStore(await on.fresh());
    const made = await store.add(APOD, LIMITS);
    if (typeof made === "string") throw new Error(made);
    await store.note(made, { refusals: 3, pausedAt: 5_000 });
    expect(await store.due("slack", 9_000, 10)).toEqual([]);
    expect([await store.hasAny(["slack"]), await store.nextAt("slack", 9_000)]).toEqual([false, undefined]);
    await store.resume(made.id, 9_000);
    expect([await store.hasAny(["slack"]), await store.nextAt("slack", 9_000)]).toEqual([true, 9_000]);
    expect([await store.hasAny(["discord"]), await store.hasAny([])]).toEqual([false, false]);
    await store.note(made, { refusals: 3, pausedAt: 5_000 });
    await store.sweep(5_000);
    expect(await store.find(made.id)).toMatchObject({ paused_at: 5_000 });
    await store.sweep(5_001);
    expect(await store.find(made.id)).toBe(undefined);
  });

  test("one leads at a time: who holds the lease, then who comes first when it is over", async () => {
    const url = await on.freshUrl();
    const [one, two, three] = [1, 2, 3].map(() => new Leadership(on.open(url), "schedule/slack"));
    if (one === undefined || two === undefined || three === undefined) throw new Error("three are needed");
    const first = await Promise.all([one, two, three].map((each) => each.hold(1_000, 2_000)));
    expect(first.filter((isLeading) => isLeading)).toHaveLength(1);
    const leader = [one, two, three][first.indexOf(true)];
    const others = [one, two, three].filter((each) => each !== leader);
    expect(await leader?.hold(1_500, 2_500)).toBe(true);
    expect(await Promise.all(others.map((each) => each.hold(2_400, 3_400)))).toEqual([false, false]);
    const second = await Promise.all(others.map((each) => each.hold(2_600, 3_600)));
    expect(second.filter((isLeading) => isLeading)).toHaveLength(1);
    // Whoever slept meanwhile finds out
    expect(await leader?.hold(2_700, 3_700)).toBe(false);
    await others[second.indexOf(true)]?.release();
    expect(await leader?.hold(2_800, 3_800)).toBe(true);
  });

  test("the bot is taken out of a workspace: what was subscribed to there goes, and nothing else", async () => {
    const database = await on.fresh();
    const store = new SubscriptionStore(database);
    await store.add({ ...APOD, made_at: 5 }, LIMITS);
    await store.add({ ...APOD, workspace: "T2", channel: "C2" }, LIMITS);
    await store.add({ ...APOD, platform: "discord" }, LIMITS);
    const installs = new SlackInstalls(database, new Sealer([Buffer.alloc(32, "k")]));
    await installs.remove("T1", 4);
    expect(await store.ofPerson(APOD.person)).toHaveLength(3);
    await installs.remove("T1", 5);
    const left = await store.ofPerson(APOD.person);
    expect(left.map(({ platform, workspace }) => `${platform} ${workspace}`)).toEqual(["slack T2", "discord T1"]);
  });

  test("the database is gone", async () => {
    const database = await on.fresh();
    await database.close();
    await expect(new SubscriptionStore(database).add(APOD, LIMITS)).rejects.toBeInstanceOf(StateError);
  });
});
