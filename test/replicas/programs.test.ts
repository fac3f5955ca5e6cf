import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { commands } from "../../commands/index.ts";
import { Visitor } from "../support/link-account.ts";
import { type Platform, platformsAt } from "../support/platforms.ts";
import { describeWithRedis } from "../support/redis.ts";
import { type ReplicaProgram, type ReplicaPrograms, replicaPrograms } from "../support/replica-programs.ts";
import { eventually } from "../support/shared.ts";

/** Starting three bots, a Postgres and a Redis takes a busy machine a while. */
const SLOW_MS = 180_000;

const WAYS = ["Slack over HTTP", "Discord over HTTP"] as const;

interface Replicas extends ReplicaPrograms {
  readonly platforms: Readonly<Record<(typeof WAYS)[number], Platform>>;
  /** The platforms deliver to the next replica from now on. */
  turns(): void;
  /** The replica that they would deliver to then. */
  next(): ReplicaProgram | undefined;
}

async function start(count: number): Promise<Replicas> {
  const programs = await replicaPrograms(count);
  let turn = 0;
  const next = () => programs.replicas[(turn + 1) % count];
  const turns = () => {
    next()?.takesOver();
    turn += 1;
  };
  return { ...programs, platforms: platformsAt(programs, commands), turns, next };
}

/** What the bot did against a platform's rules, or did not do in time. */
function broken({ slack, discord, platforms }: Replicas): readonly unknown[] {
  return [...WAYS.flatMap((way) => platforms[way].failures()), ...slack.problems(), ...discord.violations];
}

/** Whether every replica calls its way to Redis so. */
function areConnected({ replicas }: Replicas, isConnected: boolean): Promise<void> {
  return eventually(async () => {
    const parts = await Promise.all(replicas.map(({ part }) => part("redis")));
    return parts.every((part) => part?.isConnected === isConnected);
  });
}

describeWithRedis("what one replica began, another ends", () => {
  test("buttons, previews, votes, shelves, forms and accounts", { timeout: SLOW_MS }, async () => {
    const all = await start(2);
    const { slack, turns, upstream } = all;
    await areConnected(all, true);
    for (const way of WAYS) {
      const ann = all.platforms[way].person(`ann ${way}`);
      await ann.types("/dog beegle");
      await ann.reads("beegle");
      turns();
      await ann.presses("Beagle");
      await ann.reads("Amiable, even tempered");
      turns();
      await ann.presses("👍");
      await ann.reads(/👍 [12] /);
      turns();
      await ann.presses("👍");
      await ann.reads(/👍 [12] /);
      await ann.types("/gif shrug");
      await ann.reads("GIPHY");
      turns();
      await ann.presses("Shuffle");
      turns();
      await ann.presses("Send");
      await ann.reads(`ann ${way} searched for`);
      await ann.types("/shelf add moby dick");
      await ann.reads(/Moby/);
      turns();
      await ann.types("/shelf list");
      await ann.reads(/Moby/);
    }
    expect(upstream.calls("githubPublic")).toEqual([]);
    const [amy, eve] = [slack.person("amy", { via: "http" }), slack.person("eve", { via: "http" })];
    await amy.types("/github events");
    await amy.reads("GitHub");
    turns();
    await eve.types("/github events");
    await eve.reads("GitHub");
    expect(upstream.calls("githubPublic")).toHaveLength(1);

    const bob = slack.person("bob", { via: "http" });
    await bob.types("/book");
    await bob.opensForm();
    turns();
    await bob.fillsForm({ query: "moby dick" });
    await bob.reads("Herman Melville");

    const carl = slack.person("carl", { via: "http", channel: "D-carl" });
    await carl.types("/github connect");
    await carl.reads("GitHub");
    const [link = ""] =
      /https:\/\/magpie\.example\/connect\/github\?key=[\w-]+/.exec(JSON.stringify(carl.messages())) ?? [];
    const browser = new Visitor({ address: all.next()?.root ?? "" });
    const page = await browser.goesOn(await browser.open(link));
    expect(page.text).toContain("is now connected");
    await carl.reads("Connected as *bitwiseman*");
    turns();
    await carl.types("/github me");
    await carl.reads("bitwiseman");
    expect(broken(all)).toEqual([]);
  });
});

describeWithRedis("what people notice of a part that dies", () => {
  test("Redis killed and back, hung for ten seconds, emptied: nothing", { timeout: SLOW_MS }, async () => {
    const all = await start(3);
    const { redis, turns, platforms, replicas } = all;
    await areConnected(all, true);
    let count = 0;
    const isAnswered = async () => {
      for (const way of WAYS) {
        count += 1;
        const person = platforms[way].person(`person ${count}`);
        await person.types(count % 3 === 0 ? "/cat abyssinian" : "/dog beagle");
        await person.reads(/Amiable|Active/);
        turns();
      }
    };
    await isAnswered();
    await redis.kill();
    await isAnswered();
    await areConnected(all, false);
    await isAnswered();
    await redis.restart();
    await areConnected(all, true);
    await isAnswered();
    redis.hang();
    const hungUntil = performance.now() + 10_000;
    while (performance.now() < hungUntil) {
      await isAnswered();
      await wait(200);
    }
    await areConnected(all, false);
    redis.goOn();
    await areConnected(all, true);
    await redis.client.flushall();
    await isAnswered();
    for (const { program } of replicas) {
      const told = program
        .output()
        .split("\n")
        .filter((line) => /Redis/.test(line));
      // Once for each time that it went and came back, and for a slow start
      expect(told.length).toBeLessThanOrEqual(6);
      expect(told.length).toBeGreaterThanOrEqual(2);
    }
    expect(broken(all)).toEqual([]);
  });

  test("Postgres stopped and started: a word about the shelf, and nothing else", { timeout: SLOW_MS }, async () => {
    const all = await start(2);
    const { postgres, platforms, turns } = all;
    const ann = platforms["Slack over HTTP"].person("ann");
    await ann.types("/shelf add moby dick");
    await ann.reads("Moby");
    await postgres.stop();
    for (const way of WAYS) {
      const person = platforms[way].person(`without ${way}`);
      await person.types("/dog beagle");
      await person.reads("Amiable");
      await person.types("/shelf list");
      await person.reads("My memory is not available right now");
      turns();
    }
    await postgres.start();
    await ann.types("/shelf list");
    await ann.reads("Moby");
    expect(broken(all)).toEqual([]);
  });

  test("a replica killed in the middle of calls: what it did not hold is answered", { timeout: SLOW_MS }, async () => {
    const all = await start(3);
    const { upstream, platforms, replicas, slack, turns } = all;
    await areConnected(all, true);
    upstream.plays("giphy", { slowMs: 1_500 });
    // Delivered to the first, which holds them when it dies
    const held = platforms["Discord over HTTP"].person("held");
    const command = held.types("/gif shrug").catch(() => "lost");
    await eventually(() => upstream.calls("giphy").length > 0);
    replicas[0]?.program.kill("SIGKILL");
    await replicas[0]?.program.ended;
    replicas[1]?.takesOver();
    upstream.plays("giphy", undefined);
    for (let n = 0; n < 6; n += 1) {
      const person = platforms["Slack over HTTP"].person(`after ${n}`);
      await person.types("/gif shrug");
      await person.reads("GIPHY");
      replicas[1 + (n % 2)]?.takesOver();
    }
    turns();
    await eventually(async () => (await replicas[1]?.part("redis"))?.detail === "redis, 2 replicas");
    await command;
    expect(slack.problems()).toEqual([]);
  });
});
