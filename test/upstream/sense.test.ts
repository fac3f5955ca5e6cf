import { expect, test } from "vitest";
import { z } from "zod";
import { BodyError } from "../../src/core/errors.ts";
import type { Question } from "../../src/upstream/question.ts";
import type { TestAsk } from "../support/ask.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

/** Takes only a number that is asked for: what another source of it would call sane. */
function seven(changes: Partial<Question<{ n: number }>> = {}): Question<{ n: number }> {
  const schema = z.object({ n: z.number() }).refine(({ n }) => n === 7, { path: ["n"], error: "is another number" });
  return numberAt("/seven", { schema: () => schema, ...changes });
}

function stateOf({ client }: TestAsk) {
  return client.status().find(({ id }) => id === "dogApi");
}

test("an answer of the right type that means nothing: the upstream is ill until it makes sense again", async () => {
  const upstreams = await numbers("dogApi");
  const { ask, upstream, logged } = upstreams;
  const before = Date.now();
  const error = await failureOf(ask.get("dogApi", seven()));
  expect(error).toBeInstanceOf(BodyError);
  expect(error.message).toBe("The Dog API GET /seven: wrong body at “n”: is another number");
  expect(stateOf(upstreams)).toMatchObject({ state: "ill", at: expect.toSatisfy((at) => at >= before) });
  await failureOf(ask.get("dogApi", seven()));
  upstream.plays("dogApi", { body: { n: 7 } });
  await ask.get("dogApi", seven());
  expect(stateOf(upstreams)?.state).toBe("fine");
  expect(logged).toEqual([
    {
      message: "the upstream answers with what means nothing",
      upstream: "dogApi",
      route: "/seven",
      problem: error.message,
    },
    { message: "the upstream's answers make sense again", upstream: "dogApi", route: "/seven" },
  ]);
});

test("sense on another route says nothing about this one", async () => {
  const upstreams = await numbers("dogApi");
  await failureOf(upstreams.ask.get("dogApi", seven()));
  await upstreams.ask.get("dogApi", numberAt("/any"));
  expect(stateOf(upstreams)?.state).toBe("ill");
});

test("what means nothing is not kept, and the last answer that meant something stands in for it", async () => {
  const { ask, upstream } = await numbers("dogApi");
  upstream.plays("dogApi", { body: { n: 7 } }, 1);
  await ask.get("dogApi", seven());
  upstream.plays("dogApi", { body: { n: 8 } });
  const { value, source } = await ask.get("dogApi", seven());
  expect(value).toEqual({ n: 7 });
  expect(source.staleBecause).toBe("The Dog API is not answering right now");
});

test("who keeps it up is left alone for a while", async () => {
  const upstreams = await numbers("dogApi", { rows: { dogApi: { quotas: [] } } });
  for (let n = 0; n < 8; n += 1) await failureOf(upstreams.ask.get("dogApi", seven()));
  expect(upstreams.upstream.calls("dogApi")).toHaveLength(5);
  expect(stateOf(upstreams)?.state).toBe("down");
});

test.each([404, 429, 500])("a %s says nothing about sense", async (status) => {
  const upstreams = await numbers("dogApi");
  upstreams.upstream.plays("dogApi", { status });
  await failureOf(upstreams.ask.get("dogApi", seven()));
  expect(stateOf(upstreams)?.state).not.toBe("ill");
});
