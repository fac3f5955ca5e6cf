import { describe, expect, test } from "vitest";
import { github } from "../../src/recorded/github.ts";
import { talk } from "../support/conversation.ts";
import type { Fault } from "../support/fake-upstream.ts";
import { connects, openPages, PUBLIC_URL, privateLink, Visitor } from "../support/link-account.ts";

const APP = { clientId: "Iv1.magpie", clientSecret: "the-secret-of-the-app" };
const HOUR_S = 3_600;

/** Ann, whose GitHub account is connected, and Bob, who has none. `profile`: what GitHub says of her then. */
async function connected(profile?: object) {
  const talking = await talk({ accounts: { github: APP } });
  if (profile !== undefined) talking.upstream.plays("github", { body: profile }, 1);
  const browser = new Visitor(await openPages(talking));
  await connects(talking.ann, browser);
  await expect.poll(() => talking.ann.sees()).toMatch(/^Connected as bitwiseman/);
  return { ...talking, browser };
}

function inSeconds(seconds: number): string {
  return String(Math.ceil(Date.now() / 1_000) + seconds);
}

describe("what is one's own", () => {
  test("the profile, with what only its owner sees", async () => {
    const { ann } = await connected();
    await ann.types("/github me");
    const card = ann.card();
    expect(card.title).toBe("Liam Newman (bitwiseman)");
    expect(card.url).toBe("https://github.com/bitwiseman");
    expect(card.fields.map(({ name, value }) => `${name}: ${value.join("")}`)).toEqual([
      "Public repositories: 169",
      "Private repositories: 9",
      "Starred: 5",
      "Followers: 139",
      "Following: 9",
    ]);
    expect(card.thumbnail?.alt).toBe("Avatar of bitwiseman");
  });

  test("the count of stars fails: the profile stands, and says so", async () => {
    const talking = await talk({
      accounts: { github: APP },
      upstreams: {
        github: (question) => (question.path === "/user/starred" ? { status: 500, body: {} } : github(question)),
      },
    });
    const { ann } = talking;
    await connects(ann, new Visitor(await openPages(talking)));
    await expect.poll(() => ann.sees()).toMatch(/^Connected as bitwiseman/);
    await ann.types("/github me");
    expect(ann.card().fields.map(({ name }) => name)).toEqual([
      "Public repositories",
      "Private repositories",
      "Followers",
      "Following",
    ]);
    expect(ann.sees()).toContain("How many repositories you have starred, GitHub does not tell me right now.");
  });

  test("no private count where GitHub does not tell, and no name where there is none", async () => {
    const counts = { public_repos: 0, followers: 1_234, following: 0 };
    const { ann } = await connected({ login: "bitwiseman", name: null, ...counts, html_url: "javascript:alert(1)" });
    await ann.types("/github me");
    expect(ann.card()).toMatchObject({ title: "bitwiseman", url: undefined });
    expect(ann.card().fields.map(({ name }) => name)).toEqual([
      "Public repositories",
      "Starred",
      "Followers",
      "Following",
    ]);
    expect(ann.sees()).toContain("Followers: 1,234");
  });

  test("repositories, page by page", async () => {
    const { ann, upstream } = await connected();
    await ann.types("/github repos per_page:4");
    expect(ann.sees()).toContain("abayer/jx · Go · fork — Jenkins X provides automated CI+CD for Kubernetes");
    expect(ann.card().footer).toBe("GitHub, page 1 of 3");
    expect(ann.buttons()).toEqual(["Next ▶"]);
    await ann.presses("Next ▶");
    expect(ann.buttons()).toEqual(["◀ Previous", "Next ▶"]);
    await ann.presses("Next ▶");
    expect(ann.card().footer).toBe("GitHub, page 3 of 3");
    expect(ann.buttons()).toEqual(["◀ Previous"]);
    await ann.presses("◀ Previous");
    expect(ann.card().footer).toBe("GitHub, page 2 of 3");
    const asked = upstream.calls("github").filter((line) => line.startsWith("GET /user/repos"));
    expect(asked).toEqual(
      [1, 2, 3].map((page) => `GET /user/repos?page=${page}&per_page=4&sort=pushed&visibility=all`),
    );
  });

  test("in another order, and only the public ones", async () => {
    const { ann, upstream } = await connected();
    await ann.types("/github repos sort:full_name visibility:public page:2");
    expect(upstream.calls("github").at(-1)).toBe("GET /user/repos?page=2&per_page=10&sort=full_name&visibility=public");
    expect(ann.sees()).toContain("There is nothing here.");
  });

  test("starred ones and followers", async () => {
    const { ann } = await connected();
    await ann.types("/github starred per_page:2");
    expect(ann.card()).toMatchObject({ title: "Starred by you", footer: "GitHub, page 1 of 3" });
    expect(ann.sees()).toContain("git/git · C — Git Source Code Mirror");
    await ann.types("/github followers");
    expect(ann.card()).toMatchObject({ title: "Your followers", footer: "GitHub" });
    expect(ann.sees()).toContain("brosner");
  });

  test.each(["connect", "me", "repos", "starred", "followers", "popular", "disconnect"])(
    "/github %s is for oneself alone",
    async (word) => {
      const { ann, bob } = await connected();
      const bobSaw = bob.messageCount();
      await ann.types(`/github ${word} private:no`);
      expect(ann.seesAlone()).toBe(true);
      expect(bob.messageCount()).toBe(bobSaw);
    },
  );

  test("nobody else turns one's pages", async () => {
    const { ann, bob } = await connected();
    await ann.types("/github repos per_page:4");
    await bob.pressesOf(ann, "Next ▶");
    expect(bob.sees()).toMatch(/^Only ann can press this one\./);
    expect(bob.seesAlone()).toBe(true);
  });

  test("nobody else sees it as theirs", async () => {
    const { bob } = await connected();
    for (const word of ["me", "repos", "starred", "followers", "popular"]) {
      await bob.types(`/github ${word}`);
      expect(bob.sees()).toBe("Connect first: /github connect");
    }
  });

  test("asked again, GitHub only says that nothing has changed", async () => {
    const { ann, upstream } = await connected();
    await ann.types("/github followers");
    await ann.types("/github followers");
    expect(upstream.calls("github").filter((line) => line.startsWith("GET /user/followers"))).toHaveLength(1);
  });
});

describe("private repositories", () => {
  test("need one more permission, which is asked for only then", async () => {
    const { ann, browser } = await connected();
    await ann.types("/github repos visibility:private");
    expect(ann.sees()).toMatch(/^To see your private repositories I need GitHub's permission repo\./);
    const page = await browser.open(privateLink(ann));
    await browser.goesOn(page, { redirects: 1 });
    expect(new URL(browser.visited.at(-1) ?? "").searchParams.get("scope")).toBe("read:user repo");
  });

  test("are listed, and marked, once it is there", async () => {
    const talking = await talk({ accounts: { github: APP } });
    const { ann, upstream } = talking;
    const granted = { access_token: "gho_more", token_type: "bearer", scope: "read:user,repo" };
    const browser = new Visitor(await openPages(talking));
    await ann.types("/github connect");
    const page = await browser.open(privateLink(ann));
    const leaving = await browser.goesOn(page, { redirects: 0 });
    const authorize = new URL(leaving.headers.get("location") ?? "");
    upstream.plays("githubLogin", { body: granted }, 1);
    await browser.open(
      `${PUBLIC_URL}/connect/github/callback?${new URLSearchParams({ code: "c", state: authorize.searchParams.get("state") ?? "" })}`,
    );
    upstream.plays("github", {
      body: [{ full_name: "ann/secret", html_url: "https://github.com/ann/secret", private: true }],
    });
    await ann.types("/github repos visibility:private");
    expect(ann.sees()).toContain("ann/secret · private");
    expect(ann.seesAlone()).toBe(true);
  });
});

describe("an account that is connected no more", () => {
  test("withdrawn at GitHub: said once, deleted, then asked to connect", async () => {
    const { ann, upstream } = await connected();
    upstream.plays("github", { status: 401, body: { message: "Bad credentials" } });
    await ann.types("/github me");
    expect(ann.sees()).toBe(
      "GitHub no longer lets me in for you, so I have deleted the connection. Connect again: /github connect",
    );
    upstream.plays("github", undefined);
    await ann.types("/github me");
    expect(ann.sees()).toBe("Connect first: /github connect");
  });

  test("disconnected", async () => {
    const { ann, upstream } = await connected();
    await ann.types("/github disconnect");
    expect(ann.sees()).toBe(
      "Your GitHub account bitwiseman is disconnected: I have deleted its token, and GitHub takes it no longer.",
    );
    expect(upstream.calls("github").at(-1)).toBe("DELETE /applications/Iv1.magpie/grant");
    await ann.types("/github disconnect");
    expect(ann.sees()).toBe("No GitHub account of yours is connected, so there is nothing to end.");
  });

  test("disconnected while GitHub is down", async () => {
    const { ann, upstream } = await connected();
    upstream.plays("github", "html503");
    await ann.types("/github disconnect");
    expect(ann.sees()).toBe(
      "I have deleted the token of your GitHub account, but GitHub did not answer when I told it. To be sure, end it there, too: your authorized applications.",
    );
    await ann.types("/github me");
    expect(ann.sees()).toBe("Connect first: /github connect");
  });
});

describe("limits", () => {
  test.each<[string, Fault, RegExp]>([
    [
      "the person's own quota",
      {
        status: 403,
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inSeconds(300) },
        body: { message: "API rate limit exceeded" },
      },
      /There is room again in (5|6) minutes\.$/,
    ],
    [
      "too much at once, and when to come back",
      { status: 429, headers: { "retry-after": "45" }, body: { message: "You have exceeded a secondary rate limit" } },
      /There is room again in 45 seconds\.$/,
    ],
    [
      "too much at once, without a word about when",
      {
        status: 403,
        headers: { "x-ratelimit-remaining": "4000" },
        body: { message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again" },
      },
      /There is room again in 60 seconds\.$/,
    ],
  ])("%s: says when, and does not ask before", async (_, fault, sentence) => {
    const { ann, upstream } = await connected();
    upstream.plays("github", fault);
    await ann.types("/github followers");
    expect(ann.sees()).toMatch(/^GitHub gives me only so many calls and they are used up\./);
    expect(ann.sees()).toMatch(sentence);
    const asked = upstream.calls("github").length;
    await ann.types("/github starred");
    expect(ann.sees()).toContain("There is room again");
    expect(upstream.calls("github")).toHaveLength(asked);
  });

  test("a refusal that is no limit", async () => {
    const { ann, upstream } = await connected();
    upstream.plays("github", {
      status: 403,
      headers: { "x-ratelimit-remaining": "4000" },
      body: { message: "Forbidden" },
    });
    await ann.types("/github followers");
    expect(ann.sees()).toMatch(/^GitHub is not answering right now\./);
  });
});

describe("public events", () => {
  test("need no account, and everybody sees them", async () => {
    const { bob, upstream } = await connected();
    await bob.types("/github events");
    expect(bob.seesAlone()).toBe(false);
    expect(bob.card()).toMatchObject({ title: "What happens at GitHub", footer: "GitHub, page 1 of 3" });
    expect(bob.sees()).toContain("juster forked tadashi9e/gprolog-utf8 to juster/gprolog-utf8");
    expect(upstream.requests("githubPublic")[0]?.headers.authorization).toBeUndefined();
    await bob.presses("Next ▶");
    expect(bob.card().footer).toBe("GitHub, page 2 of 3");
  });

  test("private ones stay so when the page is turned", async () => {
    const { bob } = await connected();
    await bob.types("/github events private:yes");
    await bob.presses("Next ▶");
    expect(bob.seesAlone()).toBe(true);
  });

  test.each([
    ["k8s-ci-robot", "/users/k8s-ci-robot/events/public"],
    ["@k8s-ci-robot", "/users/k8s-ci-robot/events/public"],
    ["dependabot[bot]", "/users/dependabot%5Bbot%5D/events/public"],
    ["kubernetes/test-infra", "/repos/kubernetes/test-infra/events"],
    ["https://github.com/kubernetes/test-infra/", "/repos/kubernetes/test-infra/events"],
    ['of:"kubernetes/test-infra"', "/repos/kubernetes/test-infra/events"],
  ])("/github events %s", async (typed, path) => {
    const { bob, upstream } = await talk();
    await bob.types(`/github events ${typed}`);
    expect(upstream.calls("githubPublic")).toEqual([`GET ${path}?page=1&per_page=10`]);
    expect(bob.cards()).toHaveLength(1);
  });

  test.each(["a/b/c", "../../etc", "-x", "octo cat", "a/..", "user/", "https://evil.example/x", "x".repeat(60)])(
    "/github events %s: no name, and nobody is asked",
    async (typed) => {
      const { bob, upstream } = await talk();
      await bob.types(`/github events ${typed}`);
      if (typed === "user/") return expect(bob.sees()).toBe("GitHub knows nobody called “user”.");
      expect(bob.sees()).toMatch(/^“.*” is no name of a person or a repository at GitHub\. Try /);
      return expect(upstream.calls("githubPublic")).toEqual([]);
    },
  );

  test("of somebody and something that nobody knows", async () => {
    const { bob } = await talk();
    await bob.types("/github events nobody-at-all");
    expect(bob.sees()).toBe("GitHub knows nobody called “nobody-at-all”.");
    await bob.types("/github events nobody/nothing");
    expect(bob.sees()).toBe("GitHub knows no public repository “nobody/nothing”.");
    expect(bob.seesAlone()).toBe(true);
  });

  test("beyond what GitHub keeps", async () => {
    const { bob, upstream } = await talk();
    upstream.plays("githubPublic", { status: 422, body: { message: "In order to keep the API fast…" } });
    await bob.types("/github events page:31");
    expect(bob.sees()).toBe("GitHub keeps only the latest 300 events. Try an earlier page.");
  });

  test("the bot's quota is used up: one's own account helps, and who has none hears of it", async () => {
    const { ann, bob, upstream } = await connected();
    upstream.plays("githubPublic", {
      status: 403,
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inSeconds(HOUR_S / 2) },
      body: { message: "API rate limit exceeded" },
    });
    await bob.types("/github events");
    expect(bob.sees()).toMatch(
      /There is room again .*\. With an account of your own there is room now: \/github connect$/,
    );
    await ann.types("/github events");
    expect(ann.card().title).toBe("What happens at GitHub");
    expect(upstream.requests("github").at(-1)?.headers.authorization).toBe("Bearer access_token_removed");
  });

  test("with an account, what is not public is still left out", async () => {
    const { ann, upstream } = await connected();
    upstream.plays("githubPublic", { status: 429, headers: { "retry-after": "60" } });
    const event = (repo: string, isPublic: boolean) => ({
      type: "PublicEvent",
      actor: { login: "ann" },
      repo: { name: repo },
      payload: {},
      public: isPublic,
      created_at: "2020-01-01T00:00:00Z",
    });
    upstream.plays("github", { body: [event("ann/open", true), event("ann/secret", false)] });
    await ann.types("/github events ann");
    expect(ann.sees()).toContain("ann made ann/open public · ");
    expect(ann.sees()).not.toContain("secret");
  });
});

test("an operator who has set no application", async () => {
  const { ann } = await talk();
  for (const word of ["connect", "me", "repos", "repos visibility:private", "disconnect"]) {
    await ann.types(`/github ${word}`);
    expect(ann.sees()).toBe("GitHub accounts can't be connected here: my operator has set no GitHub application.");
    expect(ann.seesAlone()).toBe(true);
  }
});
