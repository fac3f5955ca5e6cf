import { describe, expect, test } from "vitest";
import { NATIONALITIES } from "../../src/services/person/nationalities.ts";
import { talk } from "../support/conversation.ts";

const MARK = /^Invented by randomuser\.me/;

test("somebody, marked as invented, with the seed", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/person seed:foobar");
  expect(ann.card()).toMatchObject({
    title: "Miss آیناز کریمی",
    fields: [
      { name: "Born", value: ["7 February 1992"] },
      { name: "Address", value: ["9617 نام قدیم میدان های تهران, تهران, گلستان, 66909"] },
      { name: "E-mail", value: ["aynz.khrymy@example.com"] },
    ],
    thumbnail: {
      url: "https://randomuser.me/api/portraits/women/62.jpg",
      alt: "Portrait of an invented person",
    },
    footer: "Invented by randomuser.me, seed foobar · recorded sample",
  });
  expect(ann.sees()).toMatch(/\n\d+, from تهران, Iran\n/);
  expect(ann.sees()).not.toMatch(/blueelephant921|cccc|005-78896313/);
  expect(ann.buttons()).toEqual(["Another", "Same again"]);
});

test("the same again, below, and others in their place", async () => {
  const { ann } = await talk();
  await ann.types("/person male french 2");
  const first = ann.cards();
  expect(ann.buttons()).toEqual(["Others", "Same again"]);
  await ann.presses("Same again");
  expect(ann.messageCount()).toBe(2);
  expect(ann.cards()).toEqual(first);
  await ann.presses("Others");
  expect(ann.messageCount()).toBe(2);
  expect(ann.cards().at(-1)?.footer).not.toBe(first.at(-1)?.footer);
  for (const card of ann.cards()) expect(card.lines.flat().join("")).toContain("France");
});

test("three have a card each, every one marked", async () => {
  const { ann } = await talk();
  await ann.types("/person count:3 seed:abc");
  expect(ann.cards()).toHaveLength(3);
  for (const card of ann.cards()) expect(card.footer).toMatch(MARK);
  expect(ann.cards().at(-1)?.footer).toContain("seed abc");
});

test("ten are a list", async () => {
  const { ann } = await talk();
  await ann.types("/person count:10 seed:abc");
  expect(ann.cards()).toHaveLength(1);
  expect(ann.card()).toMatchObject({ title: "10 invented people", footer: "Invented by randomuser.me, seed abc" });
  expect(ann.card().lines).toHaveLength(10);
});

test("a gender beside a seed", async () => {
  const { ann } = await talk();
  await ann.types("/person male seed:foobar");
  expect(ann.sees()).toContain(
    "randomuser.me ignores the gender when there is a seed, so I chose among more of its people myself.",
  );
  expect(ann.card().title).toMatch(/^(Mr|Monsieur) /);
});

test("several nationalities, by name, adjective and code", async () => {
  const { ann, upstream } = await talk();
  await ann.types('/person nationality:"Norway, french and US" count:5');
  expect(upstream.calls("randomUser")[0]).toContain("nat=no%2Cfr%2Cus");
});

test("one nationality that nobody knows: nothing is asked, and the others stay", async () => {
  const { ann, upstream } = await talk();
  await ann.types('/person nationality:"norwy, france"');
  expect(ann.sees()).toBe("I can invent nobody from “norwy”. Did you mean Norway?");
  expect(ann.seesAlone()).toBe(true);
  expect(upstream.calls("randomUser")).toEqual([]);
  await ann.presses("Norway");
  expect(upstream.calls("randomUser")[0]).toContain("nat=no%2Cfr");
});

test.each([
  [
    "/person nationality:italy",
    /^I can invent nobody from “italy”\. (Did you mean|People can be from Australia, Brazil, )/,
  ],
  ["/person nationality:,", /^I can invent nobody from “,”\. People can be from Australia/],
  ["/person nationality:3", /^I can invent nobody from “3”\. For several people, type \/person count:3\.$/],
  ["/person count:11", /^count is a whole number from 1 to 10, not “11”\. Try \/person count:10\.$/],
  ["/person gender:femal", /^I know no gender called “femal”\. Did you mean female\?$/],
  ["/person seed:123456789012345678", /^A seed of exactly 18 characters means something else to randomuser\.me\./],
])("%s", async (line, sentence) => {
  const { ann, upstream } = await talk();
  await ann.types(line);
  expect(ann.sees()).toMatch(sentence);
  expect(ann.seesAlone()).toBe(true);
  expect(upstream.calls("randomUser")).toEqual([]);
});

test.each([
  ["/person 3", /results=3/],
  ["/person ３", /results=3/],
  ["/person 3 german", /nat=de/],
  ["/person german 3", /nat=de/],
  ["/person “german” 3", /nat=de/],
])("%s: each word goes where it fits", async (line, asked) => {
  const { ann, upstream } = await talk();
  await ann.types(line);
  expect(ann.cards()).toHaveLength(3);
  expect(upstream.calls("randomUser")).toEqual([expect.stringMatching(asked)]);
});

test("randomuser.me is down: people are made here, and said to be, also when they come again", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("randomUser", "html503");
  await ann.types("/person nationality:germany seed:abc");
  expect(ann.sees()).toMatch(/^randomuser\.me sends me nobody right now, so I made this person up myself\.\n/);
  const made = ann.card();
  expect(made).toMatchObject({ footer: "Invented here with Faker, seed abc" });
  expect(made.thumbnail).toBeUndefined();
  upstream.plays("randomUser", undefined);
  await ann.presses("Same again");
  expect(ann.messageCount()).toBe(2);
  expect(ann.card()).toEqual(made);
});

test("suggestions while a nationality is typed", async () => {
  const { suggests } = await talk();
  expect((await suggests("person", "nationality", "united")).slice(0, 2)).toEqual(["United Kingdom", "United States"]);
  expect(await suggests("person", "nationality", "")).toHaveLength(NATIONALITIES.length);
});

describe("made here, and why", () => {
  const HOUR = { perMs: 3_600_000, words: "so many calls an hour" };

  test("who has asked a lot is told so, and randomuser.me is not blamed", async () => {
    const { ann, bob } = await talk({ fairShare: 100, rows: { randomUser: { quotas: [{ calls: 40, ...HOUR }] } } });
    // A quarter of all
    for (let n = 0; n < 10; n += 1) await ann.types("/person");
    expect(ann.sees()).toMatch(/Invented by randomuser\.me/);
    await ann.types("/person");
    expect(ann.sees()).toMatch(/^You have asked for a lot in a short time, so I made this person up myself\./);
    expect(ann.sees()).not.toContain("randomuser.me");
    await bob.types("/person 2");
    expect(bob.sees()).toMatch(/Invented by randomuser\.me/);
  });

  test("more commands a minute than one may", async () => {
    const { ann } = await talk({ fairShare: 1 });
    await ann.types("/person");
    await ann.types("/person 2");
    expect(ann.sees()).toMatch(/^You have asked for a lot in a short time, so I made these people up myself\./);
  });

  test("its quota is used up, by everybody together", async () => {
    const { ann } = await talk({ rows: { randomUser: { quotas: [{ calls: 1, ...HOUR }] } } });
    await ann.types("/person");
    await ann.types("/person");
    expect(ann.sees()).toMatch(/^randomuser\.me has no room for me right now, so I made this person up myself\./);
  });

  test("it is down", async () => {
    const { ann, upstream } = await talk();
    upstream.plays("randomUser", "html503");
    await ann.types("/person");
    expect(ann.sees()).toMatch(/^randomuser\.me sends me nobody right now, so I made this person up myself\./);
  });
});
