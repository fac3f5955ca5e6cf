import { expect, test } from "vitest";
import { z } from "zod";
import { testAsk } from "../support/ask.ts";

test("a question and its answer", async () => {
  const { ask, upstream, close } = await testAsk({
    upstreams: { dogCeo: ({ path }) => ({ status: 200, body: { path } }) },
  });
  const schema = z.object({ path: z.string() });
  const answer = await ask.get("dogCeo", {
    path: "/breeds/list/all",
    query: { a: 1 },
    schema,
    freshMs: 1_000,
    staleMs: 0,
  });
  expect(answer.value).toEqual({ path: "/breeds/list/all" });
  expect(upstream.calls("dogCeo")).toEqual(["GET /breeds/list/all?a=1"]);
  await close();
});
