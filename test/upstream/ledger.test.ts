import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DAY_MS } from "../../src/core/time.ts";
import { Quotas } from "../../src/state/quotas.ts";
import { testAsk } from "../support/ask.ts";
import { describeOnDatabases } from "../support/databases.ts";
import { type FakeUpstream, fakeUpstream } from "../support/fake-upstream.ts";
import { numberAt } from "./numbers.ts";

/** What GIPHY's free plan allows in an hour. */
const CALLS = 100;

/** What a process that is killed may have counted too much: as many as may be under way. */
const MARGIN = 10;

async function giphy(): Promise<FakeUpstream> {
  const upstream = await fakeUpstream({ giphy: () => ({ status: 200, body: { n: 1 } }) });
  onTestFinished(() => upstream.close());
  return upstream;
}

/** One life of a bot: how many of its questions were answered before it ended. */
async function live(
  databaseUrl: string,
  upstream: FakeUpstream,
  questions: number,
  end: "orderly" | "killed" | "at once",
) {
  const file = join(import.meta.dirname, "../support/spends-quota.ts");
  const child = fork(file, [databaseUrl, upstream.urlOf("giphy"), String(questions), end], { stdio: "inherit" });
  const [answered] = await once(child, "message");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return Number(answered);
}

describeOnDatabases("what is spent of a quota outlives the process", (on) => {
  test("an orderly end: exactly", async () => {
    const [url, upstream] = [await on.freshUrl(), await giphy()];
    expect(await live(url, upstream, 60, "orderly")).toBe(60);
    expect(await live(url, upstream, 60, "orderly")).toBe(CALLS - 60);
    expect(await live(url, upstream, 60, "orderly")).toBe(0);
    expect(upstream.calls("giphy")).toHaveLength(CALLS);
  });

  test("killed: never more than there are, and at most a margin fewer", async () => {
    const [url, upstream] = [await on.freshUrl(), await giphy()];
    expect(await live(url, upstream, 60, "killed")).toBe(60);
    const left = await live(url, upstream, 60, "killed");
    expect(left).toBeLessThanOrEqual(CALLS - 60);
    expect(left).toBeGreaterThanOrEqual(CALLS - 60 - MARGIN);
    expect(upstream.calls("giphy").length).toBeLessThanOrEqual(CALLS);
  });

  test("a crash loop takes no more than there are", async () => {
    const [url, upstream] = [await on.freshUrl(), await giphy()];
    for (let life = 0; life < 4; life += 1) await live(url, upstream, 40, "at once");
    expect(upstream.calls("giphy").length).toBeLessThanOrEqual(CALLS);
    expect(upstream.calls("giphy").length).toBeGreaterThan(CALLS / 3);
  });

  test("two processes at once see each other's, and seats come back when their time is over", async () => {
    const database = await on.fresh();
    const inSeconds = (seconds: number) => Date.now() + seconds * 1_000;
    const other = new Quotas(database);
    await other.keep("dogApi", {
      perMs: 60_000,
      returning: [
        { at: inSeconds(30), count: 7 },
        { at: inSeconds(-1), count: 2 },
      ],
    });
    const asked = await testAsk({
      upstreams: { dogApi: () => ({ status: 200, body: { n: 1 } }) },
      quotaStore: new Quotas(database),
    });
    onTestFinished(asked.close);
    await asked.ask.get("dogApi", numberAt("/"));
    expect(asked.client.status().find(({ id }) => id === "dogApi")?.quota).toMatchObject({ left: 10 - 7 - 1, of: 10 });
    await expect.poll(async () => (await other.spent("dogApi")).length).toBe(2);
  });
});

test("without a database calls go on, and it is told once", async () => {
  const broken = { spent: () => Promise.reject(new Error("gone")), keep: () => Promise.reject(new Error("gone")) };
  const asked = await testAsk({ upstreams: { dogApi: () => ({ status: 200, body: { n: 1 } }) }, quotaStore: broken });
  onTestFinished(asked.close);
  for (let n = 0; n < 5; n += 1) expect((await asked.ask.get("dogApi", numberAt(`/${n}`))).value.n).toBe(1);
  expect(asked.logged.filter(({ message }) => String(message).includes("is not kept"))).toHaveLength(1);
});

test("a database that hangs holds up the first call for a moment, and no other", async () => {
  const never = () => new Promise<never>(() => {});
  const asked = await testAsk({
    upstreams: { dogApi: () => ({ status: 200, body: { n: 1 } }) },
    rows: { dogApi: { quotas: [{ calls: 100, perMs: DAY_MS, words: "100 calls a day" }] } },
    quotaStore: { spent: never, keep: never },
  });
  // If each waited a second for the database, as the first does, they would take longer than a caller has
  for (let n = 0; n < 40; n += 1) expect((await asked.ask.get("dogApi", numberAt(`/${n}`))).value.n).toBe(1);
  await asked.close();
});
