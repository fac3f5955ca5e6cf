import { describe, expect, onTestFinished, test } from "vitest";
import { SharedIdentifies } from "../../../src/adapters/discord/identify.ts";
import { type SimulatedDiscord, simulatedDiscord } from "../../support/discord.ts";
import { discordBot } from "../../support/discord-bot.ts";
import { guildOfShard } from "../../support/discord-person.ts";
import { redisServer } from "../../support/redis.ts";
import { BEAGLE_CARD, dog } from "../../support/sample-commands.ts";
import { connectedReplica, eventually } from "../../support/shared.ts";

const via = "gateway";

/** A Discord whose shards may identify all at the same time, unless the test says otherwise. */
async function shardedDiscord(count: number, maxConcurrency = count): Promise<SimulatedDiscord> {
  const discord = await simulatedDiscord();
  onTestFinished(() => discord.close());
  Object.assign(discord.gateway, { shardCount: count, maxConcurrency, boundsIdentifies: true });
  return discord;
}

/** One process's part. */
const part = (ids: readonly number[], of: number) => ({ shards: { ids, of } });

/** Uses a command in a server of that shard. */
async function asksIn(discord: SimulatedDiscord, shard: number, of: number) {
  const person = discord.person(`ann in ${shard}`);
  await person.types("dog", {}, { via, guildId: guildOfShard(shard, of) });
  return person.sees();
}

const callbacks = ({ calls }: SimulatedDiscord) => calls.filter((call) => call.startsWith("POST callback"));

describe("the shards of one bot", () => {
  test("are as many as Discord recommends, all in one process", async () => {
    const at = await shardedDiscord(3);
    await using bot = await discordBot({ commands: [dog], via, at });
    expect(at.gateway.connectedShards).toEqual(["0/3", "1/3", "2/3"]);
    expect(bot.adapter.state()).toEqual({
      isConnected: true,
      detail: "gateway: 3 of 3 shards connected",
      shards: { of: 3, own: { 0: "connected", 1: "connected", 2: "connected" } },
    });
    for (const shard of [0, 1, 2]) expect(await asksIn(at, shard, 3)).toBe(BEAGLE_CARD);
    await at.person("bob").types("dog", {}, { via, context: 1 });
    expect(callbacks(at)).toEqual(Array(4).fill("POST callback 204"));
  });

  test("are divided between two processes, each of which tells of its own", async () => {
    const at = await shardedDiscord(4);
    // Fewer would do: what the operator says counts
    at.gateway.shardCount = 1;
    await using one = await discordBot({ commands: [dog], via, at, config: part([0, 1], 4) });
    await using two = await discordBot({ commands: [dog], via, at, config: part([2, 3], 4) });
    expect(at.gateway.connectedShards).toEqual(["0/4", "1/4", "2/4", "3/4"]);
    expect(one.adapter.state().shards).toEqual({ of: 4, own: { 0: "connected", 1: "connected" } });
    expect(two.adapter.state().shards).toEqual({ of: 4, own: { 2: "connected", 3: "connected" } });
    for (const shard of [0, 1, 2, 3]) expect(await asksIn(at, shard, 4)).toBe(BEAGLE_CARD);
    expect(callbacks(at)).toEqual(Array(4).fill("POST callback 204"));
  });

  test("are told one by one while one of them is away", async () => {
    const at = await shardedDiscord(2);
    await using bot = await discordBot({ commands: [dog], via, at });
    at.gateway.greets = false;
    at.gateway.drop(4000, 1);
    await eventually(() => !bot.adapter.state().isConnected);
    expect(bot.adapter.state()).toMatchObject({
      isConnected: false,
      detail: "gateway: 1 of 2 shards connected (not 1)",
      shards: { of: 2, own: { 0: "connected", 1: "connecting" } },
    });
    expect(await asksIn(at, 0, 2)).toBe(BEAGLE_CARD);
  });
});

describe("the turns to identify", () => {
  test("are shared by all processes, as many at a time as Discord allows", async () => {
    const { url } = await redisServer();
    const [one, two] = await Promise.all([connectedReplica(url), connectedReplica(url)]);
    const throttlers = [one, two].map(({ shared }) => new SharedIdentifies(2, shared.locks));
    const identified: { shard: number; at: number }[] = [];
    const { signal } = new AbortController();
    const asks = throttlers.flatMap((throttler, process) =>
      [0, 1].map(async (bucket) => {
        const shard = 2 * process + bucket;
        await throttler.waitForIdentify(shard, signal);
        identified.push({ shard, at: performance.now() });
      }),
    );
    await Promise.all(asks);
    for (const bucket of [0, 1]) {
      const [first, second] = identified.filter(({ shard }) => shard % 2 === bucket);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
    }
  });

  test("are kept by two processes that start at once", async () => {
    const { url } = await redisServer();
    const [one, two] = await Promise.all([connectedReplica(url), connectedReplica(url)]);
    const at = await shardedDiscord(2, 1);
    await using first = await discordBot({
      commands: [dog],
      via,
      at,
      config: part([0], 2),
      shared: one.shared,
      isUnready: true,
    });
    await using second = await discordBot({
      commands: [dog],
      via,
      at,
      config: part([1], 2),
      shared: two.shared,
      isUnready: true,
    });
    await Promise.all([first.adapter.ready, second.adapter.ready]);
    expect(at.gateway.events.toSorted()).toEqual(["identify 0/2", "identify 1/2"]);
  });

  test("are each process's own while nobody can be asked", async () => {
    const server = await redisServer();
    const { shared } = await connectedReplica(server.url);
    await server.kill();
    const at = await shardedDiscord(2, 1);
    await using bot = await discordBot({ commands: [dog], via, at, shared });
    expect(at.gateway.events.toSorted()).toEqual(["identify 0/2", "identify 1/2"]);
    expect(bot.adapter.state().isConnected).toBe(true);
  });

  test("nobody waits any longer whose connection was closed", async () => {
    const { url } = await redisServer();
    const { shared } = await connectedReplica(url);
    await shared.locks.take("identify:0", 60_000);
    const closed = new AbortController();
    const waiting = new SharedIdentifies(1, shared.locks).waitForIdentify(0, closed.signal);
    closed.abort();
    await expect(waiting).rejects.toThrow();
  });
});

describe("one shard in two processes", () => {
  /** What two processes need for it. */
  async function both() {
    const { url } = await redisServer();
    const [one, two] = await Promise.all([connectedReplica(url), connectedReplica(url)]);
    const at = await shardedDiscord(1);
    at.gateway.boundsIdentifies = false;
    const options = { commands: [dog], via, at } as const;
    return { at, one: { ...options, shared: one.shared }, two: { ...options, shared: two.shared } };
  }

  test("each interaction is answered by one of them: commands, choices, buttons", async () => {
    const { at, one, two } = await both();
    await using first = await discordBot(one);
    await using second = await discordBot(two);
    expect(at.gateway.connectedShards).toEqual(["0/1", "0/1"]);
    expect(second.log.lines.map(({ message }) => message)).toContain(
      "another process is connected for this shard, too: each interaction is answered by one of them",
    );
    const ann = at.person("ann");
    await ann.types("dog", {}, { via });
    expect(await ann.completes("dog", "breed", "bea", { via })).toEqual([{ name: "Beagle", value: "Beagle" }]);
    await ann.presses("Another", { via });
    await ann.types("nothing", {}, { via });
    for (const bot of [first, second]) await bot.dispatcher.drain(30_000);
    expect(callbacks(at)).toEqual(Array(4).fill("POST callback 204"));
    expect([...first.log.lines, ...second.log.lines].filter(({ level }) => level === "error")).toEqual([]);
  });

  test("one that stops leaves the answers to the other", async () => {
    const { at, one, two } = await both();
    const ann = at.person("ann");
    {
      await using first = await discordBot(one);
      await using _second = await discordBot(two);
      await first.adapter.stop();
      for (let n = 0; n < 3; n += 1) await ann.types("dog", {}, { via });
    }
    expect(ann.seesAll()).toEqual([BEAGLE_CARD, BEAGLE_CARD, BEAGLE_CARD]);
    expect(callbacks(at)).toEqual(Array(3).fill("POST callback 204"));
  });
});

describe("a shard that moves to another process", () => {
  test("after a stop: the session goes on, and what came between is answered", async () => {
    const { url } = await redisServer();
    const [one, two] = await Promise.all([connectedReplica(url), connectedReplica(url)]);
    const at = await shardedDiscord(2);
    const first = await discordBot({ commands: [dog], via, at, shared: one.shared });
    await first[Symbol.asyncDispose]();
    expect(at.gateway.connectedShards).toEqual([]);
    const ann = at.person("ann");
    await ann.sends("dog", {}, { via, guildId: guildOfShard(1, 2) });
    await using second = await discordBot({ commands: [dog], via, at, shared: two.shared });
    await at.until(() => ann.sees() === BEAGLE_CARD, "the answer");
    expect(at.gateway.events).toEqual(["identify 0/2", "identify 1/2", "resume 0/2", "resume 1/2"]);
    expect(second.adapter.state().isConnected).toBe(true);
    for (let n = 0; n < 3; n += 1) expect(await asksIn(at, 0, 2)).toBe(BEAGLE_CARD);
  });

  test.each([
    ["nonsense"],
    [JSON.stringify({ sessionId: "x", sequence: 1, resumeURL: "http://h", shardId: 0, shardCount: 1 })],
  ])("what is kept makes no sense (%s): a new session", async (kept) => {
    const { url } = await redisServer();
    const { shared } = await connectedReplica(url);
    await shared.values.set("discord-shard:0/1", kept, 60_000);
    const at = await shardedDiscord(1);
    await using bot = await discordBot({ commands: [dog], via, at, shared });
    expect(at.gateway.events).toEqual(["identify"]);
    expect(bot.adapter.state().isConnected).toBe(true);
  });

  test("Discord no longer knows the session: a new one", async () => {
    const { url } = await redisServer();
    const { shared } = await connectedReplica(url);
    const at = await shardedDiscord(1);
    const resumeURL = `${at
      .config(via)
      .apiUrl.replace("http:", "ws:")
      .replace(/\/api$/, "")}/gateway`;
    const session = { sessionId: "gone", sequence: 5, resumeURL, shardId: 0, shardCount: 1 };
    await shared.values.set("discord-shard:0/1", JSON.stringify(session), 60_000);
    await using bot = await discordBot({ commands: [dog], via, at, shared });
    expect(at.gateway.events).toEqual(["resume refused", "identify"]);
    expect(bot.adapter.state().isConnected).toBe(true);
  });
});
