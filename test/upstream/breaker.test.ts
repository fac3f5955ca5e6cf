import { expect, test, vi } from "vitest";
import { RateLimitError, UpstreamError, userMessage } from "../../src/core/errors.ts";
import type { TestAsk } from "../support/ask.ts";
import { testCaller } from "../support/ask.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

const times = { firstMs: 100, longestMs: 400 };

async function broken(status: number, count = 5): Promise<TestAsk> {
  const upstreams = await numbers("dogApi", { rows: { dogApi: { quotas: [] } }, tuning: { breakerTimes: times } });
  upstreams.upstream.plays("dogApi", { status });
  for (let n = 0; n < count; n += 1) await failureOf(upstreams.ask.get("dogApi", numberAt(`/${n}`)));
  return upstreams;
}

function statusOf({ client }: TestAsk) {
  return client.status().find(({ id }) => id === "dogApi");
}

test("an upstream that keeps failing is left alone, and asked again later", async () => {
  const upstreams = await broken(500);
  const { ask, client, upstream, logged } = upstreams;
  expect(statusOf(upstreams)).toMatchObject({ state: "down", at: expect.any(Number) });
  const admit = vi.fn();
  const charging = client.askFor(testCaller(5_000, { admit }));
  const refusal = await failureOf(charging.get("dogApi", numberAt("/again")));
  expect(refusal).toBeInstanceOf(UpstreamError);
  expect(userMessage(refusal as UpstreamError)).toMatch(/^The Dog API is not answering right now\./);
  expect(admit).not.toHaveBeenCalled();
  expect(upstream.calls("dogApi")).toHaveLength(5);

  upstream.plays("dogApi", undefined);
  await expect.poll(() => ask.get("dogApi", numberAt("/back")).catch(() => undefined)).toBeDefined();
  expect(statusOf(upstreams)?.state).toBe("fine");
  expect(logged.map(({ message }) => message)).toEqual([
    "the upstream keeps failing and is left alone for a while",
    "the upstream answers again",
  ]);
});

test("one call tests it for all; when that fails, it rests longer", async () => {
  const upstreams = await broken(500);
  const { ask, upstream } = upstreams;
  const since = statusOf(upstreams)?.at;
  await expect
    .poll(async () => {
      await Promise.all(Array.from({ length: 10 }, (_, n) => failureOf(ask.get("dogApi", numberAt(`/again/${n}`)))));
      return upstream.calls("dogApi").length;
    })
    .toBe(6);
  const [fifth, sixth] = upstream.requests("dogApi").slice(-2);
  expect((sixth?.startedAt ?? 0) - (fifth?.startedAt ?? 0)).toBeGreaterThanOrEqual(times.firstMs - 5);
  await expect
    .poll(async () => {
      await failureOf(ask.get("dogApi", numberAt("/still")));
      return upstream.calls("dogApi").length;
    })
    .toBe(7);
  const [, seventh] = upstream.requests("dogApi").slice(-2);
  expect((seventh?.startedAt ?? 0) - (sixth?.startedAt ?? 0)).toBeGreaterThanOrEqual(2 * times.firstMs - 5);
  expect(statusOf(upstreams)).toMatchObject({ state: "down", at: since });
});

test.each([400, 401, 404])("%s is no illness", async (status) => {
  const upstreams = await broken(status, 10);
  expect(upstreams.upstream.calls("dogApi")).toHaveLength(10);
  expect(statusOf(upstreams)?.state).toBe("fine");
});

test("a full quota is no illness", async () => {
  const upstreams = await broken(429, 10);
  expect(statusOf(upstreams)?.state).toBe("resting");
  expect(await failureOf(upstreams.ask.get("dogApi", numberAt("/")))).toBeInstanceOf(RateLimitError);
});

test("one upstream's illness is not another's", async () => {
  const { ask, upstream } = await broken(500);
  upstream.plays("dogCeo", { body: { n: 7 } });
  expect((await ask.get("dogCeo", numberAt("/"))).value.n).toBe(7);
});
