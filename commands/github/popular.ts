import { alone, defineCommand } from "../../src/core/command.ts";
import { count, formatNumber } from "../../src/core/format.ts";
import { paragraph, privateReply } from "../../src/core/reply.ts";
import { type RichText, t } from "../../src/core/text.ts";
import type { Page, PageWish } from "../../src/services/github/paging.ts";
import type { Popular } from "../../src/services/github/popular.ts";
import { repoLine } from "./lists.ts";
import { list, pageWish, paging } from "./words.ts";

export const popular = defineCommand({
  name: "popular",
  description: "What the people who follow you have made, most stars first",
  upstreams: ["githubSearch"],
  options: paging,
  visibility: alone,
  async run({ options, services, user, progress }) {
    const found = await services.github.popular(user.key, (looked, of) =>
      progress(
        t`Looking at what the people who follow you have made: ${formatNumber(looked)} of ${formatNumber(of)} so far.`,
      ),
    );
    if (found.followers === 0) return privateReply(paragraph(t`Nobody follows you at GitHub so far.`));
    return privateReply(
      ...list(
        { value: pageOfAll(found.repos, pageWish(options)), source: found.source },
        {
          title: "Popular among those who follow you",
          above: [whose(found), ...gaps(found)],
          line: repoLine,
          command: "github popular",
          options: { per_page: options.per_page },
        },
      ),
    );
  },
});

/** One page of a list that is known as a whole; beyond the last one there is the last. */
function pageOfAll<T>(all: readonly T[], { page: wanted, perPage }: PageWish): Page<T> {
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const page = Math.min(wanted, last);
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    page,
    last,
    previous: page > 1 ? page - 1 : undefined,
    next: page < last ? page + 1 : undefined,
  };
}

function whose({ followers, hasMore }: Popular): RichText {
  if (hasMore) return t`Of ${formatNumber(followers)} of the people who follow you; I look at no more.`;
  return followers === 1
    ? t`Of the one person who follows you.`
    : t`Of the ${formatNumber(followers)} people who follow you.`;
}

/** What could not be had, and why. */
function gaps({ missing, restUntold }: Popular): readonly (RichText | undefined)[] {
  return [
    restUntold && t`Who else follows you, I could not ask. ${restUntold.userText}`,
    missing && t`What ${count(missing.followers, "person", "people")} of them made is missing. ${missing.why.userText}`,
  ];
}
