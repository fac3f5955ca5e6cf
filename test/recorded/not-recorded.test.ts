import { describe, expect, test } from "vitest";
import { SAMPLES } from "../../src/recorded/demo/samples.ts";
import { talk } from "../support/conversation.ts";

test.each([
  "/gif zzzz qqqq",
  "/book zzzz qqqq",
  "/github events nobody-at-all",
  "/github events nobody/nothing",
  "/apod 1995-06-18",
  "/mars 2020-06-10 camera:mahli",
  "/epic 1999-01-01",
])("%s is not said not to be: a recorded sample has none of it, and there is something to press", async (line) => {
  const { ann } = await talk({ isDemo: true });
  await ann.types(line);
  expect(ann.sees()).toContain("Here I answer from a recorded sample, which has none of that. Try one of these:");
  const [first = ""] = ann.buttons();
  await ann.presses(first);
  expect(ann.cards().length).toBeGreaterThan(0);
  expect(ann.sees()).toContain("recorded sample");
});

test("a breed that the bot does not know is offered another, as ever", async () => {
  const { ann } = await talk({ isDemo: true });
  await ann.types("/dog beegle");
  expect(ann.sees()).toContain("I know no dog breed called “beegle”. Did you mean Beagle?");
  await ann.types("/dog zzzzqq");
  expect(ann.buttons()).toEqual(["Beagle", "Any dog"]);
});

test("a live bot says what the web API says", async () => {
  const { ann } = await talk();
  await ann.types("/github events nobody-at-all");
  expect(ann.sees()).toBe("GitHub knows nobody called “nobody-at-all”.");
  expect(ann.buttons()).toEqual([]);
});

test("a shelf without the book is a shelf without the book", async () => {
  const { ann } = await talk({ isDemo: true });
  await ann.types("/shelf remove zzzz");
  expect(ann.sees()).not.toContain("recorded");
});

const SAMPLE_BUTTONS = [...SAMPLES].flatMap(([command, samples]) =>
  samples.map(({ options }) => [command, Object.values(options).join(" ")] as const),
);

test.each(SAMPLE_BUTTONS)("/%s %s, which is offered, is answered", async (command, words) => {
  const { ann } = await talk({ isDemo: true });
  await ann.types(`/${command} ${words}`);
  expect(ann.card().title).toBeDefined();
});

test("every breed that is offered while it is typed has a picture", async () => {
  const { ann, suggests } = await talk({ isDemo: true });
  for (const breed of (await suggests("dog", "breed", "")).slice(0, 25)) {
    await ann.types(`/dog ${breed}`);
    expect(ann.card().images, breed).toHaveLength(1);
  }
});

describe("what completion offers is what is recorded, first", () => {
  test.each([
    ["dog", "breed", "", ["Beagle", "Siberian Husky", "Chihuahua"]],
    ["dog", "breed", "si", ["Siberian Husky"]],
    ["cat", "breed", "", ["Siamese", "Persian", "Maine Coon"]],
    ["covid", "country", "", ["Germany", "USA", "India"]],
    ["person", "nationality", "", ["Germany", "France", "India"]],
  ])("/%s %s %s", async (command, option, typed, first) => {
    const { bot } = await talk({ isDemo: true });
    const user = { id: "U-ann", key: "chat:ann", name: "ann", locale: "en" };
    const request = { command, option, typed, values: {} };
    const offered = await bot.dispatcher.suggest(request, { platform: "chat", user }, 10_000);
    expect(offered.slice(0, first.length)).toEqual(first.map((value) => ({ name: `${value} (recorded)`, value })));
    const values = offered.map(({ value }) => value.toLowerCase());
    expect(new Set(values).size).toBe(values.length);
  });

  test("a live bot has nothing to mark", async () => {
    const { suggests } = await talk();
    expect((await suggests("dog", "breed", ""))[0]).not.toBe("Beagle");
  });
});

test.each(["/goat much", "/person nationality:japan", "/book", "/dog private:perhaps beagle"])(
  "%s has something to press",
  async (line) => {
    const { ann } = await talk({ isDemo: true });
    await ann.types(line);
    const [first = ""] = ann.buttons();
    await ann.presses(first);
    expect(ann.cards().length).toBeGreaterThan(0);
  },
);
