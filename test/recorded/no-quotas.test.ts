import { expect, test } from "vitest";
import { inspectConfig } from "../../src/config.ts";
import { startRecordedServer, withUpstreamsAt } from "../../src/recorded/server.ts";
import { talk } from "../support/conversation.ts";

test("twenty dogs in a row are twenty dogs, each with a picture", async () => {
  const { ann } = await talk({ isDemo: true });
  for (let dog = 0; dog < 20; dog++) {
    await ann.types("/dog");
    expect(ann.card().images).toHaveLength(1);
  }
  await ann.types("/quota");
  expect(ann.sees()).not.toContain("left");
});

test("the demo shares nothing out and counts no calls, whatever the operator has set", async () => {
  const server = await startRecordedServer();
  const { config } = inspectConfig({ FAIR_SHARE: "1", DOG_API_QUOTA: "1/d" });
  const demo = withUpstreamsAt(config, server);
  expect(demo.fairShare).toBe("off");
  expect(Object.values(demo.upstreamQuotas).every((quotas) => quotas.length === 0)).toBe(true);
  await server.close();
});

test("where one looks at a quota that is used up, there is one", async () => {
  const server = await startRecordedServer({ fault: "out-of-quota" });
  const { config } = inspectConfig({ DOG_API_QUOTA: "1/d" });
  expect(withUpstreamsAt(config, server).upstreamQuotas).toEqual(config.upstreamQuotas);
  await server.close();
});

test.each(["/dog beagle", "/dog chihuahua", "/dog pembroke welsh corgi", "/cat persian"])(
  "another under %s is another of the same breed",
  async (line) => {
    const { ann } = await talk({ isDemo: true });
    await ann.types(line);
    const { title, images } = ann.card();
    await ann.presses("Another");
    expect(ann.card().title).toBe(title);
    expect(ann.card().images).toHaveLength(1);
    expect(ann.card().images).not.toEqual(images);
  },
);
