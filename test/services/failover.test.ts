import { describe, expect, onTestFinished, test } from "vitest";
import { NotFoundError, RateLimitError, UpstreamError } from "../../src/core/errors.ts";
import { t } from "../../src/core/text.ts";
import { firstAnswering, firstFinding } from "../../src/services/failover.ts";
import type { UpstreamRow } from "../../src/upstream/limits.ts";
import { testAsk, testCaller } from "../support/ask.ts";
import { failureOf, numberAt } from "../upstream/numbers.ts";

/** Two sources, each of which answers with its own name. */
async function twoSources(rows: Readonly<Record<string, Partial<UpstreamRow>>> = {}) {
  const named = (n: number) => () => ({ status: 200, body: { n } });
  const asked = await testAsk({ upstreams: { giphy: named(1), klipy: named(2) }, rows });
  onTestFinished(asked.close);
  let questions = 0;
  const from = (source: "giphy" | "klipy", ask = asked.ask) => {
    questions += 1;
    return ask.get(source, numberAt(`/${questions}`)).then(({ value }) => value.n);
  };
  return {
    ...asked,
    from,
    first: () =>
      firstAnswering(
        () => from("giphy"),
        () => from("klipy"),
      ),
  };
}

const resting = (seconds: number, status = 429) =>
  ({ status, headers: { "retry-after": String(seconds) }, body: {} }) as const;

/** What came, and whether anybody waited for it. */
async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const startedAt = performance.now();
  return { value: await work, ms: performance.now() - startedAt };
}

describe("two sources instead of a wait", () => {
  test.each([429, 503])(
    "the first says %s and to come back: the second is asked at once, and so next time",
    async (status) => {
      const { first, upstream } = await twoSources();
      upstream.plays("giphy", resting(15, status), 1);
      for (const _ of [1, 2]) {
        const { value, ms } = await timed(first());
        expect(value).toBe(2);
        expect(ms).toBeLessThan(10_000);
      }
      // Not asked while it rests
      expect(upstream.calls("giphy")).toHaveLength(1);
    },
  );

  test("the first has no room in its quota for a while", async () => {
    const quotas = [{ calls: 1, perMs: 15_000, words: "1 call in 15 seconds" }];
    const { first } = await twoSources({ giphy: { quotas } });
    expect(await first()).toBe(1);
    const { value, ms } = await timed(first());
    expect(value).toBe(2);
    expect(ms).toBeLessThan(10_000);
  });

  test("both have to be waited for: who has room first", async () => {
    const { first, upstream } = await twoSources();
    upstream.plays("giphy", resting(15), 1);
    upstream.plays("klipy", resting(0.5), 1);
    const { value, ms } = await timed(first());
    expect(value).toBe(2);
    expect(ms).toBeGreaterThanOrEqual(450);
    expect(ms).toBeLessThan(10_000);
  });

  test("the second is down: the first is worth its wait", async () => {
    const { first, upstream } = await twoSources();
    upstream.plays("giphy", resting(0.5), 1);
    upstream.plays("klipy", { status: 500 });
    expect(await first()).toBe(1);
  });

  test("the second has none: whether the first has one is worth the wait", async () => {
    const { from, upstream } = await twoSources();
    upstream.plays("giphy", resting(0.5), 1);
    const none = () => new NotFoundError(t`None.`);
    expect(await firstFinding([() => from("giphy"), async () => undefined], none)).toBe(1);
  });

  test("an only source is waited for", async () => {
    const { from, upstream } = await twoSources();
    upstream.plays("giphy", resting(0.5), 1);
    expect(await firstAnswering(() => from("giphy"))).toBe(1);
  });

  test("nobody has room within the person's time: told at once, and what the first one says", async () => {
    const { client, from, upstream } = await twoSources();
    upstream.plays("giphy", resting(60), 1);
    upstream.plays("klipy", resting(30), 1);
    const ask = client.askFor(testCaller(20_000));
    const failure = await failureOf(
      firstAnswering(
        () => from("giphy", ask),
        () => from("klipy", ask),
      ),
    );
    expect(failure).toBeInstanceOf(RateLimitError);
    expect(failure instanceof UpstreamError && failure.upstream).toBe("GIPHY");
    expect(upstream.calls("giphy")).toHaveLength(1);
    expect(upstream.calls("klipy")).toHaveLength(1);
  });

  test("one who has nowhere else to go waits, though another in haste asks the same", async () => {
    const { client, upstream } = await twoSources();
    upstream.plays("giphy", resting(2));
    const same = numberAt("/same");
    const alone = client.askFor(testCaller()).get("giphy", same);
    const other = firstAnswering(
      () => client.askFor(testCaller()).get("giphy", same),
      () => client.askFor(testCaller()).get("klipy", same),
    );
    expect((await other).value.n).toBe(2);
    upstream.plays("giphy", undefined);
    expect((await alone).value.n).toBe(1);
  });
});
