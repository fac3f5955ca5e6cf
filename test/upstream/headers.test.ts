import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { UpstreamError } from "../../src/core/errors.ts";
import { DAY_MS } from "../../src/core/time.ts";
import type { RecordedUpstream } from "../../src/recorded/body.ts";
import type { StreamQuestion } from "../../src/upstream/question.ts";
import { type TestAsk, testAsk } from "../support/ask.ts";
import { failureOf, numberAt } from "./numbers.ts";

const old = numberAt("/n");
const NEXT = '<https://api.github.com/n?page=2>; rel="next"';

/** Counts its answers, and says 304 while the version it is asked about is its own. */
async function versioned(): Promise<TestAsk & { version: string }> {
  let n = 0;
  const github: RecordedUpstream = ({ headers }) => {
    const etag = `W/"${test.version}"`;
    if (headers["if-none-match"] === etag) return { status: 304, body: "", headers: { etag } };
    n += 1;
    return { status: 200, body: { n }, headers: { etag, link: NEXT, "X-Request-Id": "1" } };
  };
  const test = { ...(await testAsk({ upstreams: { github } })), version: "one" };
  onTestFinished(test.close);
  return test;
}

test("an answer comes with its headers, from the cache, too", async () => {
  const { ask, upstream } = await versioned();
  const kept = numberAt("/n", { freshMs: DAY_MS });
  const first = await ask.get("github", kept);
  expect(first.value).toEqual({ n: 1 });
  expect(first.headers).toMatchObject({ link: NEXT, "x-request-id": "1" });
  expect(await ask.get("github", kept)).toEqual(first);
  expect(upstream.calls("github")).toHaveLength(1);
});

const whole: StreamQuestion<string> = { path: "/n", read: text, freshMs: 0, staleMs: 0 };

test.each([
  ["JSON", old],
  ["a stream", whole],
])("an old answer that still holds is made fresh: %s", async (_, question) => {
  const { ask, upstream } = await versioned();
  const first = await ask.get<unknown>("github", question);
  await expect.poll(() => Date.now()).toBeGreaterThan(first.source.fetchedAt);
  const second = await ask.get<unknown>("github", question);
  expect(second.value).toEqual(first.value);
  expect(second.headers["link"]).toBe(NEXT);
  expect(second.source.fetchedAt).toBeGreaterThan(first.source.fetchedAt);
  expect(second.source.staleBecause).toBeUndefined();
  expect(upstream.requests("github").map(({ headers }) => headers["if-none-match"])).toEqual([undefined, 'W/"one"']);
});

test("a new version takes the old one's place, and its name", async () => {
  const running = await versioned();
  await running.ask.get("github", old);
  running.version = "two";
  expect((await running.ask.get("github", old)).value).toEqual({ n: 2 });
  expect((await running.ask.get("github", old)).value).toEqual({ n: 2 });
  expect(running.upstream.requests("github").at(-1)?.headers["if-none-match"]).toBe('W/"two"');
});

test("behind a stale answer, too", async () => {
  const running = await versioned();
  const stale = numberAt("/n", { staleMs: DAY_MS });
  await running.ask.get("github", stale);
  await running.ask.get("github", stale);
  await expect.poll(() => running.upstream.transcript().length).toBe(4);
  expect((await running.ask.get("github", stale)).value).toEqual({ n: 1 });
});

test("one account's version is none of another's", async () => {
  const { ask, upstream } = await versioned();
  const as = (token: string) => numberAt("/n", { secrets: { headers: { authorization: token } } });
  await ask.get("github", as("ann"));
  expect((await ask.get("github", as("bob"))).value).toEqual({ n: 2 });
  expect(upstream.requests("github").at(-1)?.headers["if-none-match"]).toBeUndefined();
});

test("a 304 that nobody asked for is a failure", async () => {
  const { ask, upstream } = await versioned();
  upstream.plays("github", { status: 304, body: "" });
  expect(await failureOf(ask.get("github", old))).toBeInstanceOf(UpstreamError);
});

test("an old answer with headers stands in when the upstream is down", async () => {
  const { ask, upstream } = await versioned();
  await ask.get("github", old);
  upstream.plays("github", "html503");
  const { headers, source } = await ask.get("github", old);
  expect(headers["link"]).toBe(NEXT);
  expect(source.staleBecause).toBe("GitHub is not answering right now");
});
