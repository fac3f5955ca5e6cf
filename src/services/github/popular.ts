import { z } from "zod";
import { type BotError, DeadlineError, NotFoundError } from "../../core/errors.ts";
import type { Source } from "../../core/source.ts";
import { t } from "../../core/text.ts";
import { inTime, MINUTE_MS, SECOND_MS, steadyNow } from "../../core/time.ts";
import type { Answered, Question } from "../../upstream/question.ts";
import { isUnasked, unlessNone } from "../failover.ts";
import { judgeGithub } from "./api.ts";
import { type Follower, type Repo, repos } from "./lists.ts";
import type { Page } from "./paging.ts";

/** Followers that are looked at: two pages of GitHub's, and half of the searches that it allows in a minute. Our choice. */
const MAX_FOLLOWERS = 200;
const PER_PAGE = 100;

/** Repositories that are told apart by their stars; below them all are much the same. Our choice. */
const MAX_REPOS = 50;

/** Longest search text, in characters. https://docs.github.com/en/rest/search/search#limitations-on-query-length (2026-11-28) */
const MAX_QUERY = 256;

/** How long one looks; then what has come is shown. Our choice, well within the 20 s of an invocation. */
const LOOK_MS = 15 * SECOND_MS;

/** Stars and followers change slowly, and pages are turned meanwhile. Our choice. */
const AGES = { freshMs: 10 * MINUTE_MS, staleMs: 0 };

/** `GET /search/repositories`. https://docs.github.com/en/rest/search/search#search-repositories (2026-11-28) */
const found = z.object({ items: repos }).transform(({ items }) => items);

/** What the people who follow somebody have made. */
export interface Popular {
  /** Most stars first. */
  readonly repos: readonly Repo[];
  /** How many people were looked at. */
  readonly followers: number;
  /** Whether more people follow than are looked at. */
  readonly hasMore: boolean;
  /** Why GitHub did not tell of the followers beyond these, where it should have. */
  readonly restUntold: BotError | undefined;
  /** Of how many of them it is not known what they have made, and why. */
  readonly missing: { readonly followers: number; readonly why: BotError } | undefined;
  readonly source: Source;
}

/** How many of the followers have been looked at so far. */
export type TellLooked = (looked: number, of: number) => void;

type Asking<T> = Pick<Question<T>, "path" | "query" | "schema" | "judge" | "freshMs" | "staleMs">;

/** How GitHub is asked: for a page of followers, and with a search, which has a quota of its own. */
export interface Doors {
  readonly followers: (
    wish: { readonly page: number; readonly perPage: number },
    ages: typeof AGES,
  ) => Promise<{ readonly value: Page<Follower>; readonly source: Source }>;
  readonly search: (asking: Asking<readonly Repo[]>) => Promise<Answered<readonly Repo[]>>;
}

/**
 * One search after the other, as GitHub asks for, each for as many people as it takes. One that fails costs only what its people
 * have made, and when the time is over one shows what has come. Throws when nothing at all could be had.
 */
export async function popular(doors: Doors, tellLooked: TellLooked): Promise<Popular> {
  const until = steadyNow() + LOOK_MS;
  const { people, ...known } = await followersOf(doors);
  const best: Repo[] = [];
  let { source } = known;
  let looked = 0;
  let missing = 0;
  let why: BotError | undefined;
  for (const batch of batches(people.map(({ login }) => login))) {
    // Once a quota is used up, those after it are refused without a call, but for the answers that are held
    const answer = await search(doors, batch, until - steadyNow());
    if (answer instanceof Error) {
      missing += batch.length;
      why ??= answer;
    } else {
      best.push(...(answer?.value ?? []));
      source = older(source, answer?.source);
    }
    looked += batch.length;
    tellLooked(looked, people.length);
  }
  if (why !== undefined && missing === people.length) throw why;
  return {
    repos: best.toSorted((one, other) => (other.stars ?? 0) - (one.stars ?? 0)).slice(0, MAX_REPOS),
    followers: people.length,
    hasMore: known.hasMore,
    restUntold: known.restUntold,
    missing: why && { followers: missing, why },
    source,
  };
}

/** Page by page; what fails after the first one ends the list. */
async function followersOf({ followers }: Doors) {
  const first = await followers({ page: 1, perPage: PER_PAGE }, AGES);
  const people = [...first.value.items];
  let { next } = first.value;
  let restUntold: BotError | undefined;
  while (next !== undefined && people.length < MAX_FOLLOWERS) {
    try {
      const { value: page } = await followers({ page: next, perPage: PER_PAGE }, AGES);
      people.push(...page.items);
      next = page.next;
    } catch (error) {
      if (!isUnasked(error)) throw error;
      restUntold = error;
      next = undefined;
    }
  }
  return { people: people.slice(0, MAX_FOLLOWERS), hasMore: next !== undefined, restUntold, source: first.source };
}

/** What these people have made; undefined where GitHub lets nobody search it; an error where it could not be asked. */
async function search(
  doors: Doors,
  logins: readonly string[],
  ms: number,
): Promise<Answered<readonly Repo[]> | BotError | undefined> {
  const late = () => new DeadlineError("GitHub's search: no time left", "GitHub's search");
  if (ms <= 0) return late();
  const asking = {
    path: "/search/repositories",
    query: { q: queryOf(logins), sort: "stars", order: "desc", per_page: MAX_REPOS },
    schema: () => found,
    ...AGES,
    judge: judgeSearch,
  } satisfies Asking<readonly Repo[]>;
  const answer = doors
    .search(asking)
    .catch(unlessNone)
    .catch((error: unknown) => {
      if (!isUnasked(error)) throw error;
      return error;
    });
  return await inTime(answer, ms, late);
}

/** GitHub refuses a search only for people of whom none may be searched; of others it leaves those out. */
const judgeSearch: NonNullable<Asking<unknown>["judge"]> = (answer) =>
  answer.status === 422 ? new NotFoundError(t`GitHub lets nobody search what they have made.`) : judgeGithub(answer);

/** As many people as one search text holds. */
function batches(logins: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  for (const login of logins) {
    const last = all.at(-1);
    if (last !== undefined && queryOf([...last, login]).length <= MAX_QUERY) last.push(login);
    else all.push([login]);
  }
  return all;
}

function queryOf(logins: readonly string[]): string {
  return logins.map((login) => `user:${login}`).join(" ");
}

function older(one: Source, other: Source | undefined): Source {
  return other === undefined || one.fetchedAt <= other.fetchedAt ? one : other;
}
