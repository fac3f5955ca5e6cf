import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { onTestFinished } from "vitest";
import { Database } from "../../src/state/database.ts";
import { Sealer } from "../../src/state/sealer.ts";
import { SlackInstalls } from "../../src/state/slack-installs.ts";
import { attack } from "../support/attack.ts";
import { Browser } from "../support/browser.ts";
import { talk } from "../support/conversation.ts";
import { openPages, PUBLIC_URL, privateLink, Visitor } from "../support/link-account.ts";
import { dog } from "../support/sample-commands.ts";
import { PUBLIC_URL as SLACK_PUBLIC_URL, slackBot } from "../support/slack-bot.ts";
import { editing } from "./support/texts.ts";

/** What somebody does to the way back. All together ask the server less often than an address may in a minute. */
const tampering = fc.record({
  state: fc.option(editing, { nil: undefined }),
  code: fc.option(editing, { nil: undefined }),
  browser: fc.constantFrom("own", "another", "none"),
});

/** A bot that workspaces install. */
async function installable() {
  const database = new Database("sqlite::memory:");
  const installs = new SlackInstalls(database, new Sealer([randomBytes(32)]));
  const bot = await slackBot({ commands: [dog], transports: ["http"], installs });
  onTestFinished(async () => {
    await bot.close();
    await database.close();
  });
  const installed = async () =>
    (await (await database.tables()).selectFrom("slack_install").select("id").execute()).map(({ id }) => id);
  return { bot, installed, browser: () => new Browser({ [SLACK_PUBLIC_URL]: bot.url }) };
}

let count = 0;

attack(
  "installing in Slack: a state or code changed, another's browser, or the same again installs nothing",
  { short: 40, long: 140, open: installable },
  tampering,
  async ({ state, code, browser }, { bot, installed, browser: open }) => {
    count += 1;
    const [own, other] = [open(), open()];
    const { location } = await own.opens(`${SLACK_PUBLIC_URL}/slack/install`);
    if (browser === "another") await other.opens(`${SLACK_PUBLIC_URL}/slack/install`);
    const back = bot.slack.api.oauth.agree(location, { team: `T${count}` });
    const right = back.href;
    for (const [name, edit] of Object.entries({ state, code })) {
      if (edit !== undefined) back.searchParams.set(name, edit(back.searchParams.get(name) ?? ""));
    }
    const isRight = back.href === right && browser === "own";
    const { status } = await (browser === "own" ? own : other).opens(back);
    const isThere = (await installed()).includes(`T${count}`);
    if (isThere !== isRight)
      return isThere ? `installed, and answered ${status}` : `the right one was answered ${status}`;
    if (!isRight) return status === 400 ? undefined : `it answered ${status}`;
    const again = await own.opens(back);
    return again.status === 400 ? undefined : `the same again was answered ${again.status}`;
  },
);

const APP = { clientId: "Iv1.magpie", clientSecret: "the-secret-of-the-app" };

async function connectable() {
  const talking = await talk({ accounts: { github: APP } });
  return { ...talking, pages: await openPages(talking) };
}

attack(
  "connecting GitHub: a state or code changed, another's browser, or the same again connects nothing",
  { short: 30, long: 90, open: connectable },
  tampering,
  async ({ state, code, browser }, { ann, bob, pages, upstream }) => {
    const [own, other] = [new Visitor(pages), new Visitor(pages)];
    await ann.types("/github connect");
    await own.goesOn(await own.open(privateLink(ann)), { redirects: 1 });
    if (browser === "another") {
      await bob.types("/github connect");
      await other.open(privateLink(bob));
    }
    const authorize = new URL(own.visited.at(-1) ?? "").searchParams;
    const right = { code: `recorded.${authorize.get("code_challenge")}`, state: authorize.get("state") ?? "" };
    const given = { code: code?.(right.code) ?? right.code, state: state?.(right.state) ?? right.state };
    const back = `${PUBLIC_URL}/connect/github/callback?${new URLSearchParams(given)}`;
    const asked = tokens(upstream);
    const { status } = await (browser === "own" ? own : other).open(back);
    // A code that is wrong is GitHub's to refuse; a state is ours, and then GitHub is not even asked
    const isOurs = given.state === right.state && browser === "own";
    if (!isOurs && tokens(upstream) !== asked) return "GitHub was asked for a token";
    const isRight = isOurs && given.code === right.code;
    if ((status === 200) !== isRight) return `it answered ${status}`;
    if (!isOurs) return undefined;
    const again = await own.open(back);
    return again.status === 400 ? undefined : `the same again was answered ${again.status}`;
  },
);

function tokens(upstream: Awaited<ReturnType<typeof talk>>["upstream"]): number {
  return upstream.calls("githubLogin").filter((line) => line.startsWith("POST")).length;
}
