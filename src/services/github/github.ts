import { BusyError, NotFoundError, RateLimitError } from "../../core/errors.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { code, t } from "../../core/text.ts";
import { MINUTE_MS } from "../../core/time.ts";
import { inHaste } from "../../upstream/haste.ts";
import type { Answered, Ask, Judge, Question } from "../../upstream/question.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { githubHeaders, judgeGithub } from "./api.ts";
import { events, type PublicEvent } from "./events.ts";
import { type Follower, followers, type Repo, repos } from "./lists.ts";
import { type Page, type PageWish, pageOf } from "./paging.ts";
import { type Popular, popular, type TellLooked } from "./popular.ts";
import { type Profile, profile } from "./profile.ts";
import { eventsPath, type Subject, subjectName } from "./subject.ts";

/** What people see of themselves changes by their own hand; an `ETag` makes asking again cheap. Our choice. */
const OWN_AGES = { freshMs: 15_000, staleMs: 0 };

/** GitHub asks for a minute between two looks at a feed (`X-Poll-Interval`). https://docs.github.com/en/rest/activity/events (2026-11-22) */
const EVENT_AGES = { freshMs: MINUTE_MS, staleMs: 0 };

type Ages = typeof OWN_AGES;

/** A question with a person's own token. */
type Own<T> = Pick<Question<T>, "path" | "query" | "schema"> & Partial<Pick<Question<T>, "judge" | keyof Ages>>;

/** What GitHub sorts repositories by. */
export const REPO_SORTS = ["pushed", "updated", "created", "full_name"] as const;
export const VISIBILITIES = ["all", "public", "private"] as const;

/** Which of the person's repositories, in which order. */
export interface RepoWish extends PageWish {
  readonly sort: (typeof REPO_SORTS)[number];
  readonly visibility: (typeof VISIBILITIES)[number];
}

/**
 * GitHub, as the person's own account sees it, and its public events. `person` is `User.key`. What is a person's own throws
 * NotConnectedError without an account, and ConnectionEndedError when GitHub takes its token no longer.
 * https://docs.github.com/en/rest (2026-11-22)
 */
export class Github {
  readonly #ask: Ask;
  readonly #accounts: Accounts;

  constructor(ask: Ask, accounts: Accounts) {
    this.#ask = ask;
    this.#accounts = accounts;
  }

  async me(person: string): Promise<Sourced<Profile>> {
    return this.#own(person, { path: "/user", schema: () => profile });
  }

  /** How many repositories the person has starred. */
  async starredCount(person: string): Promise<number> {
    // With one a page, the number of the last page is the number of all
    const wish = { page: 1, perPage: 1 };
    const { last, items } = (await this.starred(person, wish)).value;
    return last ?? items.length;
  }

  /** Private ones only where the account was connected with the scope `repo`. */
  async repos(person: string, { sort, visibility, page, perPage }: RepoWish): Promise<Sourced<Page<Repo>>> {
    const query = { sort, visibility, page, per_page: perPage };
    return pageOf(await this.#own(person, { path: "/user/repos", query, schema: () => repos }), { page });
  }

  async starred(person: string, { page, perPage }: PageWish): Promise<Sourced<Page<Repo>>> {
    const query = { page, per_page: perPage };
    return pageOf(await this.#own(person, { path: "/user/starred", query, schema: () => repos }), { page });
  }

  followers(person: string, wish: PageWish): Promise<Sourced<Page<Follower>>> {
    return this.#followers(person, wish, OWN_AGES);
  }

  /** What the people who follow the person have made, most stars first. `tellLooked` hears how far it is. */
  async popular(person: string, tellLooked: TellLooked): Promise<Popular> {
    const doors = {
      followers: ({ page, perPage }: PageWish, ages: Ages) => this.#followers(person, { page, perPage }, ages),
      search: (asking: Own<readonly Repo[]>) => this.#own(person, asking, "githubSearch"),
    };
    return popular(doors, tellLooked);
  }

  /**
   * What happened in public, newest first: all of it, a person's or a repository's. Needs no account; with one, the person's own
   * quota is used where that of the bot is used up. Throws NotFoundError for who or what GitHub does not know.
   */
  async events(person: string, subject: Subject, { page, perPage }: PageWish): Promise<Sourced<Page<PublicEvent>>> {
    const judge: Judge = (answer) => {
      // GitHub keeps 300 events and refuses pages beyond them
      if (answer.status === 422)
        return new NotFoundError(t`GitHub keeps only the latest 300 events. Try an earlier page.`, [
          { option: "page", value: undefined, label: "The first page" },
        ]);
      return answer.status === 404 ? unknownSubject(subject) : judgeGithub(answer);
    };
    const question = {
      ...eventsPath(subject),
      query: { page, per_page: perPage },
      schema: () => events,
      ...EVENT_AGES,
      judge,
    };
    const anonymous = { ...question, headers: githubHeaders() };
    const found = await this.#fromAnybody(person, anonymous, question);
    const { items, ...rest } = pageOf(found, { page }).value;
    // With a person's token GitHub also tells of what is not public
    const inPublic = items.flatMap(({ isPublic, event }) => (isPublic ? [event] : []));
    return mapSourced(found, () => ({ ...rest, items: inPublic }));
  }

  /** Without an account; with the person's own where there is one and the other has no room. */
  async #fromAnybody<T>(person: string, anonymous: Question<T>, question: Question<T>): Promise<Answered<T>> {
    try {
      return await inHaste(() => this.#ask.get("githubPublic", anonymous));
    } catch (error) {
      if (!(error instanceof RateLimitError || error instanceof BusyError)) throw error;
    }
    if (await this.#isConnected(person)) {
      return this.#accounts.use(person, "github", (token) =>
        this.#ask.get("github", { ...question, secrets: { headers: githubHeaders(token) } }),
      );
    }
    return this.#ask.get("githubPublic", anonymous).catch((error: unknown) => {
      throw error instanceof RateLimitError ? withOffer(error) : error;
    });
  }

  async #followers(person: string, { page, perPage }: PageWish, ages: Ages): Promise<Sourced<Page<Follower>>> {
    const query = { page, per_page: perPage };
    return pageOf(await this.#own(person, { path: "/user/followers", query, schema: () => followers, ...ages }), {
      page,
    });
  }

  async #own<T>(person: string, question: Own<T>, upstream: "github" | "githubSearch" = "github") {
    return this.#accounts.use(person, "github", (token) =>
      this.#ask.get(upstream, {
        judge: judgeGithub,
        ...OWN_AGES,
        ...question,
        secrets: { headers: githubHeaders(token) },
      }),
    );
  }

  async #isConnected(person: string): Promise<boolean> {
    return this.#accounts.isOffered("github") && (await this.#accounts.find(person, "github")) !== undefined;
  }
}

function unknownSubject(subject: Subject): NotFoundError {
  const name = subjectName(subject) ?? "events";
  return new NotFoundError(
    subject.type === "repo"
      ? t`GitHub knows no public repository “${name}”.`
      : t`GitHub knows nobody called “${name}”.`,
  );
}

/** An account has a quota of its own. */
function withOffer(error: RateLimitError): RateLimitError {
  const { message, upstream, status, retryAfterMs, userText } = error;
  return new RateLimitError(message, {
    upstream,
    status,
    retryAfterMs,
    userText: t`${userText} With an account of your own there is room now: ${code("/github connect")}`,
  });
}
