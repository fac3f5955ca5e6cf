import { afterAll, beforeAll, expect, test } from "vitest";
import { type PlatformProgram, recordedProgram } from "./support/connected-program.ts";
import { Visitor } from "./support/link-account.ts";
import type { SlackPerson, Transport } from "./support/slack.ts";

let connected: PlatformProgram;

const PUBLIC_URL = "https://magpie.example";

beforeAll(async () => {
  connected = await recordedProgram({
    DATABASE_URL: "sqlite::memory:",
    PUBLIC_URL,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    GITHUB_CLIENT_ID: "Iv1.magpie",
    GITHUB_CLIENT_SECRET: "the-secret-of-the-app",
  });
});

afterAll(() => connected.close());

/** The same person in two workspaces of an organisation that installed the bot for all of them. */
function annIn(team: string, via: Transport): SlackPerson {
  return connected.slack.person(`ann-${via}`, { via, team, enterprise: "E222", channel: `C-${team}-${via}` });
}

test.each<Transport>(["http", "socket"])("one shelf, one vote, and all of it forgotten, over %s", async (via) => {
  const home = annIn("T777", via);
  const away = annIn("T888", via);

  await home.types("/shelf add");
  await home.opensForm();
  await home.fillsForm({ book: "moby dick" });
  await home.reads("Moby");
  await home.types("/shelf move");
  await home.opensForm();
  expect(await home.searches("book", "moby")).toEqual(expect.arrayContaining([expect.stringContaining("Moby")]));

  await away.types("/shelf list");
  await away.reads("Moby");
  await away.writes("<@UBOT> shelf list");
  await away.reads("Moby");

  let picture: string | undefined;
  for (const ann of [home, away]) {
    // One of several pictures: until both have the same
    do {
      await ann.types("/dog beagle");
      await ann.reads("Beagle");
    } while (picture !== undefined && pictureOf(ann) !== picture);
    picture = pictureOf(ann);
    await ann.presses("👍");
    await ann.reads(/👍 \d/);
  }

  await home.types("/shelf forget-me");
  await home.reads("I keep about you: 1 book on your shelf; and 1 vote on pictures.");
  await home.presses("Forget it all");
  await home.reads("Forgotten: 1 book on your shelf; and 1 vote on pictures.");
  await away.types("/shelf forget-me");
  await away.reads("I keep nothing about you.");
  expect(home.failures).toEqual([]);
});

test.each<Transport>(["http", "socket"])("one account, and all of it forgotten, over %s", async (via) => {
  const home = accountOf("T777", via);
  const away = accountOf("T888", via);

  await home.types("/github connect");
  await home.reads("Connect your GitHub account");
  const [link = ""] = /https:\/\/magpie\.example\/connect\/github\?key=[\w-]+/.exec(payloadOf(home)) ?? [];
  const browser = new Visitor({ address: connected.root });
  const done = await browser.goesOn(await browser.open(link));
  expect(done.text).toContain("The GitHub account bitwiseman is now connected");

  for (const ann of [home, away]) {
    await ann.types("/github me");
    await ann.reads("Liam Newman (bitwiseman)");
    await ann.types("/github repos per_page:2");
    await ann.reads("Your repositories");
    const first = ann.sees();
    await ann.presses("Next ▶");
    await expect.poll(() => ann.sees(), { timeout: 20_000 }).not.toBe(first);
    await ann.reads("Your repositories");
    await ann.writes("<@UBOT> github me");
    await ann.reads("Liam Newman (bitwiseman)");
  }

  await away.types("/shelf forget-me");
  await away.reads(/I keep about you: .*GitHub/);
  await away.presses("Forget it all");
  await away.reads(/Forgotten: .*GitHub/);
  await home.types("/github me");
  await home.reads("Connect first: `/github connect`");
  expect([home.failures, away.failures]).toEqual([[], []]);
});

/** Somebody else than the one with the shelf, so that neither test depends on the other. */
function accountOf(team: string, via: Transport): SlackPerson {
  return connected.slack.person(`eve-${via}`, { via, team, enterprise: "E222", channel: `C-eve-${team}-${via}` });
}

function pictureOf(person: SlackPerson): string {
  const [, url] = /"image_url":"([^"]+)"/.exec(payloadOf(person)) ?? [];
  if (url === undefined) throw new Error(`no picture in ${payloadOf(person)}`);
  return url;
}

function payloadOf(person: SlackPerson): string {
  return JSON.stringify(person.messages().at(-1)?.payload);
}
