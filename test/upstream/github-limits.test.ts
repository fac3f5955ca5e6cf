import { expect, onTestFinished, test } from "vitest";
import { RateLimitError } from "../../src/core/errors.ts";
import { type TestAsk, testAsk } from "../support/ask.ts";
import type { Fault } from "../support/fake-upstream.ts";
import { failureOf, numberAt } from "./numbers.ts";

const USED_UP: Fault = {
  status: 403,
  headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.ceil(Date.now() / 1_000) + 1_800) },
};

/** A question with somebody's token. */
function of(token: string, path = "/n") {
  return numberAt(path, { secrets: { headers: { authorization: `Bearer ${token}` } } });
}

async function asking(headers: Readonly<Record<string, string>> = {}): Promise<TestAsk> {
  const answer = () => ({ status: 200, body: { n: 1 }, headers });
  const running = await testAsk({ upstreams: { github: answer, dogCeo: answer } });
  onTestFinished(running.close);
  return running;
}

test("a quota that one account has used up is left to the others", async () => {
  const { ask, upstream } = await asking();
  upstream.plays("github", USED_UP, 1);
  await failureOf(ask.get("github", of("anns")));
  expect(await failureOf(ask.get("github", of("anns", "/other")))).toBeInstanceOf(RateLimitError);
  expect((await ask.get("github", of("bobs"))).value).toEqual({ n: 1 });
  expect((await ask.get("github", numberAt("/n"))).value).toEqual({ n: 1 });
  expect(upstream.calls("github")).toHaveLength(3);
});

test("where all share one quota, all wait", async () => {
  const { ask, upstream } = await asking();
  upstream.plays("dogCeo", USED_UP, 1);
  await failureOf(ask.get("dogCeo", of("anns")));
  expect(await failureOf(ask.get("dogCeo", of("bobs")))).toBeInstanceOf(RateLimitError);
});

test("a feed that asks not to be asked again is not", async () => {
  const { ask, upstream } = await asking({ "x-poll-interval": "60" });
  await ask.get("github", numberAt("/events"));
  await ask.get("github", numberAt("/events"));
  expect(upstream.calls("github")).toHaveLength(1);
});

test.each(["0", "soon"])("a poll interval of %s holds nothing back", async (interval) => {
  const { ask, upstream } = await asking({ "x-poll-interval": interval });
  await ask.get("github", numberAt("/events"));
  await ask.get("github", numberAt("/events"));
  expect(upstream.calls("github")).toHaveLength(2);
});
