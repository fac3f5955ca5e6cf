import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Installs } from "../../../src/adapters/slack/install-store.ts";
import { TIMES } from "../../../src/adapters/slack/limits.ts";
import { StateError } from "../../../src/core/errors.ts";
import { Database } from "../../../src/state/database.ts";
import { Sealer } from "../../../src/state/sealer.ts";
import { SlackInstalls } from "../../../src/state/slack-installs.ts";
import { Browser } from "../../support/browser.ts";
import { bring } from "../../support/file-commands.ts";
import { book, dog } from "../../support/sample-commands.ts";
import type { Transport } from "../../support/slack.ts";
import { PUBLIC_URL, type SlackBot, slackBot } from "../../support/slack-bot.ts";
import type { Workspace } from "../../support/slack-oauth.ts";

let folder: string;
let database: Database;
let installs: SlackInstalls;
let bot: SlackBot;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "magpie-installs-"));
  database = new Database(`sqlite:${join(folder, "magpie.db")}`);
  installs = new SlackInstalls(database, new Sealer([randomBytes(32)]));
  bot = await start();
});

afterEach(async () => {
  await bot.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

function start(options: { readonly installs?: Installs; readonly transports?: readonly Transport[] } = {}) {
  return slackBot({
    commands: [dog, book, bring],
    transports: options.transports ?? ["http"],
    installs: options.installs ?? installs,
  });
}

const browser = () => new Browser({ [PUBLIC_URL]: bot.url });

/** Goes the whole way with one browser; the page at its end. */
async function install(workspace: Workspace, person = browser()) {
  const { location } = await person.opens(`${PUBLIC_URL}/slack/install`);
  return await person.opens(bot.slack.api.oauth.agree(location, workspace));
}

async function installed(): Promise<readonly string[]> {
  const rows = await (await database.tables()).selectFrom("slack_install").select("id").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

/** What Slack tells of a workspace, over HTTP. */
function event(team: string, inner: object, more: object = {}): string {
  return JSON.stringify({
    type: "event_callback",
    team_id: team,
    api_app_id: "A111",
    event_id: "Ev111",
    event_time: Math.ceil(Date.now() / 1_000),
    event: inner,
    ...more,
  });
}

const tells = (body: string) => bot.slack.sends(body, { contentType: "application/json" });

describe("installing", () => {
  test("people are sent to Slack with what the bot needs, and come back to a page that says what to do", async () => {
    const ann = browser();
    const { status, location, headers } = await ann.opens(`${PUBLIC_URL}/slack/install`);
    expect(status).toBe(302);
    const { searchParams } = new URL(location);
    expect(searchParams.get("scope")).toBe("commands,chat:write,files:write,files:read,app_mentions:read");
    expect(searchParams.get("redirect_uri")).toBe("https://bot.example/slack/oauth_redirect");
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/; Secure; HttpOnly; Path=\/; Max-Age=600; SameSite=Lax$/),
    ]);
    expect(searchParams.get("state")).toMatch(/^[\w.-]{70,90}$/);
    const page = await ann.opens(bot.slack.api.oauth.agree(location, { team: "T222" }));
    expect(page.status).toBe(200);
    expect(page.text).toContain("I am in Workspace T222 now.");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(await installed()).toEqual(["T222"]);
  });

  test("each workspace is served with its own token", async () => {
    await install({ team: "T222" });
    await install({ team: "T333" });
    const ann = bot.slack.person("ann", { team: "T222" });
    const bob = bot.slack.person("bob", { team: "T333" });
    await ann.types("/book");
    await ann.opensForm();
    await bob.types("/book");
    await bob.opensForm();
    expect(bot.slack.api.callers.slice(-2)).toEqual(["views.open T222", "views.open T333"]);
  });

  test("a file is fetched with the token of its workspace", async () => {
    await install({ team: "T222" });
    const ann = bot.slack.person("ann", { team: "T222" });
    await ann.types("/bring");
    await ann.opensForm();
    await ann.fillsForm({ file: bot.slack.api.files.keeps("books.csv", Buffer.from("hello")) });
    await ann.reads("books.csv says “hello”.");
  });

  test("a mention is answered with the token of its workspace, and other events stay without an answer", async () => {
    await install({ team: "T222" });
    await install({ team: "T333" });
    const ann = bot.slack.person("ann", { team: "T333" });
    await ann.writes("<@UBOT> dog Beagle");
    await ann.reads("Beagle");
    expect(bot.slack.api.callers.at(-1)).toBe("chat.postMessage T333");
    await tells(event("T333", { type: "app_home_opened", user: "U111" }));
    expect(ann.messages()).toHaveLength(1);
  });

  test("an organisation installs for all its workspaces", async () => {
    const page = await install({ team: "", enterprise: "E222" });
    expect(page.text).toContain("I am in Organisation E222 now.");
    const ann = bot.slack.person("ann", { team: "T777", enterprise: "E222" });
    await ann.types("/book");
    await ann.opensForm();
    expect(bot.slack.api.callers.at(-1)).toBe("views.open E222");
    expect(await installed()).toEqual(["E222"]);
  });

  test("a workspace that installs twice has one token, the newer", async () => {
    await install({ team: "T222" });
    bot.slack.api.oauth.revoke("T222");
    await install({ team: "T222" });
    const ann = bot.slack.person("ann", { team: "T222" });
    await ann.types("/book");
    await ann.opensForm();
  });

  test("a workspace where it is not installed still gets its answers, which need no token", async () => {
    const ann = bot.slack.person("ann", { team: "T999" });
    await ann.types("/dog Beagle");
    expect(ann.sees()).toContain("Beagle");
    await ann.types("/book");
    await ann.reads("Which book?");
  });

  test("the way may begin at one replica and end at another, or before and after a restart", async () => {
    const other = await slackBot({ commands: [dog], transports: ["http"], installs });
    const ann = browser();
    const { location } = await ann.opens(`${other.url}/slack/install`);
    const page = await ann.opens(bot.slack.api.oauth.agree(location, { team: "T222" }));
    await other.close();
    expect(page.status).toBe(200);
  });
});

describe("attacks and mishaps: a clear page, and nothing is kept", () => {
  const NO_LONGER_GOOD = "It works once, for ten minutes, in the browser it was opened in. I have kept nothing.";

  afterEach(async () => {
    expect(await installed()).toEqual([]);
  });

  async function onTheWay(person = browser()) {
    const { location } = await person.opens(`${PUBLIC_URL}/slack/install`);
    return { person, back: bot.slack.api.oauth.agree(location, { team: "T222" }) };
  }

  test("no state", async () => {
    const { person, back } = await onTheWay();
    back.searchParams.delete("state");
    const page = await person.opens(back);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining(NO_LONGER_GOOD)]);
  });

  test("another's state: somebody is made to finish what an attacker began", async () => {
    const { back } = await onTheWay();
    const victim = await onTheWay();
    const page = await victim.person.opens(back);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining(NO_LONGER_GOOD)]);
    expect((await browser().opens(back)).status).toBe(400);
  });

  test("a state that was never given out", async () => {
    const { person, back } = await onTheWay();
    back.searchParams.set("state", "made-up");
    expect((await person.opens(back)).text).toContain(NO_LONGER_GOOD);
  });

  test("too late", async () => {
    const { person, back } = await onTheWay();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + TIMES.installMs });
    onTestFinished(() => void vi.useRealTimers());
    expect((await person.opens(back)).text).toContain(NO_LONGER_GOOD);
  });

  test("the person says no", async () => {
    const { person, back } = await onTheWay();
    back.searchParams.delete("code");
    back.searchParams.set("error", "access_denied");
    expect((await person.opens(back)).text).toContain("You did not let me in, and I have kept nothing.");
  });

  test.each([
    ["a code that Slack refuses", "code", "made-up"],
    ["an empty code", "code", ""],
    ["a code with a page in it", "code", "<script>alert(1)</script>"],
  ])("%s", async (_, name, value) => {
    const { person, back } = await onTheWay();
    back.searchParams.set(name, value);
    const page = await person.opens(back);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining("Slack did not let me in")]);
    expect(page.text).not.toContain("<script>");
  });

  test("a state of the person's own, whose time they have put off", async () => {
    const { back } = await onTheWay();
    const [expiry = "", ...proof] = (back.searchParams.get("state") ?? "").split(".");
    const later = (Number.parseInt(expiry, 36) + 60_000).toString(36);
    const state = [later, ...proof].join(".");
    back.searchParams.set("state", state);
    const response = await fetch(`${bot.url}${back.pathname}${back.search}`, {
      headers: { cookie: `slack-app-oauth-state=${state}` },
    });
    expect(await response.text()).toContain(NO_LONGER_GOOD);
  });

  test("the database is away when they come back: told so, and the code is not spent", async () => {
    const { person, back } = await onTheWay();
    await database.close();
    const page = await person.opens(back);
    expect([page.status, page.text]).toEqual([503, expect.stringContaining("nothing is lost")]);
    expect(bot.slack.api.calls).not.toContain("oauth.v2.access");
    database = new Database(`sqlite:${join(folder, "magpie.db")}`);
  });
});

test("visits cost the database nothing, however many there are", async () => {
  for (let visit = 0; visit < 100; visit += 1) {
    expect((await browser().opens(`${PUBLIC_URL}/slack/install`)).status).toBe(302);
  }
  // It was not even opened
  expect(readdirSync(folder)).toEqual([]);
});

test("the page is opened twice: the second time does nothing", async () => {
  const ann = browser();
  const { location } = await ann.opens(`${PUBLIC_URL}/slack/install`);
  const back = bot.slack.api.oauth.agree(location, { team: "T222" });
  const pages = await Promise.all([ann.opens(back), ann.opens(back)]);
  expect(pages.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  expect((await ann.opens(back)).status).toBe(400);
  expect(bot.slack.api.calls.filter((call) => call === "oauth.v2.access")).toHaveLength(1);
});

describe("tokens that expire", () => {
  test("are renewed before they do, once for all who need one", async () => {
    const { oauth } = bot.slack.api;
    oauth.rotates = true;
    oauth.lifeSeconds = 60;
    await install({ team: "T222" });
    oauth.lifeSeconds = 12 * 3_600;
    const people = ["ann", "bob", "cid"].map((name) => bot.slack.person(name, { team: "T222" }));
    await Promise.all(people.map((person) => person.types("/book")));
    await Promise.all(people.map((person) => person.opensForm()));
    expect(oauth.given).toHaveLength(4);
    expect(bot.log.join("\n")).not.toContain("Failed to perform");
  });

  test("go on for their time when Slack does not renew them", async () => {
    const { oauth } = bot.slack.api;
    oauth.rotates = true;
    oauth.lifeSeconds = 60;
    await install({ team: "T222" });
    bot.slack.api.plays("oauth.v2.access", { body: { ok: false, error: "internal_error" } });
    const ann = bot.slack.person("ann", { team: "T222" });
    await ann.types("/book");
    await ann.opensForm();
  });
});

describe("the end of an installation", () => {
  beforeEach(() => install({ team: "T222" }));

  const gone = () => expect.poll(installed).toEqual([]);

  test("the app is taken out", async () => {
    expect(await tells(event("T222", { type: "app_uninstalled" }))).toEqual({ status: 200, text: "" });
    await gone();
  });

  test("the bot's token is revoked", async () => {
    await tells(event("T222", { type: "tokens_revoked", tokens: { oauth: [], bot: ["UBOT"] } }));
    await gone();
  });

  test("a person's token is revoked: not ours", async () => {
    await tells(event("T222", { type: "tokens_revoked", tokens: { oauth: ["U111"] } }));
    await tells(event("T222", { type: "app_home_opened", user: "U111" }, { event_id: "Ev2" }));
    await tells(event("T999", { type: "app_uninstalled" }, { event_id: "Ev3" }));
    expect(await installed()).toEqual(["T222"]);
  });

  test("an organisation takes it out", async () => {
    await install({ team: "", enterprise: "E222" });
    const authorizations = [{ enterprise_id: "E222", team_id: null, is_bot: true, is_enterprise_install: true }];
    await tells(event("T777", { type: "app_uninstalled" }, { authorizations }));
    await expect.poll(installed).toEqual(["T222"]);
  });

  test("Slack tells it again after the workspace has come back", async () => {
    const told = event("T222", { type: "app_uninstalled" }, { event_time: Math.floor(Date.now() / 1_000) - 60 });
    await tells(told);
    const again = JSON.parse(told) as object;
    await install({ team: "T222" });
    await tells(told);
    // A replica that has not heard it yet
    await tells(JSON.stringify({ ...again, event_id: "Ev-other" }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await installed()).toEqual(["T222"]);
  });

  test("a token that Slack takes no more, without a word: it is deleted when it is next used", async () => {
    bot.slack.api.oauth.revoke("T222");
    const ann = bot.slack.person("ann", { team: "T222" });
    await ann.types("/book");
    await ann.reads("Which book?");
    await gone();
  });

  test("unsigned, it means nothing", async () => {
    const body = event("T222", { type: "app_uninstalled" });
    const { status } = await bot.slack.sends(body, {
      contentType: "application/json",
      signature: `v0=${"0".repeat(64)}`,
    });
    expect(status).toBe(401);
    expect(await installed()).toEqual(["T222"]);
  });
});

test("the end of an installation over Socket Mode, while the database is away", async () => {
  await bot.close();
  let fails = 1;
  const forgetful: Installs = {
    put: (id, installation) => installs.put(id, installation),
    get: (id) => installs.get(id),
    newState: (expiresAt) => installs.newState(expiresAt),
    takeState: (state) => installs.takeState(state),
    remove: async (id, until) => {
      fails -= 1;
      if (fails >= 0) throw new StateError("database: away");
      await installs.remove(id, until);
    },
  };
  bot = await start({ installs: forgetful, transports: ["http", "socket"] });
  await bot.adapter.ready;
  await install({ team: "T222" });
  const told = JSON.parse(event("T222", { type: "app_uninstalled" })) as object;
  expect(await bot.slack.sockets.deliver("events_api", told, false)).toBeUndefined();
  await expect.poll(installed).toEqual([]);
});

test("Slack checks the address where it will send events", async () => {
  const body = JSON.stringify({ type: "url_verification", token: "legacy", challenge: "3eZbrw1aBm2rZgRNFdxV" });
  expect(await tells(body)).toEqual({ status: 200, text: "3eZbrw1aBm2rZgRNFdxV" });
  const unsigned = await bot.slack.sends(body, { contentType: "application/json", signature: "v0=00" });
  expect(unsigned).toEqual({ status: 401, text: "" });
});

test("no token is in the database's files or in the log", async () => {
  bot.slack.api.oauth.rotates = true;
  bot.slack.api.oauth.lifeSeconds = 60;
  await install({ team: "T222" });
  const ann = bot.slack.person("ann", { team: "T222" });
  await ann.types("/book");
  await ann.opensForm();
  bot.slack.api.oauth.revoke("T222");
  await ann.types("/book");
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
  const everything = [...files, ...bot.log].join("\n");
  expect(everything).toContain("slack_install");
  expect(bot.slack.api.oauth.given.length).toBeGreaterThan(2);
  for (const token of bot.slack.api.oauth.given) expect(everything).not.toContain(token);
  expect(everything).not.toContain("simulated-client-secret");
});
