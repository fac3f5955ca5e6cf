import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandToView, formErrors, readFormMemory, suggestionsToOptions } from "../../../src/adapters/slack/form.ts";
import { defineCommand, text } from "../../../src/core/command.ts";
import { book } from "../../support/sample-commands.ts";
import { optionsProblems, type SlackView, viewProblems } from "../../support/slack-rules.ts";

const MEMORY = { command: "book", responseUrl: "https://hooks.slack.com/commands/T1/1/x", channelId: "C1" };

async function viewOf(values: Readonly<Record<string, string>>, command = book): Promise<SlackView> {
  return JSON.parse(JSON.stringify(await commandToView(command, values, MEMORY)));
}

function initial(view: SlackView, name: string) {
  const element = view.blocks.find(({ block_id }) => block_id === name)?.element;
  return (
    element?.initial_value ??
    element?.initial_date ??
    element?.initial_option?.value ??
    element?.initial_options?.[0]?.value
  );
}

describe("the modal", () => {
  test("is filled in with what was given", async () => {
    const given = { query: "moby", language: "DE", pages: "12", since: "1 July 2020", breed: "Beagle", private: "yes" };
    const view = await viewOf(given);
    expect(viewProblems(view)).toEqual([]);
    expect(Object.keys(given).map((name) => initial(view, name))).toEqual([
      "moby",
      "de",
      "12",
      "2020-07-01",
      "Beagle",
      "yes",
    ]);
  });

  test("leaves out what its inputs can't show", async () => {
    const given = { language: "xx", pages: "9999", since: "flurbday", breed: "x".repeat(151), private: "perhaps" };
    const view = await viewOf(given);
    expect(viewProblems(view)).toEqual([]);
    expect(Object.keys(given).map((name) => initial(view, name))).toEqual(Array(5).fill(undefined));
  });

  test("asks for the required option first, and says what it is", async () => {
    const [first, second] = (await viewOf({})).blocks;
    expect(first).toMatchObject({
      block_id: "query",
      optional: false,
      label: { text: "Which book?" },
      hint: { text: "Title or words, such as moby dick" },
    });
    expect(second).toMatchObject({ block_id: "language", optional: true, label: { text: "Language" } });
  });

  test("a long name, a long text and a long address are cut or left out", async () => {
    const long = defineCommand({
      name: "x".repeat(31),
      description: "Long",
      options: { words: text({ description: "Words", maxLength: 6_000 }) },
      run: book.run,
    });
    const view = await commandToView(
      long,
      { words: "y".repeat(10_000) },
      { ...MEMORY, responseUrl: "z".repeat(3_000) },
    );
    expect(viewProblems(JSON.parse(JSON.stringify(view)))).toEqual([]);
    expect(view.title.text).toHaveLength(24);
    expect(readFormMemory({ callback_id: view.callback_id, private_metadata: view.private_metadata ?? "" })).toEqual({
      command: "book",
      channelId: "C1",
      responseUrl: undefined,
    });
  });
});

test("what a form remembers is read back, and nobody else's is", async () => {
  const { callback_id, private_metadata = "" } = await viewOf({});
  expect(readFormMemory({ callback_id, private_metadata })).toEqual(MEMORY);
  expect(readFormMemory({ callback_id: "other", private_metadata })).toBeUndefined();
  expect(readFormMemory({ callback_id, private_metadata: "{}" })).toBeUndefined();
  expect(readFormMemory({ callback_id, private_metadata: "not JSON" })).toBeUndefined();
});

describe("suggestions", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `n${index}`, value: `v${index}` }));

  test.each([99, 100, 101])("%s of them, with what was typed", (count) => {
    const { options } = suggestionsToOptions(many(count), "own words");
    expect(options).toHaveLength(100);
    expect(options.at(-1)?.value).toBe("own words");
    expect(optionsProblems(JSON.parse(JSON.stringify(options)))).toEqual([]);
  });

  test("names and values at their caps, and beyond", () => {
    const { options } = suggestionsToOptions(
      [
        { name: "x".repeat(76), value: "y".repeat(150) },
        { name: "too long a value", value: "y".repeat(151) },
        { name: "nothing", value: "" },
      ],
      "",
    );
    expect(options).toEqual([
      { text: { type: "plain_text", text: `${"x".repeat(74)}…`, emoji: false }, value: "y".repeat(150) },
    ]);
  });

  test("what was typed is too long to be offered", () => {
    expect(suggestionsToOptions([], "x".repeat(151))).toEqual({ options: [] });
  });
});

test("each input has its own error", async () => {
  expect(await formErrors(book, { query: "x".repeat(101), language: "xx", since: "flurbday" })).toEqual({
    query: "That is too long for me: at most 100 characters, please. Try /book moby dick.",
    language: "I know no language called “xx”. It can be en, de.",
    since: "I can't read “flurbday” as a date. Try 2020-06-10, yesterday or 10 June 2020.",
  });
  expect(await formErrors(book, { query: "moby dick" })).toEqual({});
});

describe("signs that nobody sees", () => {
  const hidden = fc.constantFrom(
    "\u202e",
    "\u200b",
    "\u2066",
    "\u2069",
    "\ufeff",
    "\u0007",
    "\u001b[2J",
    "\n",
    "a",
    "ב",
    "x".repeat(40),
  );
  const foreign = fc.array(hidden, { maxLength: 12 }).map((signs) => signs.join(""));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  const HIDDEN = /[\u0000-\u001f\u200b\u202a-\u202e\u2060-\u206f\ufeff]/;

  test("stand in no label and no value of a form, however long what was given is", async () => {
    await fc.assert(
      fc.asyncProperty(foreign, foreign, async (query, breed) => {
        const view = await viewOf({ query: query.repeat(20), breed });
        expect(viewProblems(view)).toEqual([]);
        for (const text of [...textsIn(view.blocks)]) expect(text).not.toMatch(HIDDEN);
      }),
      { numRuns: 50 },
    );
  });

  test("stand in nothing that a select offers, and what is left of nothing is not offered", () => {
    fc.assert(
      fc.property(foreign, foreign, (name, typed) => {
        const offered = suggestionsToOptions([{ name, value: `v${name}` }], typed);
        expect(optionsProblems(JSON.parse(JSON.stringify(offered.options)))).toEqual([]);
        for (const text of textsIn(offered)) expect(text).not.toMatch(HIDDEN);
      }),
    );
    expect(suggestionsToOptions([{ name: "\u202e\u200b", value: "x" }], "\ufeff").options).toEqual([]);
  });

  test("stand in no word on what is wrong", async () => {
    const errors = await formErrors(book, { query: "moby", language: "z\u202ez\u200b" });
    expect(Object.values(errors).join()).toMatch(/zz/);
    expect(Object.values(errors).join()).not.toMatch(HIDDEN);
  });
});

/** Every text in a payload. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
