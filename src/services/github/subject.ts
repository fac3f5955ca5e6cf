import { UsageError } from "../../core/errors.ts";
import { shown } from "../../core/options.ts";
import { code, t } from "../../core/text.ts";

/** Whose events: a person's, a repository's, or everybody's. */
export type Subject =
  | { readonly type: "everybody" }
  | { readonly type: "user"; readonly login: string }
  | { readonly type: "repo"; readonly owner: string; readonly name: string };

/** Letters, digits and hyphens; an underscore in managed accounts, `[bot]` at the end of applications. At most 39 characters before that. */
const LOGIN = /^[a-z\d](?:[a-z\d_-]{0,38})(?:\[bot\])?$/i;
const REPO_NAME = /^(?!\.{1,2}$)[\w.-]{1,100}$/;

/**
 * What was typed: `torvalds`, `@torvalds`, `torvalds/linux`, or the address of either. Nothing is everybody. Throws UsageError.
 */
export function parseSubject(typed: string | undefined): Subject {
  if (typed === undefined) return { type: "everybody" };
  const path = typed
    .replace(/^(https?:\/\/)?(www\.)?github\.com\//i, "")
    .replace(/^@/, "")
    .replace(/\/$/, "");
  const [owner = "", name, ...rest] = path.split("/");
  if (LOGIN.test(owner) && name === undefined) return { type: "user", login: owner };
  if (LOGIN.test(owner) && name !== undefined && REPO_NAME.test(name) && rest.length === 0)
    return { type: "repo", owner, name };
  throw new UsageError(
    t`“${shown(typed)}” is no name of a person or a repository at GitHub. Try ${code("/github events torvalds")} or ${code("/github events torvalds/linux")}.`,
    ["torvalds", "torvalds/linux"].map((value) => ({ option: "of", value, label: value })),
  );
}

/** The feed of public events. https://docs.github.com/en/rest/activity/events (2026-11-22) */
export function eventsPath(subject: Subject): { readonly path: string; readonly route: string } {
  switch (subject.type) {
    case "everybody":
      return { path: "/events", route: "/events" };
    case "user":
      return {
        path: `/users/${encodeURIComponent(subject.login)}/events/public`,
        route: "/users/{user}/events/public",
      };
    case "repo":
      return {
        path: `/repos/${encodeURIComponent(subject.owner)}/${encodeURIComponent(subject.name)}/events`,
        route: "/repos/{owner}/{repo}/events",
      };
  }
}

/** `torvalds`, `torvalds/linux`, or nothing. */
export function subjectName(subject: Subject): string | undefined {
  if (subject.type === "everybody") return undefined;
  return subject.type === "user" ? subject.login : `${subject.owner}/${subject.name}`;
}
