import {
  type CommandContext,
  choice,
  defineCommand,
  defineGroup,
  integer,
  type Options,
  text,
} from "../../src/core/command.ts";
import { UsageError } from "../../src/core/errors.ts";
import { count, formatAge, formatNumber } from "../../src/core/format.ts";
import {
  buttons,
  card,
  field,
  type OptionValues,
  paragraph,
  privateReply,
  type Reply,
  type ReplyPart,
  reply,
} from "../../src/core/reply.ts";
import { type Sourced, sourceLine } from "../../src/core/source.ts";
import { bold, code, cut, join, link, type RichText, t } from "../../src/core/text.ts";
import { pager } from "../../src/replies/pager.ts";
import type { ConnectOutcome } from "../../src/services/accounts/waits.ts";
import { REPO_SORTS, VISIBILITIES } from "../../src/services/github/github.ts";
import type { Follower, Repo } from "../../src/services/github/lists.ts";
import type { Page } from "../../src/services/github/paging.ts";
import { parseSubject, subjectName } from "../../src/services/github/subject.ts";

const ACCENT = 0x6e5494;

/** The scope that private repositories need; there is no smaller one. https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps (2026-11-22) */
const REPO_SCOPE = "repo";

/** Lines of a list: what reads well, and what fits into a card. */
const LINES = 10;
const MAX_LINES = 25;

/** Descriptions are cut here, in characters. */
const MAX_DESCRIPTION = 80;

const paging = {
  page: integer({ description: "Page of the list", min: 1, max: 10_000 }),
  per_page: integer({ description: "Lines on a page: 10 unless you say otherwise", min: 1, max: MAX_LINES }),
};

/** What a person sees of their own account is for them alone, whoever presses a button below it. */
const forOneself = () => "ephemeral" as const;

const upstreams = ["github"];

const connect = defineCommand({
  name: "connect",
  description: "Connect your GitHub account; the link is for you alone",
  options: {},
  visibility: forOneself,
  run: async (context) => invitation(context, t`Connect your GitHub account so that I can show you what is yours.`),
});

const me = defineCommand({
  name: "me",
  description: "Your profile: repositories, also how many private ones, followers",
  upstreams,
  options: {},
  visibility: forOneself,
  async run({ services, user }) {
    const [{ value: profile, source }, starred] = await Promise.all([
      services.github.me(user.key),
      services.github.starredCount(user.key),
    ]);
    const number = (value: number | undefined) => (value === undefined ? undefined : formatNumber(value, user.locale));
    return privateReply(
      card({
        accent: ACCENT,
        title: profile.name === undefined ? profile.login : `${profile.name} (${profile.login})`,
        url: profile.url,
        lines: [profile.bio === undefined ? undefined : [profile.bio]],
        fields: [
          field("Public repositories", number(profile.publicRepos)),
          field("Private repositories", number(profile.privateRepos)),
          field("Starred", number(starred)),
          field("Followers", number(profile.followers)),
          field("Following", number(profile.following)),
        ],
        thumbnail:
          profile.avatar === undefined ? undefined : { url: profile.avatar, alt: `Avatar of ${profile.login}` },
        footer: sourceLine(source),
      }),
    );
  },
});

const repos = defineCommand({
  name: "repos",
  description: "Your repositories, page by page",
  upstreams,
  options: {
    sort: choice({ description: "What comes first: pushed to last unless you say otherwise", choices: REPO_SORTS }),
    visibility: choice({ description: "Public, private or all", choices: VISIBILITIES }),
    ...paging,
  },
  visibility: forOneself,
  async run(context) {
    const { options, services, user } = context;
    const { sort = "pushed", visibility = "all", page = 1, per_page: perPage = LINES } = options;
    const account = visibility === "private" ? await services.accounts.find(user.key, "github") : undefined;
    if (account !== undefined && !account.scopes.includes(REPO_SCOPE)) {
      const why = t`To see your private repositories I need GitHub's permission ${code(REPO_SCOPE)}. GitHub has no smaller one for it; I only read.`;
      return invitation(context, why, [REPO_SCOPE]);
    }
    const found = await services.github.repos(user.key, { sort, visibility, page, perPage });
    const asked = { sort: options.sort, visibility: options.visibility, per_page: options.per_page };
    return privateReply(...list("Your repositories", found, repoLine, context, asked, "github repos"));
  },
});

const starred = defineCommand({
  name: "starred",
  description: "Repositories you have starred, page by page",
  upstreams,
  options: paging,
  visibility: forOneself,
  async run(context) {
    const { options, services, user } = context;
    const found = await services.github.starred(user.key, {
      page: options.page ?? 1,
      perPage: options.per_page ?? LINES,
    });
    const asked = { per_page: options.per_page };
    return privateReply(...list("Starred by you", found, repoLine, context, asked, "github starred"));
  },
});

const followers = defineCommand({
  name: "followers",
  description: "Who follows you, page by page",
  upstreams,
  options: paging,
  visibility: forOneself,
  async run(context) {
    const { options, services, user } = context;
    const wish = { page: options.page ?? 1, perPage: options.per_page ?? LINES };
    const found = await services.github.followers(user.key, wish);
    const asked = { per_page: options.per_page };
    return privateReply(...list("Your followers", found, followerLine, context, asked, "github followers"));
  },
});

const events = defineCommand({
  name: "events",
  description: "What happened in public: everywhere, by a person or in a repository",
  upstreams: ["githubPublic", "github"],
  options: {
    of: text({
      description: "A person or a repository, such as kubernetes/test-infra",
      example: "kubernetes/test-infra",
      takesRest: true,
      maxLength: 200,
    }),
    ...paging,
  },
  async run(context) {
    const { options, services, user } = context;
    const subject = parseSubject(options.of);
    const wish = { page: options.page ?? 1, perPage: options.per_page ?? LINES };
    const found = await services.github.events(user.key, subject, wish);
    const name = subjectName(subject);
    const title = name === undefined ? "What happens at GitHub" : `What happened at ${name}`;
    const line = ({ words, at }: (typeof found)["value"]["items"][number]) =>
      at === undefined || at > Date.now() ? words : t`${words} · ${formatAge(Date.now() - at)} ago`;
    const asked = { of: options.of, per_page: options.per_page };
    return reply(...list(title, found, line, context, asked, "github events"));
  },
});

const disconnect = defineCommand({
  name: "disconnect",
  description: "End the connection: I delete your token, and GitHub forgets it",
  options: {},
  visibility: forOneself,
  async run({ services, user }) {
    const ended = await services.accounts.disconnect(user.key, "github");
    if (ended === undefined)
      throw new UsageError(t`No GitHub account of yours is connected, so there is nothing to end.`);
    const whose = ended.login === "" ? t`Your GitHub account` : t`Your GitHub account ${bold(ended.login)}`;
    if (ended.isRevoked)
      return privateReply(
        paragraph(t`${whose} is disconnected: I have deleted its token, and GitHub takes it no longer.`),
      );
    return privateReply(
      paragraph(
        t`I have deleted the token of your GitHub account, but GitHub did not answer when I told it. To be sure, end it there, too: ${link("your authorized applications", "https://github.com/settings/applications")}.`,
      ),
    );
  },
});

export const github = defineGroup({
  name: "github",
  description: "Your GitHub account, and what happens in public",
  subcommands: [connect, me, repos, starred, followers, events, disconnect],
});

type Context = Pick<CommandContext<Options>, "services" | "user">;

/** A link for this person alone, which becomes what came of it. */
async function invitation({ services, user }: Context, why: RichText, scopes: readonly string[] = []): Promise<Reply> {
  const url = await services.accounts.link(user, "github", scopes);
  const later = services.accounts.outcome(user.key, "github").then(outcomeReply);
  return {
    ...privateReply(
      paragraph(t`${why} The link is for you alone and holds for ten minutes.`),
      buttons({ label: "Open GitHub", style: "primary", press: { do: "open", url } }),
    ),
    later,
  };
}

function outcomeReply(outcome: ConnectOutcome): Reply {
  switch (outcome.type) {
    case "connected":
      return privateReply(
        paragraph(t`Connected as ${bold(outcome.login)}. Try ${code("/github me")} or ${code("/github repos")}.`),
      );
    case "refused":
      return privateReply(paragraph(outcome.userText));
    case "expired":
      return privateReply(paragraph(t`The link is too old now. Type ${code("/github connect")} for a new one.`));
  }
}

/** A card with a line an item, and buttons to turn pages. */
function list<T>(
  title: string,
  { value: page, source }: Sourced<Page<T>>,
  line: (item: T, locale: string) => RichText,
  { user }: Context,
  options: OptionValues,
  command: string,
): readonly (ReplyPart | undefined)[] {
  const lines = page.items.map((item) => line(item, user.locale));
  const of = page.last === undefined ? "" : ` of ${formatNumber(page.last, user.locale)}`;
  const place =
    page.previous === undefined && page.next === undefined ? "" : `, page ${formatNumber(page.page, user.locale)}${of}`;
  return [
    card({
      accent: ACCENT,
      title,
      lines: [lines.length === 0 ? t`There is nothing here.` : join(lines, "\n")],
      footer: sourceLine(source, `GitHub${place}`),
    }),
    buttons(...pager(command, (number) => ({ ...options, page: number }), page)),
  ];
}

/** `torvalds/linux · C · 180,000 stars · private — Linux kernel source tree`. */
function repoLine(repo: Repo, locale: string): RichText {
  const name = repo.url === undefined ? bold(repo.fullName) : link(repo.fullName, repo.url);
  const facts = [
    repo.language,
    repo.stars ? count(repo.stars, "star", locale) : undefined,
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
