import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { defineCommand, type Services } from "../../src/core/command.ts";
import { Dispatcher } from "../../src/core/dispatch.ts";
import { ShareError } from "../../src/core/errors.ts";
import { FairShare, type Holders } from "../../src/core/fair-share.ts";
import type { Exchange } from "../../src/core/invocation.ts";
import { paragraph, reply } from "../../src/core/reply.ts";
import { t } from "../../src/core/text.ts";
import type { Watch } from "../../src/core/watch.ts";
import { describeWithRedis, redisServer } from "../support/redis.ts";
import { connectedReplica, eventually, replicaOf, type TestReplica } from "../support/shared.ts";

/** The dispatcher of one replica, and what it told the platform. */
function dispatcherOf({ shared }: TestReplica, run: () => Promise<void> = async () => {}) {
  const echo = defineCommand({
    name: "echo",
    description: "Answers",
    options: {},
    run: async () => {
      await run();
      return reply(paragraph(t`here`));
    },
  });
  const quiet = () => {};
  const dispatcher = new Dispatcher({
    commands: [echo],
    servicesFor: () => ({}) as Services,
    fairShare: new FairShare("off"),
    claims: shared.claims,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    inlineBudgetMs: 1_000,
  });
  const told: string[] = [];
  const exchange: Exchange = {
    answer: async () => void told.push("answer"),
    defer: async () => void told.push("defer"),
    complete: async () => void told.push("complete"),
    ignore: async () => void told.push("ignore"),
  };
  const user = { id: "U1", key: "slack:U1", name: "ann", locale: "en" };
  const input = { values: {} };
  const deliver = (deliveryId: string) =>
    dispatcher.dispatch({ deliveryId, platform: "slack", command: "echo", input, source: "command", user }, exchange);
  return { deliver, told };
}

describeWithRedis("one delivery that comes to two replicas", () => {
  test("is answered by one, at the same time or one after the other", async () => {
    const { url } = await redisServer();
    let undecided = 0;
    const watch: Watch = (event) => {
      if (event.type === "shared" && event.what === "claim" && event.outcome !== "ok") undecided += 1;
    };
    const [one, two] = await Promise.all([connectedReplica(url, { watch }), connectedReplica(url, { watch })]);
    const [first, second] = [dispatcherOf(one), dispatcherOf(two)];
    const decided: string[] = [];
    for (let n = 0; decided.length < 50; n += 1) {
      const before = undecided;
      const both = () => Promise.all([first.deliver(`same ${n}`), second.deliver(`same ${n}`)]);
      const inTurn = async () => [await first.deliver(`same ${n}`), await second.deliver(`same ${n}`)];
      await (n % 2 === 0 ? both() : inTurn());
      const told = [...first.told.splice(0), ...second.told.splice(0)].toSorted().join(" and ");
      // On a busy machine an answer of Redis may be late; whoever cannot tell answers
      if (undecided === before) decided.push(told);
      else expect(told).toMatch(/^answer and (answer|ignore)$/);
    }
    expect(new Set(decided)).toEqual(new Set(["answer and ignore"]));
  });

  test("is answered by both, rather than by nobody, while nobody can be asked", async () => {
    const server = await redisServer();
    const [one, two] = await Promise.all([connectedReplica(server.url), connectedReplica(server.url)]);
    const [first, second] = [dispatcherOf(one), dispatcherOf(two)];
    server.hang();
    await Promise.all([first.deliver("hung"), second.deliver("hung")]);
    server.goOn();
    await server.kill();
    await eventually(() => !one.shared.state().isConnected && !two.shared.state().isConnected);
    await Promise.all([first.deliver("gone"), second.deliver("gone")]);
    expect([first.told, second.told]).toEqual([
      ["answer", "answer"],
      ["answer", "answer"],
    ]);
  });

  test("the claim is asked for beside the work, and not before it", async () => {
    const server = await redisServer();
    const replica = await connectedReplica(server.url);
    server.hang();
    let hasBegun = false;
    const { deliver } = dispatcherOf(replica, async () => {
      hasBegun = true;
    });
    const delivered = deliver("beside");
    await setImmediate();
    expect(hasBegun).toBe(true);
    await delivered;
    server.goOn();
  });
});

describeWithRedis("one person's share", () => {
  const ANN: Holders = { person: "slack:T1:ann", channel: "slack:C1", workspace: "slack:T1" };

  function granted(share: FairShare, times: number): number {
    let count = 0;
    for (let n = 0; n < times; n += 1) {
      try {
        share.takeCommand(ANN);
        count += 1;
      } catch (error) {
        if (!(error instanceof ShareError)) throw error;
      }
    }
    return count;
  }

  test("is one for all replicas, but for what each grants before it hears of the others", async () => {
    const server = await redisServer();
    const replicas = await Promise.all([1, 2, 3].map(() => connectedReplica(server.url)));
    const shares = replicas.map(({ shared }) => new FairShare(10, shared.counts));
    const [first, ...others] = shares;
    expect(first && granted(first, 20)).toBe(10);
    await eventually(async () => (await server.client.get("magpie:count:command/person/slack:T1:ann")) === "10");
    for (const share of others) expect(granted(share, 1)).toBe(1);
    await eventually(() => others.every((share) => granted(share, 1) === 0));
  });

  test("is each replica's own while nobody can be asked", async () => {
    const server = await redisServer();
    await server.kill();
    const share = new FairShare(10, replicaOf(server.url).shared.counts);
    expect(granted(share, 20)).toBe(10);
  });
});
