import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { Database } from "../../src/state/database.ts";
import { type NewSubscription, SubscriptionStore } from "../../src/state/subscriptions.ts";
import { CHANNEL_ID } from "../support/discord-person.ts";
import { describeWithRedis } from "../support/redis.ts";
import { type ReplicaProgram, replicaPrograms } from "../support/replica-programs.ts";
import { scrape } from "../support/scrape.ts";
import { eventually } from "../support/shared.ts";

/** How often: each takes the fifteen seconds in which another replica notices. `SUBSCRIPTION_RUNS=20` for a closer look. */
const RUNS = Number(process.env["SUBSCRIPTION_RUNS"] ?? 3);

const SLOW_MS = 120_000 + RUNS * 60_000;

const GOAT = { person: "p", person_name: "ann", locale: "en", command: "apod", line: "", zone: "UTC", made_at: 1 };

/** What is due only when the test says so. */
function subscription(platform: string, channel: string): NewSubscription {
  const never = { times: "every day 08:00", next_at: 99_999_999_999_999 };
  return { ...GOAT, ...never, platform, channel, workspace: platform === "slack" ? "T111" : "1", person_id: "U-ann" };
}

async function dueCount({ root }: ReplicaProgram): Promise<number> {
  const { value } = await scrape(root);
  return value("magpie_subscriptions_total", { platform: "discord", what: "due" }) ?? 0;
}

describeWithRedis("one of three replicas killed in the second of the slot", () => {
  test(`${RUNS} times: it is posted each time, and never twice`, { timeout: SLOW_MS }, async () => {
    const opened: Database[] = [];
    const all = await replicaPrograms(3, {}, async (url) => {
      const database = new Database(url);
      opened.push(database);
      const store = new SubscriptionStore(database);
      const limits = { channel: 9, workspace: 9, person: 9 };
      await store.add(subscription("discord", CHANNEL_ID), limits);
      await store.add(subscription("slack", "C111"), limits);
    });
    const { slack, discord, another } = all;
    slack.api.memberOf.add("C111");
    const [database] = opened;
    if (database === undefined) throw new Error("no database");
    const tables = await database.tables();
    const onDiscord = () => discord.interactions.messages.length;
    const onSlack = () => slack.messages.all.length;
    const comesAt = (at: number) => tables.updateTable("subscription").set({ next_at: at }).execute();
    const isOver = async () => {
      const rows = await tables.selectFrom("subscription").select(["next_at", "claimed_until"]).execute();
      return rows.every(({ next_at, claimed_until }) => (next_at ?? 0) > Date.now() && Number(claimed_until) === 0);
    };
    let living = [...all.replicas];
    // Who leads shows by what it did
    await comesAt(Date.now());
    await eventually(() => onDiscord() === 1 && onSlack() === 1);
    await eventually(isOver);
    for (let run = 1; run <= RUNS; run += 1) {
      const counts = await Promise.all(living.map(dueCount));
      const leader = living[counts.indexOf(Math.max(...counts))];
      const at = Date.now() + 1_000;
      await comesAt(at);
      // Before, while and after it is seen to: the same moments in each row of runs
      await wait(Math.max(0, at - Date.now() + ((run * 37) % 120) - 10));
      leader?.program.kill("SIGKILL");
      await leader?.program.ended;
      living = [...living.filter((each) => each !== leader), await another()];
      await eventually(isOver, 60_000);
      expect(onDiscord(), `after run ${run}`).toBe(1 + run);
      expect(onSlack(), `after run ${run}`).toBeLessThanOrEqual(1 + run);
    }
    await database.close();
    // What Slack was sent just before a death is not sent again; most are not
    console.log(`posted on Slack: ${onSlack() - 1} of ${RUNS}`);
    expect(onSlack()).toBeGreaterThan(1);
    expect([...slack.problems(), ...discord.violations]).toEqual([]);
  });
});
