import { expect, test } from "vitest";
import { ok } from "../../../src/recorded/body.ts";
import { followers, repos } from "../../../src/services/github/lists.ts";
import { talk } from "../../support/conversation.ts";

test("odd repositories and people cost only themselves", () => {
  expect(repos.parse([{}, { full_name: "octo/cat" }, null])).toMatchObject([{ fullName: "octo/cat" }]);
  expect(followers.parse([{ login: 7 }, { login: "ann" }])).toMatchObject([{ login: "ann" }]);
  expect(repos.safeParse([{}, null]).success).toBe(false);
});

test("an event that can't be read is left out of the feed", async () => {
  const event = { type: "WatchEvent", actor: { login: "ann" }, repo: { name: "octo/cat" }, payload: {}, public: true };
  const { ann, log } = await talk({ upstreams: { githubPublic: () => ok([{ type: 7 }, event, null]) } });
  await ann.types("/github events");
  expect(ann.sees()).toContain("ann starred octo/cat");
  expect(log()).toMatch(/"upstream":"githubPublic".*"count":2/);
});
