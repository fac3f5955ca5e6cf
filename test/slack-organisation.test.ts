import { afterAll, beforeAll, expect, test } from "vitest";
import { type PlatformProgram, recordedProgram } from "./support/connected-program.ts";
import type { SlackPerson, Transport } from "./support/slack.ts";

let connected: PlatformProgram;

beforeAll(async () => {
  connected = await recordedProgram({ DATABASE_URL: "sqlite::memory:" });
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

  for (const ann of [home, away]) {
    await ann.types("/dog beagle");
    await ann.reads("Beagle");
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
