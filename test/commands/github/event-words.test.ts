import { describe, expect, test } from "vitest";
import { z } from "zod";
import { eventInWords } from "../../../commands/github/event-words.ts";
import { plainText } from "../../../src/core/text.ts";
import { recordedJson } from "../../../src/recorded/body.ts";
import { payload } from "../../../src/services/github/events.ts";

function words(type: string, given: unknown = {}, repo = "octo/cat"): string {
  return plainText(eventInWords({ type, actor: "ann", repo, payload: payload.parse(given) }));
}

const issue = { number: 7, title: "Crash on start" };
const pull = { action: "opened", number: 8, pull_request: { number: 8, url: "https://api.github.com/x" } };

describe("every type that GitHub sends, in words", () => {
  test.each([
    ["PushEvent", { ref: "refs/heads/main", head: "a", before: "b" }, "pushed to main of octo/cat"],
    ["PushEvent", { ref: "refs/heads/main", size: 2, commits: [{}, {}] }, "pushed 2 commits to main of octo/cat"],
    ["PushEvent", { ref: "refs/heads/main", size: 1 }, "pushed 1 commit to main of octo/cat"],
    ["CreateEvent", { ref: null, ref_type: "repository" }, "created the repository octo/cat"],
    ["CreateEvent", { ref: "v1", ref_type: "tag" }, "created the tag v1 in octo/cat"],
    ["DeleteEvent", { ref: "old", ref_type: "branch" }, "deleted the branch old in octo/cat"],
    ["ForkEvent", { forkee: { full_name: "ann/cat" } }, "forked octo/cat to ann/cat"],
    ["WatchEvent", { action: "started" }, "starred octo/cat"],
    ["PublicEvent", {}, "made octo/cat public"],
    ["IssuesEvent", { action: "opened", issue }, "opened issue #7 “Crash on start” in octo/cat"],
    ["IssueCommentEvent", { action: "created", issue }, "commented on issue #7 “Crash on start” in octo/cat"],
    [
      "IssueCommentEvent",
      { action: "deleted", issue: { ...issue, pull_request: { url: "x" } } },
      "deleted a comment on pull request #7 “Crash on start” in octo/cat",
    ],
    ["CommitCommentEvent", { action: "created", comment: {} }, "commented on a commit in octo/cat"],
    ["PullRequestEvent", pull, "opened pull request #8 in octo/cat"],
    ["PullRequestEvent", { ...pull, action: "merged" }, "merged pull request #8 in octo/cat"],
    [
      "PullRequestEvent",
      { action: "closed", number: 8, pull_request: { number: 8, title: "Fix", merged: true } },
      "merged pull request #8 “Fix” in octo/cat",
    ],
    ["PullRequestEvent", { ...pull, action: "synchronize" }, "updated pull request #8 in octo/cat"],
    [
      "PullRequestReviewEvent",
      { ...pull, action: "created", review: { state: "approved" } },
      "approved pull request #8 in octo/cat",
    ],
    [
      "PullRequestReviewEvent",
      { ...pull, action: "created", review: { state: "CHANGES_REQUESTED" } },
      "asked for changes to pull request #8 in octo/cat",
    ],
    ["PullRequestReviewEvent", { ...pull, action: "dismissed" }, "dismissed a review of pull request #8 in octo/cat"],
    [
      "PullRequestReviewCommentEvent",
      { ...pull, action: "created" },
      "commented on the code of pull request #8 in octo/cat",
    ],
    [
      "PullRequestReviewThreadEvent",
      { ...pull, action: "resolved" },
      "resolved a thread of pull request #8 in octo/cat",
    ],
    ["DiscussionEvent", { action: "created", discussion: issue }, "started discussion #7 “Crash on start” in octo/cat"],
    [
      "DiscussionCommentEvent",
      { action: "created", discussion: issue },
      "commented on discussion #7 “Crash on start” in octo/cat",
    ],
    ["ReleaseEvent", { action: "published", release: { name: "", tag_name: "v2" } }, "published v2 of octo/cat"],
    ["MemberEvent", { action: "added", member: { login: "bob" } }, "added bob as a collaborator of octo/cat"],
    ["GollumEvent", { pages: [{}, {}] }, "edited 2 pages of the wiki of octo/cat"],
    ["SponsorshipEvent", { action: "created" }, "created a sponsorship in octo/cat"],
  ])("%s %j", (type, given, expected) => {
    expect(words(type, given)).toBe(`ann ${expected}`);
  });
});

const TYPES = [
  "PushEvent",
  "CreateEvent",
  "DeleteEvent",
  "ForkEvent",
  "WatchEvent",
  "PublicEvent",
  "IssuesEvent",
  "IssueCommentEvent",
  "CommitCommentEvent",
  "PullRequestEvent",
  "PullRequestReviewEvent",
  "PullRequestReviewCommentEvent",
  "PullRequestReviewThreadEvent",
  "DiscussionEvent",
  "DiscussionCommentEvent",
  "ReleaseEvent",
  "MemberEvent",
  "GollumEvent",
  "SponsorshipEvent",
  "TomorrowEvent",
  "constructor",
  "",
];

describe.each(TYPES)("%s with a payload that has changed", (type) => {
  test.each([
    undefined,
    null,
    [],
    "text",
    {},
    {
      action: null,
      ref: null,
      issue: null,
      pull_request: null,
      release: null,
      member: null,
      forkee: null,
      pages: null,
    },
    {
      action: 7,
      ref: {},
      issue: "x",
      pull_request: [],
      release: 1,
      member: true,
      forkee: "",
      pages: {},
      review: 0,
      size: "2",
    },
    {
      action: "",
      ref: "",
      ref_type: "",
      number: 0,
      size: 0,
      issue: {},
      pull_request: {},
      release: {},
      member: {},
      forkee: {},
    },
  ])("%j", (given) => {
    expect(words(type, given)).toMatch(/^ann \S.*octo\/cat/);
    expect(words(type, given)).not.toMatch(/undefined|null|NaN|\[object| {2}/);
  });
});

test("a type of tomorrow", () => {
  expect(words("SecretScanEvent", { action: "alert_raised" })).toBe(
    "ann did something new in octo/cat: secret scan, alert raised",
  );
});

test("a repository whose name is no name becomes no link", () => {
  const spans = eventInWords({ type: "WatchEvent", actor: "ann", repo: "x/y/../../evil", payload: {} });
  expect(spans.every((span) => typeof span === "string")).toBe(true);
});

test("endless titles and branches are cut", () => {
  const long = "x".repeat(5_000);
  expect(words("IssuesEvent", { action: "opened", issue: { number: 1, title: long } }).length).toBeLessThan(150);
  expect(words("PushEvent", { ref: `refs/heads/${long}` }).length).toBeLessThan(150);
  expect(words(`${long}Event`, { action: long }).length).toBeLessThan(200);
  expect(words("CreateEvent", { ref: long, ref_type: "branch" }).length).toBeLessThan(150);
});

test.each(["events-public-page1.2019.http.json", "events-public-page1.current-shape.http.constructed.json"])(
  "every event of %s",
  (file) => {
    const events = z
      .object({ body: z.array(z.object({ type: z.string(), payload })) })
      .parse(recordedJson(`github/${file}`)).body;
    expect(events.length).toBeGreaterThan(5);
    for (const event of events) {
      const said = plainText(eventInWords({ ...event, actor: "ann", repo: "octo/cat" }));
      expect(said).toMatch(/^ann [a-z].*octo\/cat/);
      expect(said).not.toMatch(/something new|undefined|null/);
    }
  },
);
