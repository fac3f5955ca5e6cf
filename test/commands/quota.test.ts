import { expect, test } from "vitest";
import type { Image } from "../../src/core/reply.ts";
import { type Person, talk } from "../support/conversation.ts";
import { measured } from "../support/pictures.ts";
import { describeWithRedis, redisServer } from "../support/redis.ts";
import { connectedReplica, eventually } from "../support/shared.ts";

function imageSeenBy(person: Person): Image | undefined {
  return person.card().images[0];
}

test("all quotas are full: a line and a bar for each", async () => {
  const { ann } = await talk();
  await ann.types("/quota");
  expect(ann.seesAlone()).toBe(true);
  expect(ann.sees()).toContain("GIPHY: fine, 100 of 100 searches an hour left\n");
  const image = imageSeenBy(ann);
  expect(image?.alt).toBe("A bar for each quota, and all are full");
  expect(await measured(image !== undefined && "file" in image ? image.file.bytes : Buffer.alloc(0))).toBe(
    "960×682 png",
  );
});

test("what was used is said", async () => {
  const { ann } = await talk();
  await ann.types("/gif shrug");
  await ann.types("/quota");
  expect(imageSeenBy(ann)?.alt).toBe("A bar for each quota: GIPHY 99%; the others are full");
});

test("an upstream without its key has no bar", async () => {
  const { ann } = await talk({ keys: {} });
  await ann.types("/quota");
  expect(ann.sees()).toContain("GIPHY: off, my operator has set no key");
  expect(imageSeenBy(ann)?.alt).toContain("A bar for each quota");
});

test("an upstream that answers with what means nothing is not called fine", async () => {
  const { ann, upstream, log } = await talk();
  upstream.plays("catApi", { body: { cats: "none" } });
  await ann.types("/cat siamese");
  expect(ann.sees()).toContain("CATAAS");
  await ann.types("/quota");
  expect(ann.sees()).toMatch(/The Cat API: ill since \d\d:\d\d, what it says means nothing/);
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
    expect(ann.sees()).toContain("quotas are shared by 3 replicas");
    expect(bot.shared?.state().detail).toBe("redis, 3 replicas");
    await server.kill();
    await eventually(() => bot.shared?.state().isConnected === false);
    await ann.types("/quota");
    expect(ann.sees()).toContain("quotas are by my share of 3 replicas");
    expect(bot.shared?.state().detail).toMatch(/: 3 replicas when last heard$/);
  });
});
