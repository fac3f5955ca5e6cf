import { sql } from "kysely";
import { expect, test } from "vitest";
import { DAY_MS } from "../../src/core/time.ts";
import { Scheduler } from "../../src/schedule/scheduler.ts";
import { PAUSED_MS } from "../../src/services/subscription/limits.ts";
import { type NewSubscription, SubscriptionStore } from "../../src/state/subscriptions.ts";
import { talk } from "../support/conversation.ts";

const GOAT: NewSubscription = {
  platform: "slack",
  workspace: "T1",
  channel: "C1",
  person: "slack:T1:U1",
  person_id: "U1",
  person_name: "ann",
  locale: "en",
  command: "goat",
  line: "",
  times: "every day 08:00",
  zone: "UTC",
  next_at: 1_000,
  made_at: 1,
};

/** What posts on Slack, at whatever time the test says, with its database. */
async function scheduler() {
  const { bot } = await talk();
  const { database, dispatcher } = bot;
  const clock = { at: 2_000 };
  const poster = { name: "slack", isIdempotent: false, post: async () => {} };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const made = new Scheduler({ database, dispatcher, poster, now: () => clock.at, log });
  const store = new SubscriptionStore(database);
  const add = async (changes: Partial<NewSubscription> = {}) => {
    const added = await store.add({ ...GOAT, ...changes }, { channel: 9, workspace: 9, person: 9 });
    if (typeof added === "string") throw new Error(added);
    return added;
  };
  return { scheduler: made, store, add, clock, tables: await database.tables() };
}

test("what can't be ended is not asked for again and again", async () => {
  const { scheduler: it, add } = await scheduler();
  await add({ times: "as another version writes it" });
  await it.tick();
  expect(await it.nextAt()).toBe(undefined);
});

test("a database that can only be read, such as on a full disk, is not asked again and again", async () => {
  const { scheduler: it, add, tables } = await scheduler();
  await it.tick();
  await add();
  expect(await it.nextAt()).toBe(1_000);
  await sql`create trigger full before update on last_known begin select raise(abort, 'full'); end`.execute(tables);
  await it.tick();
  expect(await it.nextAt()).toBe(undefined);
  await sql`drop trigger full`.execute(tables);
  await it.tick();
  expect(await it.nextAt()).toBe(8 * 60 * 60 * 1_000);
});

test("what nobody resumes is deleted, however long the same process runs", async () => {
  const { scheduler: it, add, store, clock } = await scheduler();
  const { id } = await add();
  await store.note({ id, last_identity: null }, { refusals: 3, pausedAt: clock.at });
  await it.tick();
  clock.at += PAUSED_MS;
  await it.tick();
  expect(await store.find(id)).toMatchObject({ paused_at: 2_000 });
  clock.at += DAY_MS;
  await it.tick();
  expect(await store.find(id)).toBe(undefined);
});
