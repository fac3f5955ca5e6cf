import { describe, expect, test } from "vitest";
import { choice, date, defineCommand, integer, text, usage, yesNo } from "../../src/core/command.ts";
import { MissingOptionError, UsageError, userMessage } from "../../src/core/errors.ts";
import { exampleLine, parseOptions } from "../../src/core/options.ts";
import { reply } from "../../src/core/reply.ts";

const trip = defineCommand({
  name: "trip",
  description: "Plans a trip",
  options: {
    place: text({ description: "Where", required: true, ask: "Where to?", example: "gale crater", maxLength: 20 }),
    rover: choice({ description: "Who drives", choices: ["curiosity", "perseverance"] }),
    day: date({ description: "When" }),
    people: integer({ description: "How many", min: 1, max: 8 }),
    snacks: yesNo({ description: "Whether to bring snacks" }),
    crater: text({ description: "Which crater", suggest: async () => [] }),
    page: integer({ description: "Page", min: 1, max: 9, hidden: true }),
  },
  run: async () => reply(),
});

const find = defineCommand({
  name: "find",
  description: "Finds books",
  options: {
    query: text({ description: "Words", requiredUnless: ["isbn"], takesRest: true }),
    author: text({ description: "Who wrote it" }),
    isbn: text({ description: "Its number" }),
  },
  run: async () => reply(),
});

async function complaint(values: Record<string, string | number | boolean>): Promise<string> {
  const error = await parseOptions(trip, { place: "mars", ...values }).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (!(error instanceof UsageError)) throw new Error("not a UsageError");
  return userMessage(error);
}

describe("values", () => {
  test("come out typed, whether typed by the platform or as text", async () => {
    const expected = { place: "mars", rover: "curiosity", day: "2020-06-10", people: 3, snacks: true, private: false };
    expect(
      await parseOptions(trip, {
        place: " mars ",
        rover: "Curiosity",
        day: "10 June 2020",
        people: "3",
        snacks: "yes",
      }),
    ).toEqual(expected);
    expect(
      await parseOptions(trip, { place: "mars", rover: "curiosity", day: "2020-06-10", people: 3, snacks: true }),
    ).toMatchObject(expected);
  });

  test.each([
    [{ people: "３" }, { people: 3 }],
    [{ people: "+3" }, { people: 3 }],
    [{ people: "“3”" }, { people: 3 }],
    [{ day: "2020–06–10" }, { day: "2020-06-10" }],
    [{ day: "2020‑06‑10" }, { day: "2020-06-10" }],
    [{ day: "2020−06−10" }, { day: "2020-06-10" }],
    [{ day: "２０２０／０６／１０" }, { day: "2020-06-10" }],
    [{ day: "‘10 June 2020’" }, { day: "2020-06-10" }],
    [{ day: "\u200e2020-06-10\u200f" }, { day: "2020-06-10" }],
    [{ rover: "ｃｕｒｉｏｓｉｔｙ" }, { rover: "curiosity" }],
    [{ rover: "«Curiosity»" }, { rover: "curiosity" }],
    [{ snacks: "ＹＥＳ" }, { snacks: true }],
    [{ crater: "gale—crater" }, { crater: "gale-crater" }],
    [{ place: "“mars”" }, { place: "mars" }],
    [{ place: "mars — ‘the’ ２nd" }, { place: "mars — ‘the’ ２nd" }],
    [{ place: "ma\u200brs\ufeff" }, { place: "mars" }],
    [{ place: "👩\u200d🚀" }, { place: "👩\u200d🚀" }],
  ])("are taken as they are meant: %o", async (typed, meant) => {
    expect(await parseOptions(trip, { place: "mars", ...(typed as Record<string, string>) })).toMatchObject(meant);
  });

  test("nothing but what nobody sees is nothing", async () => {
    await expect(parseOptions(trip, { place: "\u200b\u202e " })).rejects.toBeInstanceOf(MissingOptionError);
  });

  test("left out or empty are left out, a switch is off", async () => {
    expect(await parseOptions(trip, { place: "mars", rover: "", day: "  " })).toEqual({
      place: "mars",
      snacks: false,
      private: false,
    });
  });

  test("just long enough and one too many", async () => {
    expect(await parseOptions(trip, { place: "x".repeat(20) })).toMatchObject({ place: "x".repeat(20) });
    expect(await complaint({ place: "x".repeat(21) })).toBe(
      "That is too long for me: at most 20 characters, please. Try /trip gale crater.",
    );
  });

  test.each([
    [{ people: 0 }, "people is a whole number from 1 to 8, not “0”. Try /trip mars people:1."],
    [{ people: 9 }, "people is a whole number from 1 to 8, not “9”. Try /trip mars people:8."],
    [{ people: "2.5" }, "people is a whole number from 1 to 8, not “2.5”. Try /trip mars people:3."],
    [{ people: "many" }, "people is a whole number from 1 to 8, not “many”. Try /trip mars people:1."],
    [{ rover: "curosity" }, "I know no rover called “curosity”. Did you mean curiosity?"],
    [{ day: "2020-02-30" }, "There is no day 2020-02-30. Did you mean 29 February 2020?"],
    [{ rover: "🐋" }, "I know no rover called “🐋”. It can be curiosity, perseverance."],
    [{ day: "flurbday" }, "I can't read “flurbday” as a date. Try 2020-06-10, yesterday or 10 June 2020."],
    [{ snacks: "perhaps" }, "snacks is yes or no, not “perhaps”."],
    [
      { rovr: "x" },
      "/trip has no option rovr. Did you mean rover? Usage: /trip place [rover:…] [day:…] [people:…] [snacks:…] [crater:…]",
    ],
    [
      { __proto__x: "x" },
      "/trip has no option __proto__x. Usage: /trip place [rover:…] [day:…] [people:…] [snacks:…] [crater:…]",
    ],
  ])("%o", async (values, expected) => {
    expect(await complaint(values as Record<string, string | number>)).toBe(expected);
  });

  test("a misspelt choice comes with a better one to press", async () => {
    await expect(parseOptions(trip, { place: "x", rover: "curosity" })).rejects.toMatchObject({
      suggestions: [{ option: "rover", value: "curiosity", label: "curiosity" }],
    });
  });

  test.each([
    [{ people: 0 }, ["1"]],
    [{ people: 99 }, ["8"]],
    [{ people: "2.7" }, ["3"]],
    [{ people: "many" }, ["1"]],
    [{ rover: "opportunity" }, ["curiosity", "perseverance"]],
    [{ day: "2020-02-30" }, ["29 February 2020"]],
    [{ day: "1/7/2020" }, ["1 July 2020", "7 January 2020"]],
    [{ day: "flurbday" }, []],
    [{ snacks: "perhaps" }, ["Yes", "No"]],
  ])("%o comes with what a click can do", async (values, labels) => {
    const error: unknown = await parseOptions(trip, { place: "mars", ...(values as object) }).catch(
      (problem) => problem,
    );
    expect((error as UsageError).suggestions.map(({ label }) => label)).toEqual(labels);
    for (const suggestion of (error as UsageError).suggestions) {
      if (!("option" in suggestion)) throw new Error("another command");
      await parseOptions(trip, { place: "mars", ...(values as object), [suggestion.option]: suggestion.value });
    }
  });

  test.each(["yes", "Yeah", "yep", "sure", "OK", "ja", "oui", "sí", "sim", "1"])("%s is yes", async (word) => {
    expect(await parseOptions(trip, { place: "mars", snacks: word })).toMatchObject({ snacks: true });
  });

  test.each(["no", "Nah", "nope", "nein", "non", "não", "off", "0"])("%s is no", async (word) => {
    expect(await parseOptions(trip, { place: "mars", snacks: word })).toMatchObject({ snacks: false });
  });

  test("numbers of a date stand as the person's locale writes them", async () => {
    expect(await parseOptions(trip, { place: "mars", day: "1/7/2020" }, "en-US")).toMatchObject({ day: "2020-01-07" });
    expect(await parseOptions(trip, { place: "mars", day: "1/7/2020" }, "en-GB")).toMatchObject({ day: "2020-07-01" });
    expect(await complaint({ day: "1/7/2020" })).toBe("“1/7/2020” may be 1 July 2020 or 7 January 2020. Which day?");
  });

  test("what cannot be read is asked back with all that was typed", async () => {
    const error: unknown = await parseOptions(trip, { place: "gale crater", people: "9", rover: "curiosity" }).catch(
      (problem) => problem,
    );
    expect(userMessage(error as UsageError)).toContain("Try /trip gale crater rover:curiosity people:8.");
  });

  test("a required one that is missing is asked for", async () => {
    const error: unknown = await parseOptions(trip, {}).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(MissingOptionError);
    expect(userMessage(error as MissingOptionError)).toBe("Where to? Type /trip gale crater.");
  });

  test.each([{ isbn: "978" }, { isbn: "978", query: "" }, { query: "moby" }])(
    "one of two is enough: %o",
    async (values) => {
      expect(await parseOptions(find, values as Record<string, string>)).toMatchObject(
        Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")),
      );
    },
  );

  test.each([{}, { isbn: " " }, { isbn: "\u200b" }, { author: "melville" }])("neither is not: %o", async (values) => {
    await expect(parseOptions(find, values as Record<string, string>)).rejects.toMatchObject({ option: "query" });
  });

  test("10,000 characters are repeated in part only", async () => {
    expect((await complaint({ day: "y".repeat(10_000) })).length).toBeLessThan(200);
  });
});

test("usage and an example, from the declaration", () => {
  expect(usage(trip)).toBe("/trip place [rover:…] [day:…] [people:…] [snacks:…] [crater:…]");
  expect(exampleLine(trip)).toBe("/trip gale crater");
  expect(usage(find)).toBe("/find query [author:…] [isbn:…]");
});
