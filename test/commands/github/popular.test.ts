import { describe, expect, test } from "vitest";
import type { RecordedRequest } from "../../../src/recorded/body.ts";
import { github } from "../../../src/recorded/github.ts";
import { type Conversation, talk } from "../../support/conversation.ts";
import { connects, openPages, Visitor } from "../../support/link-account.ts";

const APP = { clientId: "Iv1.magpie", clientSecret: "the-secret-of-the-app" };

/** Ann, whose account is connected; GitHub answers as recorded but for what `otherwise` answers. */
async function connected(
  otherwise: (request: RecordedRequest) => ReturnType<typeof github> | undefined = () => undefined,
): Promise<Conversation> {
  const answer = (request: RecordedRequest) => otherwise(request) ?? github(request);
  const talking = await talk({
    accounts: { github: APP },
    upstreams: { github: answer, githubSearch: answer },
    inlineBudgetMs: 1,
    rows: { githubSearch: { tryTimeoutMs: 8_000 } },
  });
  await connects(talking.ann, new Visitor(await openPages(talking)));
  await expect.poll(() => talking.ann.sees()).toMatch(/^Connected as bitwiseman/);
  return talking;
}

/** Followers with names so long that five of them fill one search. */
function crowd(people: number) {
  const logins = Array.from({ length: people }, (_, index) => `${"f".repeat(36)}${String(index).padStart(3, "0")}`);
  return (request: RecordedRequest) => {
    const page = Number(request.query.get("page"));
    const body = logins.slice((page - 1) * 100, page * 100).map((login) => ({ login }));
    const next = page * 100 < people ? { link: `<https://api.github.com/x?page=${page + 1}>; rel="next"` } : {};
    return request.path === "/user/followers" ? { status: 200, body, headers: next } : undefined;
  };
}

/** One repository for each person that a search is about, with as many stars as the number in the name says. */
function oneEach(request: RecordedRequest) {
  const logins = [...(request.query.get("q") ?? "").matchAll(/user:(\S+)/g)].map(([, login = ""]) => login);
  const items = logins.map((login) => ({
    full_name: `${login}/thing`,
    stargazers_count: Number(login.slice(-3)),
    private: false,
  }));
  return { status: 200, body: { total_count: items.length, incomplete_results: false, items } };
}

function isSearch({ path }: RecordedRequest): boolean {
  return path === "/search/repositories";
}

/** The numbers of the people whose repositories stand in the list. */
function numbers(text: string): readonly number[] {
  return [...text.matchAll(/f(\d{3})\/thing/g)].map(([, number]) => Number(number));
}

describe("what those have made who follow one", () => {
  test("most stars first, page by page, for oneself alone, from one search", async () => {
    const { ann, bob, upstream } = await connected();
    const bobSaw = bob.messageCount();
    await ann.types("/github popular per_page:4 private:no");
    const [line] = ann.card().lines;
    expect(line?.join("")).toBe("Of the 10 people who follow you.");
    const stars = [...ann.sees().matchAll(/([\d,]+) stars/g)].map(([, number]) => number);
    expect(stars).toEqual(["4,821", "2,304", "1,960", "912"]);
    expect(ann.card()).toMatchObject({
      title: "Popular among those who follow you",
      footer: "GitHub, page 1 of 3",
    });
    expect([ann.seesAlone(), bob.messageCount()]).toEqual([true, bobSaw]);
    await ann.presses("Next ▶");
    expect(ann.card().footer).toBe("GitHub, page 2 of 3");
    expect(upstream.calls("githubSearch")).toEqual([
      expect.stringMatching(/^GET \/search\/repositories\?order=desc&per_page=50&q=user%3Abrosner\+user%3Amde\+/),
    ]);
  });

  test("nobody follows", async () => {
    const { ann, upstream } = await connected(crowd(0));
    await ann.types("/github popular");
    expect(ann.sees()).toBe("Nobody follows you at GitHub so far.");
    expect(upstream.calls("githubSearch")).toEqual([]);
  });

  test("people whom GitHub lets nobody search have made nothing", async () => {
    const { ann } = await connected(crowd(3));
    await ann.types("/github popular");
    expect(ann.sees()).toContain("There is nothing here.");
    expect(ann.sees()).not.toContain("missing");
  });

  test("of very many, the first two hundred, in searches that GitHub takes, one after the other", async () => {
    const followers = crowd(250);
    const { ann, upstream } = await connected((request) => (isSearch(request) ? oneEach(request) : followers(request)));
    await ann.types("/github popular per_page:25");
    expect(ann.sees()).toContain("Of 200 of the people who follow you; I look at no more.");
    expect(numbers(ann.sees())).toEqual(Array.from({ length: 25 }, (_, index) => 199 - index));
    const queries = upstream
      .calls("githubSearch")
      .map((call) => new URL(call.slice("GET ".length), "http://x").searchParams.get("q") ?? "");
    expect(queries.every((q) => q.length <= 256)).toBe(true);
    expect(queries.flatMap((q) => q.split(" "))).toHaveLength(200);
    expect(upstream.maxConcurrent("githubSearch")).toBe(1);
  });

  test("one's own bot connected to nothing", async () => {
    const { bob } = await connected();
    await bob.types("/github popular");
    expect(bob.sees()).toBe("Connect first: /github connect");
  });
});

describe("while it takes long", () => {
  test("one reads how far it is, and never after the answer", async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const followers = crowd(10);
    let holdTheNext = () => {};
    const talking = await connected((request) => {
      if (!isSearch(request)) return followers(request);
      holdTheNext();
      return oneEach(request);
    });
    holdTheNext = () => talking.upstream.plays("githubSearch", { until: held }, 1);
    const typed = talking.ann.types("/github popular");
    await expect
      .poll(() => talking.ann.waits())
      .toBe("Looking at what the people who follow you have made: 5 of 10 so far.");
    letGo();
    await typed;
    expect(talking.ann.waits()).toBeUndefined();
    expect(numbers(talking.ann.sees())).toHaveLength(10);
  });
});

describe("what stands when a part fails", () => {
  const server = { status: 500, body: {} };

  test("one search of three: the others' repositories, and whose are missing", async () => {
    const followers = crowd(15);
    const { ann } = await connected((request) => {
      if (!isSearch(request)) return followers(request);
      return request.query.get("q")?.includes("f005") ? server : oneEach(request);
    });
    await ann.types("/github popular");
    expect(numbers(ann.sees())).toEqual([14, 13, 12, 11, 10, 4, 3, 2, 1, 0]);
    expect(ann.sees()).toContain("What 5 people of them made is missing. GitHub's search is not answering right now.");
  });

  test("the quota of searches ends in the middle: no further call, and when there is room", async () => {
    const followers = crowd(20);
    let searches = 0;
    const { ann, upstream } = await connected((request) => {
      if (!isSearch(request)) return followers(request);
      searches += 1;
      if (searches < 2) return oneEach(request);
      const reset = String(Math.ceil(Date.now() / 1_000) + 50);
      return {
        status: 403,
        body: { message: "API rate limit exceeded for user ID 1." },
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
      };
    });
    await ann.types("/github popular");
    expect(numbers(ann.sees())).toEqual([4, 3, 2, 1, 0]);
    expect(ann.sees()).toMatch(/What 15 people of them made is missing\. .*There is room again in \d+ seconds\./);
    expect(upstream.calls("githubSearch")).toHaveLength(2);
    // The account's other questions have a quota of their own
    await ann.types("/github me");
    expect(ann.card().title).toBe("Liam Newman (bitwiseman)");
  });

  test("the second page of followers: what the first hundred have made, and that there are more", async () => {
    const followers = crowd(150);
    const { ann } = await connected((request) => {
      if (isSearch(request)) return oneEach(request);
      return request.path === "/user/followers" && request.query.get("page") === "2" ? server : followers(request);
    });
    await ann.types("/github popular");
    expect(numbers(ann.sees())[0]).toBe(99);
    expect(ann.sees()).toContain("Who else follows you, I could not ask. GitHub is not answering right now.");
  });

  test("all of it: only why", async () => {
    const { ann } = await connected((request) => (isSearch(request) ? server : undefined));
    await ann.types("/github popular");
    expect(ann.sees()).toMatch(/^GitHub's search is not answering right now\./);
  });
});
