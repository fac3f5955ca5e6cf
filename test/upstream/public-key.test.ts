import { expect, test } from "vitest";
import { HOUR_MS } from "../../src/core/time.ts";
import { numberAt, numbers } from "./numbers.ts";

test("a key of one's own", async () => {
  const { client } = await numbers("nasa", { keys: { nasa: "my own key" } });
  expect(client.status().find(({ id }) => id === "nasa")?.quota).toMatchObject({
    left: 1_000,
    words: "1,000 calls an hour",
  });
});

test("the public key allows less: both its quotas hold", async () => {
  const { ask, client } = await numbers("nasa", { keys: { nasa: "DEMO_KEY" } });
  const quota = () => client.status().find(({ id }) => id === "nasa")?.quota;
  expect(quota()).toMatchObject({ left: 30, words: "30 calls an hour with DEMO_KEY" });
  for (let n = 1; n <= 30; n += 1) await ask.get("nasa", numberAt(`/${n}`));
  expect(quota()).toMatchObject({ left: 0 });
  await expect(ask.get("nasa", numberAt("/31"))).rejects.toMatchObject({
    name: "RateLimitError",
    userText: expect.arrayContaining(["30 calls an hour with DEMO_KEY"]),
  });
  expect((quota()?.freeAt ?? 0) - Date.now()).toBeLessThanOrEqual(HOUR_MS);
});
