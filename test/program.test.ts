import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConnectedProgram, connectedProgram } from "./support/connected-program.ts";
import type { SimulatedDiscord } from "./support/discord.ts";
import type { Transport as DiscordTransport } from "./support/discord-person.ts";
import type { SimulatedSlack, Transport as SlackTransport } from "./support/slack.ts";

let connected: ConnectedProgram;
let slack: SimulatedSlack;
let discord: SimulatedDiscord;

beforeAll(async () => {
  connected = await connectedProgram();
  ({ slack, discord } = connected);
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
  ["goat", "40", /Commons/],
  ["github events", "", /What happens at GitHub/],
  ["shelf add", "moby dick", /Now on your shelf/],
  ["mars", "2020-06-10", /25 photos by Curiosity on sol 2,789\..*NASA\/JPL-Caltech/s],
] as const;

const FIRST_OPTION: Readonly<Record<string, string>> = {
  gif: "search",
  book: "query",
  covid: "country",
  dog: "breed",
  cat: "breed",
  mars: "date",
  apod: "date",
  epic: "date",
  person: "gender",
  goat: "width",
  "shelf add": "book",
};

/** Commands whose answer is for the person alone. */
const PRIVATE: readonly string[] = ["gif", "shelf add"];

describe.each<SlackTransport>(["http", "socket"])("in Slack over %s", (via) => {
  test.each(ANSWERS)("/%s %s", async (command, words, answer) => {
    const ann = slack.person(`ann-${via}-${command}`, { via });
    await ann.types(`/${command} ${words}`);
    await ann.reads(answer);
    expect(ann.seesAlone()).toBe(PRIVATE.includes(command));
    expect([ann.failures, slack.problems()]).toEqual([[], []]);
  });

  test("bad input is a sentence for one", async () => {
    const ann = slack.person(`ann-${via}`, { via });
    await ann.types("/mars 2020-06-10 rovr:curiosity");
    await ann.reads("has no option `rovr`. Did you mean `rover`?");
    await ann.types("/dog beegle");
    await ann.reads("I know no dog breed called “beegle”. Did you mean *Beagle*?");
    expect(ann.seesAlone()).toBe(true);
    await ann.presses("Beagle");
    await ann.reads("Amiable, even tempered");
    await ann.types("/book");
    expect((await ann.opensForm()).blocks.length).toBeGreaterThan(0);
    await ann.fillsForm({ query: "moby dick" });
    await ann.reads("Herman Melville");
    expect([ann.failures, slack.problems()]).toEqual([[], []]);
  });
});

describe.each<DiscordTransport>(["http", "gateway"])("in Discord over %s", (via) => {
  test.each(ANSWERS)("/%s %s", async (command, words, answer) => {
    const bob = discord.person(`bob-${via}-${command}`);
    const option = FIRST_OPTION[command];
    const value = command === "goat" ? Number(words) : words;
    await bob.types(command, option === undefined ? {} : { [option]: value }, { via });
    expect(bob.sees()?.replaceAll("\\", "")).toMatch(answer);
    expect(discord.violations).toEqual([]);
  });

  test("bad input is a sentence for one", async () => {
    const bob = discord.person(`bob-${via}`);
    await bob.types("mars", { date: "flurbday" }, { via });
    expect(bob.sees()).toContain("I can't read “flurbday” as a date.");
    await bob.types("covid", { country: "Germny" }, { via });
    expect(bob.sees()).toContain("I have no COVID-19 data for “Germny”. Did you mean **Germany**?");
    await bob.presses("Germany", { via });
    expect(bob.sees()?.replaceAll("\\", "")).toContain("137,698 confirmed cases");
    expect((await bob.completes("dog", "breed", "beag", { via })).map(({ name }) => name)).toContain("Beagle");
    expect(discord.violations).toEqual([]);
  });
});

// Last: the program ends here
test("SIGTERM with commands under way: they are answered, new ones hear of the restart, and it leaves with 0", async () => {
  const { program, upstream } = connected;
  upstream.plays("giphy", { slowMs: 1_800 });
  const carl = discord.person("carl");
  const dora = slack.person("dora", { via: "socket" });
  await carl.sends("gif", { search: "always sunny" }, { via: "gateway" });
  await dora.types("/gif charlie");
  program.kill("SIGTERM");
  await program.says(/"msg":"stopping/);
  const restarting = "I am restarting. Ask me again in a minute.";
  const late = [
    ...(["http", "socket"] as const).map(async (via) => {
      const eve = slack.person(`eve-${via}`, { via, channel: `C-late-${via}` });
      await eve.types("/dog beagle");
      return [eve.sees(), eve.seesAlone()];
    }),
    ...(["http", "gateway"] as const).map(async (via) => {
      const fay = discord.person(`fay-${via}`);
      const { interaction } = await fay.sends("dog", { breed: "beagle" }, { via });
      await discord.until(() => interaction.answeredWith !== undefined, `an answer over ${via}`);
      return [fay.sees(), fay.seesAlone()];
    }),
  ];
  expect(await Promise.all(late)).toEqual(late.map(() => [restarting, true]));
  await discord.until(() => carl.sees()?.includes("GIPHY") === true, "the answer for carl");
  await dora.reads("GIPHY");
  expect(await program.ended).toBe(0);
  const log = program.output() + program.errors();
  expect(log.match(/"msg":"invocation"/g)?.length).toBeGreaterThan(20);
  expect(log).not.toMatch(/hush|beegle|flurbday|shrug|xoxb-|xapp-|simulated\.token/);
  expect([discord.violations, slack.problems()]).toEqual([[], []]);
});
