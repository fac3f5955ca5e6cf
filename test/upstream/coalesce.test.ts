import { expect, test, vi } from "vitest";
import { BusyError, DeadlineError, NotFoundError, UpstreamError } from "../../src/core/errors.ts";
import { t } from "../../src/core/text.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { testCaller } from "../support/ask.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

const THOUSAND = Array.from({ length: 1_000 });
const kept = numberAt("/n", { freshMs: DAY_MS });

test("a thousand people ask the same at once: one call, one of them is charged", async () => {
  const { client, upstream } = await numbers("dogApi");
  const admit = vi.fn();
  const answers = await Promise.all(
    THOUSAND.map(() => client.askFor(testCaller(5_000, { admit })).get("dogApi", kept)),
  );
  expect(new Set(answers.map(({ value }) => value.n))).toEqual(new Set([1]));
  expect(upstream.calls("dogApi")).toEqual(["GET /n"]);
  expect(admit.mock.calls).toEqual([
    ["dogApi", "The Dog API", { calls: 10, perMs: 60_000, words: "10 calls a minute" }],
  ]);
});

test("a thousand people learn from one call that there is no such thing, or that it failed", async () => {
  const { ask, upstream } = await numbers("dogCeo");
  upstream.plays("dogCeo", { status: 404 });
  const judge = () => new NotFoundError(t`No such breed.`);
  const none = await Promise.all(THOUSAND.map(() => failureOf(ask.get("dogCeo", { ...kept, judge }))));
  expect(none.every((error) => error instanceof NotFoundError)).toBe(true);
  upstream.plays("dogCeo", { status: 500 });
  const failed = await Promise.all(THOUSAND.map(() => failureOf(ask.get("dogCeo", { ...kept, path: "/other" }))));
  expect(failed.every((error) => error instanceof UpstreamError)).toBe(true);
  expect(upstream.calls("dogCeo")).toHaveLength(2);
});

test("one who gives up leaves alone; the others get the answer", async () => {
  const { ask, client, upstream } = await numbers("dogCeo");
  upstream.plays("dogCeo", { slowMs: 100 });
  const impatience = new AbortController();
  const impatient = client.askFor(testCaller(5_000, { signal: impatience.signal }));
  const first = failureOf(impatient.get("dogCeo", kept));
  const second = ask.get("dogCeo", kept);
  impatience.abort();
  expect(await first).toBeInstanceOf(DeadlineError);
  expect((await second).value.n).toBe(1);
  expect(upstream.calls("dogCeo")).toHaveLength(1);
});

test("everybody gives up while the call is under way: its answer is kept for the next", async () => {
  const { ask, client, upstream } = await numbers("dogCeo");
  upstream.plays("dogCeo", { slowMs: 100 });
  const impatience = new AbortController();
  const first = failureOf(client.askFor(testCaller(5_000, { signal: impatience.signal })).get("dogCeo", kept));
  await expect.poll(() => upstream.calls("dogCeo").length).toBe(1);
  impatience.abort();
  await first;
  expect((await ask.get("dogCeo", kept)).value.n).toBe(1);
  expect(upstream.calls("dogCeo")).toHaveLength(1);
});

test("everybody gives up before the call has left: it never leaves and costs nothing", async () => {
  const quotas = [{ calls: 2, perMs: DAY_MS, words: "2 calls a day" }];
  const { ask, client, upstream } = await numbers("dogApi", { rows: { dogApi: { quotas, maxConcurrent: 1 } } });
  upstream.plays("dogApi", { slowMs: 100 }, 1);
  const ahead = ask.get("dogApi", numberAt("/ahead"));
  const impatience = new AbortController();
  const behind = failureOf(client.askFor(testCaller(5_000, { signal: impatience.signal })).get("dogApi", kept));
  await expect.poll(() => upstream.calls("dogApi").length).toBe(1);
  impatience.abort();
  expect(await behind).toBeInstanceOf(DeadlineError);
  await ahead;
  expect(upstream.calls("dogApi")).toEqual(["GET /ahead"]);
  await expect.poll(() => client.status().find(({ id }) => id === "dogApi")?.quota?.left).toBe(1);
});

test("a caller whose time was up before asking", async () => {
  const { client, upstream } = await numbers("dogCeo");
  const late = client.askFor(testCaller(5_000, { signal: AbortSignal.abort() }));
  expect(await failureOf(late.get("dogCeo", kept))).toBeInstanceOf(DeadlineError);
  expect(upstream.calls("dogCeo")).toHaveLength(0);
});

test("a refusal for one's own share is not what others hear", async () => {
  const { ask, client } = await numbers("dogCeo");
  const admit = () => {
    throw new BusyError("fair share", 1_000, t`Ask me again.`);
  };
  const greedy = failureOf(client.askFor(testCaller(5_000, { admit })).get("dogCeo", kept));
  const other = ask.get("dogCeo", kept);
  expect(await greedy).toBeInstanceOf(BusyError);
  expect((await other).value.n).toBe(1);
});
