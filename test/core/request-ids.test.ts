import { expect, test } from "vitest";
import { talk } from "../support/conversation.ts";

/** Lines of the log with this message. */
function lines(log: string, message: string): readonly Readonly<Record<string, unknown>>[] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === message);
}

test("one call is found from the invocation, in our log and in the upstream's", async () => {
  const { ann, upstream, log } = await talk();
  upstream.plays("giphy", { status: 502 }, 1);
  await ann.types("/gif shrug");
  const ids = upstream.requests("giphy").map(({ headers }) => headers["x-request-id"]);
  expect(ids).toEqual([expect.stringMatching(/^[2-9A-Z]{5}-1$/), expect.stringMatching(/^[2-9A-Z]{5}-2$/)]);
  const [invocation] = lines(log(), "invocation");
  expect(invocation).toMatchObject({ command: "gif", requests: ids });
  expect(ids[0]).toBe(`${invocation?.["invocation"]}-1`);
  expect(lines(log(), "upstream call")).toMatchObject([
    { request: ids[0], upstream: "giphy", route: "/gifs/search", tries: 1, outcome: 502 },
    { request: ids[1], upstream: "giphy", route: "/gifs/search", tries: 2, outcome: "ok" },
  ]);
});

test("no call, no ids; and every invocation has its own", async () => {
  const { ann, bob, upstream, log } = await talk();
  await ann.types("/gif shrug");
  await ann.types("/gif shrug");
  await bob.types("/gif magpie");
  const [asked, cached, other] = lines(log(), "invocation");
  expect(cached).not.toHaveProperty("requests");
  expect(asked?.["requests"]).not.toEqual(other?.["requests"]);
  expect(new Set(upstream.requests("giphy").map(({ headers }) => headers["x-request-id"])).size).toBe(2);
});
