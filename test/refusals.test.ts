import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Conversation, conversation, talk } from "./support/conversation.ts";

let demo: Conversation;

beforeAll(async () => {
  demo = await conversation({ isDemo: true });
});
afterAll(() => demo.close());

/** What is refused, the buttons that come with it, and what the first of them brings. */
const REFUSED: readonly (readonly [line: string, buttons: readonly string[], brings: RegExp])[] = [
  // Numbers
  ["/goat 9999", ["2000"], /./],
  ["/goat 400 9999", ["2000"], /./],
  ["/goat wide", ["400"], /./],
  ["/person count:99", ["10"], /10 invented people/],
  ["/person 7 3", ["3 people"], /./],
  ["/person nationality:japan", ["Germany", "France", "India"], /./],
  ["/person seed:exactly-18-letters", ["exactly-18-letter"], /./],
  // Days
  ["/mars flurbday", ["10 June 2020"], /^Mars, 10 June 2020$/],
  ["/mars 2020-06-31", ["30 June 2020"], /^Mars, 30 June 2020$/],
  ["/mars 1/7/2020", ["1 July 2020", "7 January 2020"], /^Mars, 1 July 2020$/],
  ["/mars 2099-12-31", ["The latest"], /^Mars, /],
  ["/mars 1999-01-01", ["6 August 2012"], /^Mars, 6 August 2012$/],
  ["/mars spirit 2015-01-01", ["21 March 2010", "Curiosity", "Opportunity"], /^Mars, 21 March 2010$/],
  ["/mars sol 9999", ["The latest"], /^Mars, /],
  ["/apod 2099-12-31", ["The latest"], /./],
  ["/apod 1990-01-01", ["16 June 1995"], /./],
  ["/epic 2099-12-31", ["The latest"], /^Earth, /],
  ["/covid germany from:flurbday", ["1 March 2020"], /COVID-19 in Germany/],
  // Choices and switches
  ["/mars rover:rosalind", ["curiosity", "perseverance", "opportunity", "spirit"], /^Mars, /],
  ["/mars rover:curosity", ["curiosity"], /^Mars, /],
  ["/mars rovr:spirit", ["rover:spirit"], /^Mars, 21 March 2010$/],
  [
    "/mars 2020-06-10 camera:telescope",
    ["Front hazard camera", "Rear hazard camera", "Navigation camera", "Mast camera", "Chemistry camera"],
    /^Mars, 10 June 2020$/,
  ],
  ["/dog beagle private:perhaps", ["Yes", "No"], /^Beagle$/],
  // Names
  ["/dog @Magpie", ["Beagle", "Any dog"], /^Beagle$/],
  ["/cat unicorn", ["Siamese", "Any cat"], /^Siamese$/],
  ["/covid atlantis", ["Germany", "The world"], /^COVID-19 in Germany$/],
  ["/covid eu", ["Germany", "The world"], /^COVID-19 in Germany$/],
  ["/covid germny", ["Germany"], /^COVID-19 in Germany$/],
  ["/covid germany versus:atlantis", ["Without the other"], /^COVID-19 in Germany$/],
  ["/covid germany vs itly", ["Italy"], /^COVID-19 in Germany and Italy$/],
  ["/covid germany vs germany", ["With Italy", "With France"], /^COVID-19 in Germany and Italy$/],
  ["/covid germany from:2020-04-01 to:2020-03-01", ["From 1 March 2020 to 1 April 2020"], /COVID-19 in Germany/],
  ["/covid germany from:2024-01-01", ["Up to 16 April 2020"], /COVID-19 in Germany/],
  ["/covid germany to:2019-05-01", ["From 22 January 2020"], /COVID-19 in Germany/],
  ["/covid province:hainan", ["Hainan, China"], /COVID-19 in Hainan, China/],
  ["/book moby language:klingon", ["In any language", "German"], /./],
  ["/book moby isbn:123", ["Without the ISBN", "978-0-14-243724-7"], /./],
  ["/github events not a name", ["torvalds", "torvalds/linux"], /What happened at torvalds/],
  ["/help zzzz", ["/help"], /What I know/],
  ["/gif shrug rating:r", ["pg-13"], /./],
  // Keys alone
  ["/mars 2020-06-10 rover:", ["curiosity", "perseverance", "opportunity", "spirit"], /^Mars, 10 June 2020$/],
  ["/mars date:", ["10 June 2020"], /^Mars, 10 June 2020$/],
  ["/goat width:", ["400"], /./],
  // Commands
  ["/dgo beagle", ["/dog beagle"], /^Beagle$/],
  ["/halp", ["/help"], /What I know/],
  ["/zzzz", ["/help"], /What I know/],
  ["/github evnts torvalds", ["/github events torvalds"], /What happened at torvalds/],
  ["/githb events torvalds", ["/github events torvalds"], /What happened at torvalds/],
];

test.each(REFUSED)("%s is refused with what a click can do", async (line, buttons, brings) => {
  const { ann } = demo;
  await ann.types(line);
  expect(ann.seesAlone()).toBe(true);
  const offered = ann.buttons();
  expect(offered).toEqual(buttons);
  await ann.presses(offered[0] ?? "");
  expect(ann.card().title).toMatch(brings);
});

test.each(["/covid atlantis", "/covid eu", "/dog @Magpie", "/cat unicorn"])(
  "%s: nothing is near, and nothing is said to be",
  async (line) => {
    await demo.ann.types(line);
    expect(demo.ann.sees()).not.toContain("Did you mean");
  },
);

test("the days that are named can be asked for", async () => {
  const { ann } = await talk();
  await ann.types("/covid germany to:2019-05-01");
  const begin = /begin on (.*)\. Ask for that day/.exec(ann.sees())?.[1];
  await ann.types(`/covid germany from:${begin} to:${begin}`);
  expect(ann.card().title).toBe("COVID-19 in Germany");
  await ann.types("/covid germany from:2024-01-01");
  const end = /end on (.*)\. Ask for that day/.exec(ann.sees())?.[1];
  await ann.types(`/covid germany from:${end}`);
  expect(ann.card().title).toBe("COVID-19 in Germany");
});

test("a misspelt group without a command of it: what it can do", async () => {
  const { ann } = demo;
  await ann.types("/githb");
  expect(ann.sees()).toMatch(/^I know no command \/githb\. Did you mean \/github\?\n\/github connect — /);
  expect(ann.buttons()).toContain("Popular");
});

describe("what was typed stays", () => {
  test("in the line to type and in the buttons", async () => {
    const { ann } = await talk();
    await ann.types("/shelf add moby dick");
    await ann.types("/shelf move moby");
    expect(ann.sees()).toBe("Which shelf? Type /shelf move moby shelf:reading.");
    expect(ann.buttons()).toEqual(["to-read", "reading", "read"]);
    await ann.presses("reading");
    expect(ann.sees()).toContain("stands on your “Reading” shelf now.");
  });

  test("with the other options", async () => {
    const { ann } = await talk();
    await ann.types("/person count:99 gender:female nationality:germany");
    expect(ann.sees()).toContain("Try /person female nationality:germany count:10.");
    await ann.presses("10");
    expect(ann.card().title).toBe("10 invented people");
  });

  test("with a misspelt command", async () => {
    const { ann } = await talk();
    await ann.types("/shelf mvoe moby shelf:read");
    expect(ann.buttons()).toEqual(["/shelf move moby shelf:read"]);
  });
});

test("a book that is not on the shelf can be put there", async () => {
  const { ann } = await talk();
  await ann.types("/shelf show moby dick");
  expect(ann.buttons()).toEqual(["Add “moby dick”", "See your shelf"]);
  await ann.presses("Add “moby dick”");
  expect(ann.sees()).toContain("Now on your “To read” shelf.");
});

test("what is down for a moment is asked again by a click, with all that was asked", async () => {
  const { ann, upstream } = await talk();
  for (const id of ["dogApi", "dogCeo"] as const) upstream.plays(id, { status: 500 });
  await ann.types("/dog beagle");
  expect(ann.buttons()).toEqual(["Ask again"]);
  for (const id of ["dogApi", "dogCeo"] as const) upstream.plays(id, undefined);
  await ann.presses("Ask again");
  expect(ann.card().title).toBe("Beagle");
});

test("somebody else's private button is asked for by one of one's own", async () => {
  const { ann, bob } = await talk();
  await ann.types("/gif shrug");
  await bob.pressesOf(ann, "Shuffle");
  expect(bob.sees()).toBe("Only ann can press this one. Ask me yourself with /gif shrug.");
  await bob.presses("/gif shrug");
  expect(bob.buttons()).toEqual(["Send", "Shuffle", "Cancel"]);
});

test("a person's own shelf is nothing to ask for", async () => {
  const { ann, bob } = await talk();
  await ann.types("/shelf add moby dick");
  await bob.pressesOf(ann, "Undo");
  expect(bob.buttons()).toEqual([]);
});

test("an account that is not connected is, by a click", async () => {
  const { ann } = await talk({ accounts: { github: { clientId: "id", clientSecret: "secret" } } });
  await ann.types("/github me");
  expect(ann.buttons()).toEqual(["Connect"]);
  await ann.presses("Connect");
  expect(ann.buttons()).toEqual(["Open GitHub"]);
});

describe("a date of numbers", () => {
  test.each([
    ["en-US", "Mars, 7 January 2020"],
    ["de", "Mars, 1 July 2020"],
  ])("in %s", async (locale, title) => {
    const { ann } = await talk({ isDemo: true, locale });
    await ann.types("/mars 1/7/2020");
    expect(ann.card().title).toBe(title);
  });

  test.each([
    ["de", "/mars 10. Juni 2020"],
    ["fr", "/mars 10 juin 2020"],
    ["es-419", "/mars 10 de junio de 2020"],
    ["pt-BR", "/mars date:10 de junho de 2020 rover:curiosity"],
    ["ja", "/mars 2020年6月10日"],
  ])("in the words of %s: %s", async (locale, line) => {
    const { ann } = await talk({ locale });
    await ann.types(line);
    expect(ann.card().title).toBe("Mars, 10 June 2020");
  });
});
