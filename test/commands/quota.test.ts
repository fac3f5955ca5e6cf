import { expect, test } from "vitest";
import type { Image } from "../../src/core/reply.ts";
import { UPSTREAMS } from "../../src/upstream/limits.ts";
import { type Person, talk } from "../support/conversation.ts";
import { measured } from "../support/pictures.ts";
import { describeWithRedis, redisServer } from "../support/redis.ts";
import { connectedReplica, eventually } from "../support/shared.ts";

function imageSeenBy(person: Person): Image | undefined {
  return person.card().images[0];
}

/** How many APIs there are that need no key, or have one. */
const ALL = Object.keys(UPSTREAMS).length;

test("all are fine and nothing has been spent: two sentences and no picture", async () => {
  const { ann } = await talk();
  await ann.types("/quota");
  expect(ann.seesAlone()).toBe(true);
  expect(ann.sees()).toBe(`Web APIs\nAll ${ALL} are fine.\nNothing of their quotas has been spent.`);
  expect(imageSeenBy(ann)).toBeUndefined();
});

test("what was used is said, without a picture while there is plenty", async () => {
  const { ann } = await talk();
  await ann.types("/gif shrug");
  await ann.types("/quota");
  expect(ann.sees()).toContain(`All ${ALL} are fine.\nGIPHY: 99 of 100 searches an hour left`);
  expect(imageSeenBy(ann)).toBeUndefined();
});

test("what has less than half left has a bar", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("giphy", {
    status: 200,
    headers: { "x-ratelimit-remaining": "12" },
    body: { data: [], pagination: { offset: 0, count: 0, total_count: 0 }, meta: { status: 200 } },
  });
  await ann.types("/gif zzzz");
  await ann.types("/quota");
  const image = imageSeenBy(ann);
  expect(image?.alt).toBe("A bar for each quota of which less than half is left: GIPHY 12%");
  expect(await measured(image !== undefined && "file" in image ? image.file.bytes : Buffer.alloc(0))).toMatch(
    /^1080×\d+ png$/,
  );
});

test("upstreams without their keys are told in a sentence, and have no bar", async () => {
  const { ann } = await talk({ keys: {} });
  await ann.types("/quota");
  expect(ann.sees()).toMatch(/All \d+ are fine\.\n/);
  expect(ann.sees()).toMatch(/\nOff, because my operator has set no key: GIPHY, .* and /);
});

test("what has just failed is not called fine, until it answers again", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("catApi", { status: 503 });
  await ann.types("/cat siamese");
  await ann.types("/quota");
  expect(ann.sees()).toContain(`\n${ALL - 1} of ${ALL} are fine.\n`);
  expect(ann.sees()).toMatch(/\nThe Cat API: failed at \d\d:\d\d UTC, when I last asked/);
  upstream.plays("catApi", undefined);
  await ann.types("/cat siamese");
  await ann.types("/quota");
  expect(ann.sees()).toContain(`All ${ALL} are fine.`);
});

test("what failed again and again, and is left alone, is down", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("diseaseSh", { status: 503 });
  upstream.plays("who", { status: 503 });
  for (let time = 0; time < 5; time += 1) await ann.types("/covid germany");
  await ann.types("/quota");
  expect(ann.sees()).toMatch(/\ndisease\.sh: down since \d\d:\d\d UTC, it failed again and again/);
});

test("an upstream that answers with what means nothing is not called fine", async () => {
  const { ann, upstream, log } = await talk();
  upstream.plays("catApi", { body: { cats: "none" } });
  await ann.types("/cat siamese");
  expect(ann.sees()).toContain("CATAAS");
  await ann.types("/quota");
  expect(ann.sees()).toMatch(/The Cat API: ill since \d\d:\d\d UTC, what it says means nothing/);
  expect(log()).toContain("the upstream answers with what means nothing");
});

describeWithRedis("with replicas", () => {
  test("it says how many share the quotas, and how while they can't be asked", async () => {
    const server = await redisServer();
    const { ann, bot } = await talk({ redisUrl: server.url });
    await ann.types("/quota");
    expect(ann.sees()).not.toContain("replica");
    await Promise.all([connectedReplica(server.url), connectedReplica(server.url)]);
    await eventually(() => bot.shared?.replicas().count === 3);
    await ann.types("/quota");
    expect(ann.sees()).toContain("Quotas are shared by 3 replicas");
    expect(bot.shared?.state().detail).toBe("redis, 3 replicas");
    await server.kill();
    await eventually(() => bot.shared?.state().isConnected === false);
    await ann.types("/quota");
    expect(ann.sees()).toContain("Quotas are by my share of 3 replicas");
    expect(bot.shared?.state().detail).toMatch(/: 3 replicas when last heard$/);
  });
});
