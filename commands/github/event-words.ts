import { cut, join, link, type RichText, t } from "../../src/core/text.ts";
import type { Payload, PublicEvent } from "../../src/services/github/events.ts";

/** Titles are cut here, in characters. */
const MAX_TITLE = 60;

/** Actions as they read after a person's name; others are taken as they come. */
const ACTIONS: Readonly<Record<string, string>> = {
  synchronize: "updated",
  ready_for_review: "marked as ready",
  converted_to_draft: "made a draft of",
  review_requested: "asked for a review of",
  review_request_removed: "took back the request to review",
  auto_merge_enabled: "set to merge by itself",
  auto_merge_disabled: "no longer lets merge by itself",
  enqueued: "queued",
  dequeued: "took out of the queue",
};

/** Whatever of an event the words use. */
type Happening = Omit<PublicEvent, "at">;

type Words = (event: Happening, repo: RichText) => RichText;

/** What a person did, after their name. One entry a type. https://docs.github.com/en/rest/using-the-rest-api/github-event-types (2026-11-22) */
const WORDS: Readonly<Record<string, Words>> = {
  // Since October 2025 without its commits and their number
  PushEvent: ({ payload: { ref, size } }, repo) =>
    size
      ? t`pushed ${size} ${size === 1 ? "commit" : "commits"} to ${branch(ref)} of ${repo}`
      : t`pushed to ${branch(ref)} of ${repo}`,
  CreateEvent: ({ payload }, repo) =>
    payload.ref_type === "repository" || !payload.ref
      ? t`created the repository ${repo}`
      : t`created the ${spaced(payload.ref_type, "branch")} ${branch(payload.ref)} in ${repo}`,
  DeleteEvent: ({ payload }, repo) =>
    t`deleted the ${spaced(payload.ref_type, "branch")}${payload.ref ? ` ${branch(payload.ref)}` : ""} in ${repo}`,
  ForkEvent: ({ payload }, repo) =>
    payload.forkee?.full_name ? t`forked ${repo} to ${repoLink(payload.forkee.full_name)}` : t`forked ${repo}`,
  // GitHub's word from the time before there were stars
  WatchEvent: (_, repo) => t`starred ${repo}`,
  PublicEvent: (_, repo) => t`made ${repo} public`,
  IssuesEvent: ({ payload }, repo) => t`${action(payload, "changed")} issue${titled(payload.issue)} in ${repo}`,
  IssueCommentEvent: ({ payload }, repo) => {
    const what = payload.issue?.pull_request ? "pull request" : "issue";
    return t`${comment(payload)} ${what}${titled(payload.issue)} in ${repo}`;
  },
  CommitCommentEvent: ({ payload }, repo) => t`${comment(payload)} a commit in ${repo}`,
  // Since October 2025 with hardly more than its number
  PullRequestEvent: ({ payload }, repo) => {
    const isMerged = payload.action === "closed" && payload.pull_request?.merged === true;
    return t`${isMerged ? "merged" : action(payload, "changed")} pull request${pullRequest(payload)} in ${repo}`;
  },
  PullRequestReviewEvent: ({ payload }, repo) => t`${reviewed(payload)} pull request${pullRequest(payload)} in ${repo}`,
  PullRequestReviewCommentEvent: ({ payload }, repo) =>
    t`${comment(payload)} the code of pull request${pullRequest(payload)} in ${repo}`,
  PullRequestReviewThreadEvent: ({ payload }, repo) =>
    t`${action(payload, "changed")} a thread of pull request${pullRequest(payload)} in ${repo}`,
  DiscussionEvent: ({ payload }, repo) =>
    t`${payload.action === "created" ? "started" : action(payload, "changed")} discussion${titled(payload.discussion)} in ${repo}`,
  DiscussionCommentEvent: ({ payload }, repo) =>
    t`${comment(payload)} discussion${titled(payload.discussion)} in ${repo}`,
  ReleaseEvent: ({ payload }, repo) =>
    t`${action(payload, "published")} ${cut(payload.release?.name || payload.release?.tag_name || "a release", MAX_TITLE)} of ${repo}`,
  MemberEvent: ({ payload }, repo) =>
    t`${action(payload, "added")} ${cut(payload.member?.login || "somebody", MAX_TITLE)} as a collaborator of ${repo}`,
  GollumEvent: ({ payload }, repo) => {
    const pages = payload.pages?.length ?? 0;
    return t`edited ${pages === 1 ? "a page" : pages > 1 ? `${pages} pages` : "pages"} of the wiki of ${repo}`;
  },
  SponsorshipEvent: ({ payload }, repo) => t`${action(payload, "changed")} a sponsorship in ${repo}`,
};

/** What happened, in words: `torvalds pushed to main of torvalds/linux`. Every type has some, those of tomorrow, too. */
export function eventInWords(event: Happening): RichText {
  const repo = repoLink(event.repo);
  const words = Object.hasOwn(WORDS, event.type) ? WORDS[event.type] : undefined;
  return join([t`${event.actor}`, words === undefined ? unknownEvent(event, repo) : words(event, repo)], " ");
}

/** `SecretScanEvent`, created: "did something new in x/y: secret scan, created". */
function unknownEvent({ type, payload }: Happening, repo: RichText): RichText {
  const kind = type
    .replace(/Event$/, "")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase();
  const what = [cut(kind.trim() || "unnamed", MAX_TITLE), payload.action && spaced(payload.action, "")].filter(Boolean);
  return t`did something new in ${repo}: ${what.join(", ")}`;
}

function repoLink(fullName: string): RichText {
  return /^[\w.-]+\/[\w.-]+$/.test(fullName)
    ? [link(fullName, `https://github.com/${fullName}`)]
    : [cut(fullName, MAX_TITLE)];
}

function branch(ref: string | null | undefined): string {
  return cut(ref?.replace(/^refs\/(heads|tags)\//, "") || "a branch", MAX_TITLE);
}

function action({ action }: Payload, otherwise: string): string {
  if (!action) return otherwise;
  return ACTIONS[action] ?? spaced(action, otherwise);
}

function comment(payload: Payload): string {
  switch (payload.action) {
    case "edited":
      return "edited a comment on";
    case "deleted":
      return "deleted a comment on";
    default:
      return "commented on";
  }
}

function reviewed({ action, review }: Payload): string {
  if (action === "dismissed") return "dismissed a review of";
  switch (review?.state?.toLowerCase()) {
    case "approved":
      return "approved";
    case "changes_requested":
      return "asked for changes to";
    default:
      return "reviewed";
  }
}

/** ` #7 “Crash on start”`, with the blank before it; nothing where GitHub sends neither. */
function titled(thing: Payload["issue"]): string {
  const number = thing?.number ? ` #${thing.number}` : "";
  return thing?.title ? `${number} “${cut(thing.title, MAX_TITLE)}”` : number;
}

function pullRequest({ number, pull_request }: Payload): string {
  return titled({
    number: pull_request?.number ?? number,
    title: pull_request?.title,
    pull_request: null,
    merged: null,
  });
}

function spaced(word: string | null | undefined, otherwise: string): string {
  return cut((word ?? otherwise).replaceAll("_", " "), MAX_TITLE);
}
