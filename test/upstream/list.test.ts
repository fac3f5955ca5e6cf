import { describe, expect, test } from "vitest";
import { z } from "zod";
import { BodyError } from "../../src/core/errors.ts";
import { entriesOf, listOf } from "../../src/upstream/list.ts";
import { failureOf, numbers } from "./numbers.ts";

const question = <T>(schema: z.ZodType<T>) => ({ path: "/list", schema: () => schema, freshMs: 0, staleMs: 0 });
const names = question(z.object({ data: listOf(z.object({ name: z.string() })) }));

describe("a list", () => {
  test("odd elements cost only themselves, and are counted at debug", async () => {
    const { ask, upstream, logged } = await numbers("dogApi");
    upstream.plays("dogApi", { body: { data: [{ name: "one" }, { name: 2 }, null, "three", { name: "four" }] } });
    expect((await ask.get("dogApi", names)).value).toEqual({ data: [{ name: "one" }, { name: "four" }] });
    expect(logged).toEqual([
      {
        message: "odd elements of a list were left out",
        upstream: "dogApi",
        route: "/list",
        count: 3,
        first: expect.stringMatching(/^1\.name: .*expected string/),
      },
    ]);
  });

  test("nothing is said of a list that is as it should be, nor of an empty one", async () => {
    const { ask, upstream, logged } = await numbers("dogApi");
    upstream.plays("dogApi", { body: { data: [{ name: "one" }] } });
    await ask.get("dogApi", names);
    upstream.plays("dogApi", { body: { data: [] } });
    expect((await ask.get("dogApi", names)).value).toEqual({ data: [] });
    expect(logged).toEqual([]);
  });

  test("some came and none parses: an error that names the first", async () => {
    const { ask, upstream } = await numbers("dogApi");
    upstream.plays("dogApi", { body: { data: [{ name: 7 }, {}] } });
    const error = await failureOf(ask.get("dogApi", names));
    expect(error).toBeInstanceOf(BodyError);
    expect((error as BodyError).path).toBe("data.0.name");
  });

  test("lists within lists: what all of them left out", async () => {
    const { ask, upstream, logged } = await numbers("dogApi");
    upstream.plays("dogApi", { body: [{ tags: ["a", 1] }, { tags: [2] }, { tags: ["b", 3, 4] }] });
    const nested = question(listOf(z.object({ tags: listOf(z.string()) })));
    expect((await ask.get("dogApi", nested)).value).toEqual([{ tags: ["a"] }, { tags: ["b"] }]);
    expect(logged).toMatchObject([{ count: 4 }]);
  });

  test("what one body left out is not told of the next", async () => {
    const { ask, upstream, logged } = await numbers("dogApi");
    upstream.plays("dogApi", { body: { data: [{ name: "one" }, 2] } }, 1);
    await ask.get("dogApi", names);
    upstream.plays("dogApi", { body: { data: [{ name: "one" }] } });
    await ask.get("dogApi", names);
    expect(logged).toHaveLength(1);
  });
});

test("the pairs of an object are a list, too", async () => {
  const { ask, upstream, logged } = await numbers("dogApi");
  upstream.plays("dogApi", { body: { hound: ["afghan"], terrier: 7 } });
  const pairs = question(entriesOf(z.array(z.string()), z.string()));
  expect((await ask.get("dogApi", pairs)).value).toEqual([["hound", ["afghan"]]]);
  expect(logged).toMatchObject([{ count: 1 }]);
});
