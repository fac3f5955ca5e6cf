import { alone, choice, defineCommand } from "../../src/core/command.ts";
import { count } from "../../src/core/format.ts";
import { privateReply } from "../../src/core/reply.ts";
import { bold, code, cut, join, link, type RichText, t } from "../../src/core/text.ts";
import { REPO_SORTS, VISIBILITIES } from "../../src/services/github/github.ts";
import type { Follower, Repo } from "../../src/services/github/lists.ts";
import { invite } from "./account.ts";
import { list, pageWish, paging } from "./words.ts";

/** The scope that private repositories need; there is no smaller one. https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps (2026-11-22) */
const REPO_SCOPE = "repo";

/** Descriptions are cut here, in characters. */
const MAX_DESCRIPTION = 80;

export const repos = defineCommand({
  name: "repos",
  description: "Your repositories, page by page",
  upstreams: ["github"],
  options: {
    sort: choice({ description: "What comes first: pushed to last unless you say otherwise", choices: REPO_SORTS }),
    visibility: choice({ description: "Public, private or all", choices: VISIBILITIES }),
    ...paging,
  },
  visibility: alone,
  async run(context) {
    const { options, services, user } = context;
    const { sort, visibility, per_page } = options;
    const account = visibility === "private" ? await services.accounts.find(user.key, "github") : undefined;
    if (account !== undefined && !account.scopes.includes(REPO_SCOPE)) {
      const why = t`To see your private repositories I need GitHub's permission ${code(REPO_SCOPE)}. GitHub has no smaller one for it; I only read.`;
      return invite(context, why, [REPO_SCOPE]);
    }
    const wish = { sort: sort ?? "pushed", visibility: visibility ?? "all", ...pageWish(options) };
    return privateReply(
      ...list(await services.github.repos(user.key, wish), {
        title: "Your repositories",
        line: repoLine,
        command: "github repos",
        options: { sort, visibility, per_page },
      }),
    );
  },
});

export const starred = defineCommand({
  name: "starred",
  description: "Repositories you have starred, page by page",
  upstreams: ["github"],
  options: paging,
  visibility: alone,
  async run({ options, services, user }) {
    return privateReply(
      ...list(await services.github.starred(user.key, pageWish(options)), {
        title: "Starred by you",
        line: repoLine,
        command: "github starred",
        options: { per_page: options.per_page },
      }),
    );
  },
});

export const followers = defineCommand({
  name: "followers",
  description: "Who follows you, page by page",
  upstreams: ["github"],
  options: paging,
  visibility: alone,
  async run({ options, services, user }) {
    return privateReply(
      ...list(await services.github.followers(user.key, pageWish(options)), {
        title: "Your followers",
        line: followerLine,
        command: "github followers",
        options: { per_page: options.per_page },
      }),
    );
  },
});

/** `torvalds/linux · C · 180,000 stars · private — Linux kernel source tree`. */
export function repoLine(repo: Repo): RichText {
  const name = repo.url === undefined ? bold(repo.fullName) : link(repo.fullName, repo.url);
  const facts = [
    repo.language,
    repo.stars ? count(repo.stars, "star") : undefined,
    repo.isPrivate ? "private" : undefined,
    repo.isFork ? "fork" : undefined,
    repo.isArchived ? "archived" : undefined,
  ].filter((fact) => fact !== undefined);
  const about = repo.description === undefined ? "" : ` — ${cut(repo.description, MAX_DESCRIPTION)}`;
  return t`${join([[name], ...facts], " · ")}${about}`;
}

function followerLine({ login, url }: Follower): RichText {
  return url === undefined ? [login] : [link(login, url)];
}
