import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../commands/index.ts";
import { type ConnectedProgram, connectedProgram } from "./support/connected-program.ts";
import type { SimulatedDiscord } from "./support/discord.ts";
import { type Platform, platformsAt, WAYS, type Way } from "./support/platforms.ts";
import type { SimulatedSlack } from "./support/slack.ts";

let connected: ConnectedProgram;
let slack: SimulatedSlack;
let discord: SimulatedDiscord;
let platforms: Readonly<Record<Way, Platform>>;

beforeAll(async () => {
  connected = await connectedProgram();
  ({ slack, discord } = connected);
  platforms = platformsAt(connected, commands);
});

afterAll(() => connected.close());

/** What the five commands bring, from the first words to the source. */
const ANSWERS = [
  ["gif", "shrug", /Always Sunny Fx GIF.*Powered By GIPHY/s],
  ["book", "moby dick", /Herman Melville, 2003, Penguin Classics.*Google Books, 1–3 of 3/s],
  ["covid", "germany", /137,698 confirmed cases, 4,052 deaths and 77,000 recovered, as of 17 April 2020\./],
  ["dog", "beagle", /Amiable, even tempered.*The Dog API/s],
  ["cat", "abyssinian", /Active, energetic.*The Cat API/s],
  ["apod", "2026-09-16", /Webb’s View of M64.*Astronomy Picture of the Day/s],
  ["epic", "2024-05-31", /NASA EPIC, 1–4 of 21/],
  ["person", "female", /nvented/],
  // Four platforms ask at once, and a second source answers rather than let anybody wait
  ["goat", "40", /Commons|Openverse/],
  ["github events", "", /What happens at GitHub/],
  ["shelf add", "moby dick", /Now on your “To read” shelf/],
  ["mars", "2020-06-10", /25 photos by Curiosity on sol 2,789\..*NASA\/JPL-Caltech/s],
] as const;

/** Commands whose answer is for the person alone. */
const PRIVATE: readonly string[] = ["gif", "shelf add"];

describe.each(WAYS)("%s", (way) => {
  test.each(ANSWERS)("/%s %s", async (command, words, answer) => {
    const ann = platforms[way].person(`ann ${way} ${command}`);
    await ann.types(`/${command} ${words}`);
    await ann.reads(answer);
    expect(ann.seesAlone()).toBe(PRIVATE.includes(command));
    expect([platforms[way].failures(), slack.problems(), discord.violations]).toEqual([[], [], []]);
  });

  test("bad input is a sentence for one", async () => {
    const ann = platforms[way].person(`ann ${way}`);
    await ann.types("/mars flurbday");
    await ann.reads("I can't read “flurbday” as a date.");
    await ann.types("/covid Germny");
    await ann.reads("I have no COVID-19 data for “Germny”. Did you mean Germany?");
    expect(ann.seesAlone()).toBe(true);
    await ann.presses("Germany");
    await ann.reads("137,698 confirmed cases");
    await ann.types("/dog beegle");
    await ann.reads("I know no dog breed called “beegle”. Did you mean Beagle?");
    expect(ann.seesAlone()).toBe(true);
    await ann.presses("Beagle");
    await ann.reads("Amiable, even tempered");
    expect([platforms[way].failures(), slack.problems(), discord.violations]).toEqual([[], [], []]);
  });
});

test.each(["http", "socket"] as const)("what only Slack has, over %s: keys to type, and a form", async (via) => {
  const ann = slack.person(`ann-${via}`, { via });
  await ann.types("/mars 2020-06-10 rovr:curiosity");
  await ann.reads("has no option `rovr`. Did you mean `rover`?");
  await ann.types("/book");
  expect((await ann.opensForm()).blocks.length).toBeGreaterThan(0);
  await ann.fillsForm({ query: "moby dick" });
  await ann.reads("Herman Melville");
  expect([ann.failures, slack.problems()]).toEqual([[], []]);
});

test.each(["Discord over HTTP", "Discord over the Gateway"] as const)("%s: breeds while one types", async (way) => {
  expect(await platforms[way].person("eve").isOffered("dog", "breed", "beag")).toContain("Beagle");
});

// Last: the program ends here
test("SIGTERM with commands under way: they are answered, new ones hear of the restart, and it leaves with 0", async () => {
  const { program, upstream } = connected;
  upstream.plays("giphy", { slowMs: 1_800 });
  const early = WAYS.map((way) => platforms[way].person(`early ${way}`));
  await Promise.all(early.map((person) => person.types("/gif charlie")));
  program.kill("SIGTERM");
  await program.says(/"msg":"stopping/);
  const late = WAYS.map((way) => platforms[way].person(`late ${way}`));
  await Promise.all(late.map((person) => person.types("/dog beagle")));
  for (const person of late) {
    expect([person.sees(), person.seesAlone()]).toEqual(["I am restarting. Ask me again in a minute.", true]);
  }
  await Promise.all(early.map((person) => person.reads("GIPHY")));
  expect(await program.ended).toBe(0);
  const log = program.output() + program.errors();
  expect(log.match(/"msg":"invocation"/g)?.length).toBeGreaterThan(20);
  expect(log).not.toMatch(/hush|beegle|flurbday|shrug|xoxb-|xapp-|simulated\.token/);
  expect([discord.violations, slack.problems()]).toEqual([[], []]);
});
