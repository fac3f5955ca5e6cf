import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { agree } from "../../src/recorded/oauth.ts";
import { type Conversation, conversation, talk } from "../support/conversation.ts";
import { connects, linkOf, openPages, PUBLIC_URL, privateLink, Visitor } from "../support/link-account.ts";

const APP = { clientId: "Iv1.magpie", clientSecret: "the-secret-of-the-app" };
const ACCOUNTS = { github: APP, google: { clientId: "magpie.apps.google", clientSecret: "the-other-secret" } };

const GONE =
  "This link has been used already, is too old, or was opened in another browser. Nothing was connected with it. Type /github connect for a new one.";

afterEach(() => {
  vi.useRealTimers();
});

/** A bot that can connect accounts, its pages, and a browser. */
async function connectable(options: Parameters<typeof talk>[0] = {}) {
  const talking = await talk({ accounts: ACCOUNTS, ...options });
  const pages = await openPages(talking);
  return { ...talking, pages, browser: new Visitor(pages) };
}

/** Asks for a link, opens it and goes on to GitHub, which has not sent the browser back yet. */
async function atGithub({ ann, browser }: Awaited<ReturnType<typeof connectable>>) {
  await ann.types("/github connect");
  const page = await browser.open(privateLink(ann));
  await browser.goesOn(page, { redirects: 1 });
  const authorize = new URL(browser.visited.at(-1) ?? "");
  return { authorize, state: authorize.searchParams.get("state") ?? "" };
}

/** Where GitHub would send the browser, with whatever is changed. */
function callback(authorize: URL, changes: Readonly<Record<string, string | undefined>> = {}): string {
  const answer: Record<string, string | undefined> = {
    code: `recorded.${authorize.searchParams.get("code_challenge")}`,
    state: authorize.searchParams.get("state") ?? "",
    ...changes,
  };
  const given = Object.entries(answer).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${PUBLIC_URL}/connect/github/callback?${new URLSearchParams(given)}`;
}

async function isConnected({ ann, bob }: Pick<Conversation, "ann" | "bob">): Promise<boolean> {
  for (const person of [ann, bob]) {
    await person.types("/github me");
    if (person.sees() !== "Connect first: /github connect") return true;
  }
  return false;
}

test("a link, a page that says whose it is, GitHub, and back", async () => {
  const { ann, browser } = await connectable();
  await ann.types("/github connect");
  expect(ann.sees()).toBe(
    "Connect your GitHub account so that I can show you what is yours. The link is for you alone and holds for ten minutes.",
  );
  expect(ann.seesAlone()).toBe(true);
  const page = await browser.open(privateLink(ann));
  expect(page.text).toContain("This link was given to “ann” in the terminal.");
  expect(page.text).toContain("If you are somebody else, close this page.");
  const done = await browser.goesOn(page);
  expect(done.status).toBe(200);
  expect(done.text).toBe(
    "Connected\nThe GitHub account bitwiseman is now connected for “ann” in the terminal.\nYou can close this page and go back to the chat.",
  );
  await expect.poll(() => ann.sees()).toBe("Connected as bitwiseman. Try /github me or /github repos.");
  expect(ann.seesAlone()).toBe(true);
});

test("GitHub is asked for the least, with PKCE, and back to exactly one address", async () => {
  const running = await connectable();
  const { authorize } = await atGithub(running);
  expect(authorize.href.startsWith(`${running.upstream.urlOf("githubLogin")}/login/oauth/authorize?`)).toBe(true);
  expect(Object.fromEntries(authorize.searchParams)).toEqual({
    response_type: "code",
    client_id: APP.clientId,
    redirect_uri: `${PUBLIC_URL}/connect/github/callback`,
    scope: "read:user",
    state: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: "S256",
  });
});

test("Google is asked for a refresh token, too", async () => {
  const { ann, browser, upstream } = await connectable({
    accounts: { ...ACCOUNTS, googleAccountsUrl: "http://127.0.0.1:9" },
  });
  await ann.types("/shelf connect");
  const page = await browser.open(privateLink(ann));
  const leaving = await browser.open(linkOf(page), { redirects: 0 });
  const authorize = new URL(leaving.headers.get("location") ?? "");
  expect(authorize.pathname).toBe("/o/oauth2/v2/auth");
  expect(authorize.searchParams.get("access_type")).toBe("offline");
  expect(authorize.searchParams.get("prompt")).toBe("consent");
  const answer = new URLSearchParams({
    code: `recorded.${authorize.searchParams.get("code_challenge")}`,
    state: authorize.searchParams.get("state") ?? "",
    iss: "http://127.0.0.1:9",
    scope: "https://www.googleapis.com/auth/books",
  });
  const done = await browser.open(`${PUBLIC_URL}/connect/google/callback?${answer}`);
  expect(done.text).toContain("Your Google account is now connected for “ann” in the terminal.");
  expect(upstream.calls("googleToken")).toEqual(["POST /token"]);
});

describe("a second person with the first one's link", () => {
  test("sees whose it is before anything happens", async () => {
    const { ann, pages } = await connectable();
    await ann.types("/github connect");
    const page = await new Visitor(pages).open(privateLink(ann));
    expect(page.text).toContain("This link was given to “ann” in the terminal.");
  });

  test("finds it gone when the first has gone on, who still can finish", async () => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    const other = await new Visitor(running.pages).open(privateLink(running.ann));
    expect(other).toMatchObject({ status: 400, text: `Not connected\n${GONE}` });
    expect((await running.browser.open(callback(authorize))).text).toContain("bitwiseman is now connected for “ann”");
  });

  test("can't be led past the page that says whose it is", async () => {
    const { ann, browser, pages } = await connectable();
    await ann.types("/github connect");
    const skipping = linkOf(await browser.open(privateLink(ann)));
    const other = new Visitor(pages);
    await other.open(privateLink(ann));
    const page = await other.open(skipping, { redirects: 0 });
    expect(page.status).toBe(200);
    expect(page.text).toContain("If you are somebody else, close this page.");
  });

  test("can't finish what the first began, nor spoil it", async () => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    const other = new Visitor(running.pages);
    await running.bob.types("/github connect");
    await other.open(privateLink(running.bob));
    expect((await other.open(callback(authorize))).text).toContain(GONE);
    expect(await isConnected(running)).toBe(false);
    expect((await running.browser.open(callback(authorize))).status).toBe(200);
  });
});

describe("an answer that is not what it should be", () => {
  test.each([
    ["no state", { state: undefined }],
    ["an empty state", { state: "" }],
    ["a foreign state", { state: "A".repeat(43) }],
    ["nothing at all", { state: undefined, code: undefined }],
  ])("%s", async (_, changes) => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    expect(await running.browser.open(callback(authorize, changes))).toMatchObject({
      status: 400,
      text: `Not connected\n${GONE}`,
    });
    expect(running.upstream.calls("githubLogin").filter((line) => line.startsWith("POST"))).toEqual([]);
    expect(await isConnected(running)).toBe(false);
  });

  test.each([
    ["a code that GitHub refuses", { code: "wrong" }],
    ["no code", { code: undefined }],
    ["somebody else's name in it", { iss: "https://evil.example" }],
    ["two codes", {}, "&code=again"],
  ])("%s", async (_, changes, more = "") => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    const page = await running.browser.open(callback(authorize, changes) + more);
    expect(page.status).toBe(502);
    expect(page.text).toBe(
      "Not connected\nGitHub did not let me in, so nothing was connected. Type /github connect to try again.",
    );
    await expect.poll(() => running.ann.sees()).toContain("GitHub did not let me in");
    expect(await isConnected(running)).toBe(false);
  });

  test("the person says no", async () => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    const page = await running.browser.open(callback(authorize, { code: undefined, error: "access_denied" }));
    const sentence =
      "You did not agree at GitHub, so nothing was connected. Type /github connect if you change your mind.";
    expect(page).toMatchObject({ status: 400, text: `Not connected\n${sentence}` });
    await expect.poll(() => running.ann.sees()).toBe(sentence);
    expect((await running.browser.open(callback(authorize))).text).toContain(GONE);
  });

  test("used twice", async () => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    expect((await running.browser.open(callback(authorize))).status).toBe(200);
    expect((await running.browser.open(callback(authorize))).text).toContain(GONE);
    expect((await running.browser.open(running.browser.visited[0] ?? "")).text).toContain(GONE);
  });

  test("twice at the same moment", async () => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    const pages = await Promise.all([1, 2, 3].map(() => running.browser.open(callback(authorize))));
    expect(pages.map(({ status }) => status).toSorted()).toEqual([200, 400, 400]);
  });

  test("ten minutes late", async () => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10 * 60_000 });
    expect((await running.browser.open(callback(authorize))).text).toContain(GONE);
    vi.useRealTimers();
    expect(await isConnected(running)).toBe(false);
  });

  test("at another provider's door", async () => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    const page = await running.browser.open(callback(authorize).replace("/connect/github", "/connect/google"));
    expect(page.status).toBe(400);
    expect(await isConnected(running)).toBe(false);
  });
});

describe("an address that is not what it should be", () => {
  test.each(["", "?key=", "?key=%00", `?key=${"A".repeat(43)}`, "?key=a&key=b", "?go=x"])("%s", async (query) => {
    const { browser } = await connectable();
    const page = await browser.open(`${PUBLIC_URL}/connect/github${query}`);
    expect(page).toMatchObject({ status: 400, text: `Not connected\n${GONE}` });
  });

  test("another host in the request changes nothing about where GitHub sends people back to", async () => {
    const { ann, browser } = await connectable();
    await ann.types("/github connect");
    const page = await browser.open(`${privateLink(ann)}&redirect_uri=https://evil.example/&host=evil.example`);
    const leaving = await browser.open(linkOf(page), { redirects: 0 });
    expect(new URL(leaving.headers.get("location") ?? "").searchParams.get("redirect_uri")).toBe(
      `${PUBLIC_URL}/connect/github/callback`,
    );
  });

  test("a look at the headers alone uses nothing up", async () => {
    const running = await connectable();
    const { authorize } = await atGithub(running);
    const path = callback(authorize).slice(PUBLIC_URL.length);
    expect((await fetch(running.pages.address + path, { method: "HEAD" })).status).toBe(404);
    expect((await running.browser.open(callback(authorize))).status).toBe(200);
  });

  test("going on twice, as impatient people do", async () => {
    const { ann, browser } = await connectable();
    await ann.types("/github connect");
    const page = await browser.open(privateLink(ann));
    const [first, second] = await Promise.all([1, 2].map(() => browser.open(linkOf(page), { redirects: 0 })));
    expect(first?.headers.get("location")).toBe(second?.headers.get("location"));
    expect((await browser.goesOn(page)).status).toBe(200);
  });

  test("asked for again, it is the same link until somebody has followed it, and then a new one takes its place", async () => {
    const { ann, browser } = await connectable();
    await ann.types("/github connect");
    const link = privateLink(ann);
    await ann.types("/github connect");
    expect(privateLink(ann)).toBe(link);
    await browser.goesOn(await browser.open(link), { redirects: 0 });
    await ann.types("/github connect");
    expect(privateLink(ann)).not.toBe(link);
    expect((await browser.open(link)).text).toContain(GONE);
    expect((await browser.goesOn(await browser.open(privateLink(ann)))).status).toBe(200);
    await expect.poll(() => ann.sees()).toContain("Connected as bitwiseman.");
  });

  test("asked for again, it is good for ten minutes more", async () => {
    const { ann, browser } = await connectable();
    await ann.types("/github connect");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 9 * 60_000 });
    await ann.types("/github connect");
    vi.setSystemTime(Date.now() + 9 * 60_000);
    expect((await browser.open(privateLink(ann))).status).toBe(200);
  });
});

test.each(["/github connect", "/shelf connect"])("nobody follows the link of %s", async (line) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "Date"] });
  const { ann } = await connectable();
  await ann.types(line);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  vi.useRealTimers();
  await expect.poll(() => ann.sees()).toBe(`The link is too old now. Type ${line} for a new one.`);
});

test.each([
  ["/github connect", "github"],
  ["/shelf connect", "google"],
])("two hundred times %s by one person: one link, one row", async (line, provider) => {
  const { ann, bot } = await connectable();
  const links = new Set<string>();
  for (let count = 0; count < 200; count += 1) {
    await ann.types(line);
    links.add(privateLink(ann));
  }
  expect(links.size).toBe(1);
  const rows = await (await bot.database.tables()).selectFrom("oauth_state").select("provider").execute();
  expect(rows).toEqual([{ provider }]);
});

test("GitHub is down when the person comes back", async () => {
  const running = await connectable();
  const { authorize } = await atGithub(running);
  running.upstream.plays("githubLogin", "html503");
  const page = await running.browser.open(callback(authorize));
  expect(page).toMatchObject({ status: 502 });
  expect(page.text).toContain("is not answering right now");
  await expect.poll(() => running.ann.sees()).toContain("is not answering right now");
  expect(await isConnected(running)).toBe(false);
});

test("a login with markup in it", async () => {
  const { ann, browser, upstream } = await connectable();
  const body = { login: "<script>alert(1)</script>", public_repos: 0, followers: 0, following: 0 };
  upstream.plays("github", { body });
  const done = await connects(ann, browser);
  expect(done.html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(done.html).not.toContain("<script");
});

test("pages load nothing, are kept nowhere and tell nobody where they are", async () => {
  const running = await connectable();
  await running.ann.types("/github connect");
  const first = await running.browser.open(privateLink(running.ann));
  const leaving = await running.browser.open(linkOf(first), { redirects: 0 });
  for (const { headers } of [first, leaving, await running.browser.open(`${PUBLIC_URL}/connect/github/callback`)]) {
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
  expect(first.headers.get("set-cookie")).toMatch(
    /^__Host-magpie_connect=[\w-]{43}; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax; Secure$/,
  );
});

describe("on a database file", () => {
  function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "magpie-connect-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return folder;
  }

  /** Ann's browser is at the provider's page when the bot is restarted; then it comes back. */
  async function restarted(line: string) {
    const databaseUrl = `sqlite:${join(newFolder(), "magpie.db")}`;
    const before = await conversation({ accounts: ACCOUNTS, databaseUrl });
    const browser = new Visitor(await openPages(before));
    await before.ann.types(line);
    const leaving = await browser.goesOn(await browser.open(privateLink(before.ann)), { redirects: 0 });
    const asked = new URL(leaving.headers.get("location") ?? "").searchParams;
    await before.close();
    const after = await connectable({ databaseUrl });
    browser.moves(PUBLIC_URL, after.pages.address);
    return { ...after, page: await browser.open(agree(asked).headers?.["location"] ?? "") };
  }

  test("a restart in the middle: nobody tells it in the chat, and the page says so", async () => {
    const { ann, page } = await restarted("/github connect");
    expect(page.text).toBe(
      "Connected\nThe GitHub account bitwiseman is now connected for “ann” in the terminal.\nYou can close this page and go back to the chat.\nIf nothing shows there, I was restarted since you asked for the link: type /github me all the same.",
    );
    await ann.types("/github me");
    expect(ann.card().title).toBe("Liam Newman (bitwiseman)");
  });

  test("the same at Google, whose shelves then wait to be compared", async () => {
    const { ann, page } = await restarted("/shelf connect");
    expect(page.text).toContain("type /shelf sync all the same.");
    await ann.types("/shelf sync");
    expect(ann.sees()).not.toContain("Connect first");
  });

  test("tokens, codes and secrets stand nowhere", async () => {
    const folder = newFolder();
    const running = await connectable({ databaseUrl: `sqlite:${join(folder, "magpie.db")}` });
    const { authorize, state } = await atGithub(running);
    const key = new URL(running.browser.visited[0] ?? "").searchParams.get("key") ?? "";
    const before = everythingIn(folder);
    await running.browser.open(callback(authorize));
    await running.ann.types("/github me");
    // What is deleted below leaves no trace
    const connected = everythingIn(folder);
    running.upstream.plays("github", { status: 401, body: { message: "Bad credentials" } });
    await running.ann.types("/github disconnect");
    const everything = before + connected + everythingIn(folder) + running.log();
    const sent = running.upstream.requests("githubLogin").at(-1)?.body ?? "";
    const verifier = new URLSearchParams(sent).get("code_verifier") ?? "";
    const code = `recorded.${authorize.searchParams.get("code_challenge")}`;
    for (const secret of ["access_token_removed", APP.clientSecret, key, state, verifier, code]) {
      expect(secret.length).toBeGreaterThan(15);
      expect(everything).not.toContain(secret);
    }
    expect(everything).toContain("bitwiseman");
  });
});

/** What all files hold: the database, its log, and whatever else is there. */
function everythingIn(folder: string): string {
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "latin1"))
    .join("\n");
}
