import { expect, inject, onTestFinished, test } from "vitest";
import { KeptFiles } from "../../src/http/kept-files.ts";
import { MediaLinks } from "../../src/http/media.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { AccountWaits } from "../../src/services/accounts/waits.ts";
import { messageOf, playground, statesOf } from "../support/playground.ts";
import { describeWithRedis, redisServer } from "../support/redis.ts";
import { connectedReplica, eventually, type TestReplica } from "../support/shared.ts";

const PNG = {
  name: "covid-cases.png",
  mediaType: "image/png",
  bytes: Buffer.from("\x89PNG\n bytes \n of a picture", "latin1"),
};
const PUBLIC_URL = "https://magpie.example";

async function replicas(): Promise<readonly [TestReplica, TestReplica, Awaited<ReturnType<typeof redisServer>>]> {
  const server = await redisServer();
  const [one, two] = await Promise.all([connectedReplica(server.url), connectedReplica(server.url)]);
  return [one, two, server];
}

/** The pictures of one replica, and where its web server is. */
async function mediaOf({ shared }: TestReplica, secret = "the same") {
  const links = new MediaLinks({ publicUrl: PUBLIC_URL, secret, shared });
  const http = createHttpServer({ adapters: () => [], isDraining: () => false });
  links.serve(http);
  const root = await http.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => http.close());
  return { links, follow: (link = "") => fetch(root + link.slice(PUBLIC_URL.length)) };
}

describeWithRedis("nothing is tied to a process", () => {
  test("a picture that one replica made is given out by another, and both know that the world reaches them", async () => {
    const [one, two, { client }] = await replicas();
    const [maker, giver] = [await mediaOf(one), await mediaOf(two)];
    const link = maker.links.linkTo(PNG);
    await eventually(async () => (await client.keys("magpie:*file:*")).length === 1);
    const response = await giver.follow(link);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG.bytes);
    await eventually(() => maker.links.areProven && giver.links.areProven);
    const [key = ""] = await client.keys("magpie:*file:*");
    expect(await client.pttl(key)).toBeGreaterThan(0);
  });

  test("a link that is signed with another secret leads nowhere", async () => {
    const [one, two] = await replicas();
    const [maker, giver] = [await mediaOf(one), await mediaOf(two, "another")];
    expect((await giver.follow(maker.links.linkTo(PNG))).status).toBe(404);
  });

  test("no link is made while another replica could not find the picture", async () => {
    const [one, , server] = await replicas();
    const { links } = await mediaOf(one);
    await server.kill();
    await eventually(() => !one.shared.state().isConnected);
    expect(links.linkTo(PNG)).toBeUndefined();
  });

  test("a file of a reply in the playground is found by another replica", async () => {
    const [one, two, { client }] = await replicas();
    const keep = ({ shared }: TestReplica) =>
      new KeptFiles({ maxBytes: 1_000_000, ttlMs: 60_000, shared: shared.values });
    keep(one).keep("some-id", PNG);
    await eventually(async () => (await client.keys("magpie:*file:some-id")).length === 1);
    expect(await keep(two).find("some-id")).toEqual(PNG);
    expect(await keep(two).find("other-id")).toBeUndefined();
  });

  test("what was typed into the playground of one replica is pressed and filled in on another", {
    timeout: 60_000,
  }, async () => {
    const { url: redisUrl } = await redisServer();
    const databaseUrl = await (await fetch(inject("freshPostgres"))).text();
    const [one, two] = [await playground({ databaseUrl, redisUrl }), await playground({ databaseUrl, redisUrl })];
    const preview = await one.types("/gif shrug");
    const [state] = statesOf(preview, "Send");
    const press = { isPrivate: true, askedBy: "ann", state };
    const refused = messageOf(await two.does("press", { ...press, person: "bob" }));
    expect(refused.message.text).toContain("Only ann can press this one.");
    expect(messageOf(await two.does("press", press))).toMatchObject({
      place: "instead",
      message: { isPrivate: false },
    });
    await one.types("/shelf add moby dick");
    expect((await two.types("/shelf list")).text).toContain("Moby");
    expect((await one.asks("form", { command: "dog" })).status).toBe(200);
    const filled = messageOf(await two.does("submit", { command: "dog", values: { breed: "beagle" }, files: {} }));
    expect(filled.message.text).toContain("Amiable");
  });

  test("who waits on one replica hears of an account that was connected on another", async () => {
    const [one, two] = await replicas();
    const [waiting, connecting] = [new AccountWaits(one.shared.signals), new AccountWaits(two.shared.signals)];
    const outcome = waiting.outcome("slack:T1:ann", "github", 60_000);
    const other = waiting.outcome("slack:T1:bob", "github", 60_000);
    // A message is lost where nobody listens yet
    const again = setInterval(() => connecting.tell("slack:T1:ann", "github", { type: "connected", login: "ann" }), 50);
    onTestFinished(() => clearInterval(again));
    expect(await outcome).toEqual({ type: "connected", login: "ann" });
    connecting.tell("slack:T1:bob", "github", { type: "expired" });
    expect(await other).toEqual({ type: "expired" });
  });
});
