import { describe, expect, test } from "vitest";
import { commands } from "../../commands/index.ts";
import {
  choice,
  date,
  defineCommand,
  integer,
  runnableCommands,
  text,
  visibleOptions,
  yesNo,
} from "../../src/core/command.ts";
import { askedIn, LONGEST_LINE, longestLine, parseCommandLine } from "../../src/core/command-line.ts";
import { MissingOptionError, UsageError, userMessage } from "../../src/core/errors.ts";
import { reply } from "../../src/core/reply.ts";

const run = async () => reply();

const mars = defineCommand({
  name: "mars",
  description: "Photos",
  options: {
    date: date({ description: "Day" }),
    rover: choice({ description: "Rover", choices: ["curiosity", "perseverance", "opportunity", "spirit"] }),
    camera: text({ description: "Camera" }),
    page: integer({ description: "Page", min: 1, max: 100, hidden: true }),
  },
  run,
});

const book = defineCommand({
  name: "book",
  description: "Books",
  options: {
    query: text({ description: "Words", required: true, takesRest: true }),
    author: text({ description: "Author" }),
    isbn: text({ description: "ISBN" }),
  },
  run,
});

const covid = defineCommand({
  name: "covid",
  description: "Numbers",
  options: {
    country: text({ description: "Country", takesRest: true }),
    status: choice({ description: "Status", choices: ["confirmed", "deaths", "recovered"] }),
    from: date({ description: "From" }),
    to: date({ description: "To" }),
    versus: text({ description: "Another country" }),
  },
  run,
});

const goat = defineCommand({
  name: "goat",
  description: "A goat",
  options: {
    width: integer({ description: "Width", min: 1, max: 2_000 }),
    height: integer({ description: "Height", min: 1, max: 2_000 }),
    grey: yesNo({ description: "Grey" }),
  },
  run,
});

const person = defineCommand({
  name: "person",
  description: "People",
  options: {
    gender: choice({ description: "Gender", choices: ["female", "male"] }),
    nationality: text({ description: "From where" }),
    count: integer({ description: "How many", min: 1, max: 10 }),
    seed: text({ description: "Seed" }),
  },
  run,
});

const epic = defineCommand({
  name: "epic",
  description: "Earth",
  options: { date: date({ description: "Day" }), enhanced: yesNo({ description: "Enhanced" }) },
  run,
});

describe("in order", () => {
  test.each([
    ["", {}],
    ["   ", {}],
    ["2020-06-10", { date: "2020-06-10" }],
    ["yesterday", { date: "yesterday" }],
    ["3 days ago", { date: "3 days ago" }],
    ["1 July 2020", { date: "1 July 2020" }],
    ["July 1, 2020", { date: "July 1, 2020" }],
    ["2020-06-10 curiosity", { date: "2020-06-10", rover: "curiosity" }],
    ["2020-06-10 Curiosity fhaz", { date: "2020-06-10", rover: "Curiosity", camera: "fhaz" }],
    ["1 July 2020 curiosity fhaz", { date: "1 July 2020", rover: "curiosity", camera: "fhaz" }],
    ["curiosity", { rover: "curiosity" }],
    ["curiosty", { rover: "curiosty" }],
    ["2020-06-10 curiosty", { date: "2020-06-10", rover: "curiosty" }],
    ["2020-06-10 fhaz", { date: "2020-06-10", camera: "fhaz" }],
    ["curiosity 2020-06-10", { rover: "curiosity", date: "2020-06-10" }],
    ["flurbday", { date: "flurbday" }],
    ["10 June 2020 fhaz", { date: "10 June 2020", camera: "fhaz" }],
  ])("/mars %s", async (line, values) => {
    expect(await parseCommandLine(mars, line)).toEqual(values);
  });

  test.each([
    ["moby dick", { query: "moby dick" }],
    ["moby   dick", { query: "moby dick" }],
    ['"moby dick" melville', { query: "moby dick", author: "melville" }],
    ["the date: a history", { query: "the date: a history" }],
    ["2001: a space odyssey", { query: "2001: a space odyssey" }],
    ["https://example.com/book", { query: "https://example.com/book" }],
    ["שלום עולם", { query: "שלום עולם" }],
    ["🐶", { query: "🐶" }],
    ['5" nails', { query: '5" nails' }],
    ['"unclosed quote', { query: '"unclosed quote' }],
    ["don't panic", { query: "don't panic" }],
    ["‘moby dick’ melville", { query: "moby dick", author: "melville" }],
    ["’moby dick’ melville", { query: "moby dick", author: "melville" }],
    ["'moby dick' melville", { query: "moby dick", author: "melville" }],
    ["„moby dick“ melville", { query: "moby dick", author: "melville" }],
    ["„moby dick” melville", { query: "moby dick", author: "melville" }],
    ["«moby dick» melville", { query: "moby dick", author: "melville" }],
    ["»moby dick« melville", { query: "moby dick", author: "melville" }],
    ["‹moby dick› melville", { query: "moby dick", author: "melville" }],
    ["›moby dick‹ melville", { query: "moby dick", author: "melville" }],
    ['“moby dick" melville', { query: "moby dick", author: "melville" }],
    ['"moby dick” melville', { query: "moby dick", author: "melville" }],
    ["‘moby dick” melville", { query: "moby dick", author: "melville" }],
    ["“moby dick’ melville", { query: "moby dick", author: "melville" }],
    ["“moby dick”, melville", { query: "moby dick", author: "melville" }],
    ["“don’t panic” adams", { query: "don’t panic", author: "adams" }],
    ["‘don’t panic’ adams", { query: "don’t panic", author: "adams" }],
    ["’til the end", { query: "’til the end" }],
    ["rock ’n’ roll", { query: "rock ’n’ roll" }],
    ['the "great" gatsby', { query: 'the "great" gatsby' }],
    ["don\u00adquixote\u200b", { query: "donquixote" }],
    ["\u202edune", { query: "dune" }],
    ["می\u200cخواهم", { query: "می\u200cخواهم" }],
    ["ｄｕｎｅ", { query: "ｄｕｎｅ" }],
    ["dune – part two", { query: "dune – part two" }],
  ])("/book %s", async (line, values) => {
    expect(await parseCommandLine(book, line)).toEqual(values);
  });

  test.each([
    ["germany", { country: "germany" }],
    ["united states of america", { country: "united states of america" }],
    ["640 480", { width: "640", height: "480" }],
  ])("%s", async (line, values) => {
    expect(await parseCommandLine(line.startsWith("6") ? goat : covid, line)).toEqual(values);
  });

  test.each([
    ["3", { count: "3" }],
    ["3 german", { count: "3", nationality: "german" }],
    ["german 3", { nationality: "german", count: "3" }],
    ["female 3 german foobar", { gender: "female", count: "3", nationality: "german foobar" }],
    ["german female 3 foobar", { nationality: "german", gender: "female", count: "3", seed: "foobar" }],
    ["femal", { gender: "femal" }],
    ['"united kingdom"', { nationality: "united kingdom" }],
    ["-1", { count: "-1" }],
    ["3 german mood:x", undefined],
  ])("/person %s: a bare word goes to the option that it fits", async (line, values) => {
    const parsed = parseCommandLine(person, line);
    if (values === undefined) await expect(parsed).rejects.toThrow(UsageError);
    else expect(await parsed).toEqual(values);
  });

  test.each([
    ["yes", { enhanced: "yes" }],
    ["2024-05-31 no", { date: "2024-05-31", enhanced: "no" }],
  ])("/epic %s", async (line, values) => {
    expect(await parseCommandLine(epic, line)).toEqual(values);
  });

  test("more words than options go where their check can speak", async () => {
    expect(await parseCommandLine(goat, "640 480 20")).toEqual({ width: "640", height: "480", grey: "20" });
    expect(await parseCommandLine(goat, "big")).toEqual({ width: "big" });
  });
});

describe("a key that stands alone is a question", () => {
  async function asked(command: Parameters<typeof parseCommandLine>[0], line: string) {
    const error: unknown = await parseCommandLine(command, line).catch((thrown: unknown) => thrown);
    if (!(error instanceof MissingOptionError)) throw new Error(`not asked: ${JSON.stringify(error)}`);
    return { option: error.option, words: userMessage(error), given: error.given };
  }

  test.each([
    ["isbn:", "isbn", {}],
    ["author:", "author", {}],
    ["moby dick author:", "author", { query: "moby dick" }],
    ["author: isbn:978", "author", { isbn: "978" }],
    ["isbn: author:melville", "isbn", { author: "melville" }],
    ["moby dick isbn:   ", "isbn", { query: "moby dick" }],
    ["ｉｓｂｎ：", "isbn", {}],
  ])("/book %s", async (line, option, given) => {
    expect(await asked(book, line)).toMatchObject({ option, given });
  });

  test("what else was typed stays in the line to type", async () => {
    expect(await asked(mars, "2020-06-10 rover:")).toEqual({
      option: "rover",
      words: "Which rover? Type /mars 2020-06-10 rover:curiosity.",
      given: { date: "2020-06-10" },
    });
  });
});

describe("the name of an option before its value is its key", () => {
  test.each([
    [mars, "rover curiosity", { rover: "curiosity" }],
    [mars, "date yesterday rover spirit", { date: "yesterday", rover: "spirit" }],
    [mars, "date 1 July 2020 fhaz", { date: "1 July 2020", camera: "fhaz" }],
    [person, "count 3 german", { count: "3", nationality: "german" }],
    [goat, "height 300 width 400", { height: "300", width: "400" }],
    [covid, "germany from 2020-03-01 to 2020-04-01", { country: "germany", from: "2020-03-01", to: "2020-04-01" }],
    [
      covid,
      "germany from 1 March 2020 to 1 April 2020",
      { country: "germany", from: "1 March 2020", to: "1 April 2020" },
    ],
    [covid, "germany status deaths", { country: "germany", status: "deaths" }],
    // Elsewhere it is a word
    [book, "the author of isbn", { query: "the author of isbn" }],
    [covid, "to germany", { country: "to germany" }],
    [mars, "rover", { date: "rover" }],
  ])("%#: %s", async (command, line, values) => {
    expect(await parseCommandLine(command, line)).toEqual(values);
  });
});

test("words of a language are a date to who speaks it", async () => {
  expect(await parseCommandLine(mars, "gestern fhaz", "de")).toEqual({ date: "gestern", camera: "fhaz" });
  expect(await parseCommandLine(mars, "10 de junio de 2020 fhaz", "es")).toEqual({
    date: "10 de junio de 2020",
    camera: "fhaz",
  });
});

test("a slip of a key comes with the line as it was meant", async () => {
  const error: unknown = await parseCommandLine(mars, "2020-06-10 rovr:curiosity").catch((thrown: unknown) => thrown);
  expect((error as UsageError).suggestions).toEqual([
    { label: "rover:curiosity", command: "mars", options: { date: "2020-06-10", rover: "curiosity" } },
  ]);
});

test.each([
  ["/dog beagle", { command: "dog", line: "beagle" }],
  ["/DOG  beagle", { command: "dog", line: "beagle" }],
  ["@Magpie dog beagle", { command: "dog", line: "beagle" }],
  ["@magpie: /DOG beagle", { command: "dog", line: "beagle" }],
  ["@Magpie", { command: "", line: "" }],
  ["/", undefined],
  ["dog beagle", undefined],
  ["", undefined],
])("%s asks", (typed, asked) => {
  expect(askedIn(typed)).toEqual(asked);
});

describe("by key", () => {
  test.each([
    ["2020-06-10 rover:curiosity camera:fhaz", { date: "2020-06-10", rover: "curiosity", camera: "fhaz" }],
    ["rover:curiosity 2020-06-10", { date: "2020-06-10", rover: "curiosity" }],
    ["Rover:curiosity", { rover: "curiosity" }],
    ["date:2020-06-10", { date: "2020-06-10" }],
    ['date:"1 July 2020" rover:spirit', { date: "1 July 2020", rover: "spirit" }],
    ["date:“1 July 2020”", { date: "1 July 2020" }],
    ["date:1 July 2020 rover:spirit", { date: "1 July 2020", rover: "spirit" }],
    ["date:yesterday curiosity", { date: "yesterday", rover: "curiosity" }],
    ["rover: curiosity", { rover: "curiosity" }],
    ["rover:curiosity rover:spirit", { rover: "spirit" }],
    ["private:yes", { private: "yes" }],
    ["curiosity private:yes", { rover: "curiosity", private: "yes" }],
    ["ｒｏｖｅｒ：curiosity", { rover: "curiosity" }],
    ["rover：curiosity", { rover: "curiosity" }],
    ["ro\u200bver:curiosity", { rover: "curiosity" }],
    ["date:‘1 July 2020’ rover:spirit", { date: "1 July 2020", rover: "spirit" }],
    ["2020–06–10 rover:curiosity", { date: "2020–06–10", rover: "curiosity" }],
    ["curiosity ２０２０－０６－１０", { rover: "curiosity", date: "２０２０－０６－１０" }],
    ["date:2020—06—10 fhaz", { date: "2020—06—10", camera: "fhaz" }],
  ])("/mars %s", async (line, values) => {
    expect(await parseCommandLine(mars, line)).toEqual(values);
  });

  test.each([
    ["moby dick author:melville", { query: "moby dick", author: "melville" }],
    ["author:herman melville moby dick", { author: "herman", query: "melville moby dick" }],
    ['author:"herman melville" moby dick', { author: "herman melville", query: "moby dick" }],
    ["query:moby dick", { query: "moby dick" }],
    ["author:„Thomas Mann“ Zauberberg", { author: "Thomas Mann", query: "Zauberberg" }],
    ["isbn:978-0-14-243724-7 whale", { isbn: "978-0-14-243724-7", query: "whale" }],
    ["author:a:b c", { author: "a:b", query: "c" }],
    ['author:"" moby', { author: "", query: "moby" }],
    ["moby dick author:herman melville", { query: "moby dick", author: "herman melville" }],
    ["moby dick author: melville", { query: "moby dick", author: "melville" }],
    ["moby dick author:herman king on writing", { query: "moby dick", author: "herman king on writing" }],
  ])("/book %s", async (line, values) => {
    expect(await parseCommandLine(book, line)).toEqual(values);
  });

  test.each([
    ["germany from:2020-03-01 to:2020-04-01", { country: "germany", from: "2020-03-01", to: "2020-04-01" }],
    ["germany status:deaths", { country: "germany", status: "deaths" }],
    ["germany from:1 March 2020 to:1 April 2020", { country: "germany", from: "1 March 2020", to: "1 April 2020" }],
    ["germany versus:united kingdom status:deaths", { country: "germany", versus: "united kingdom", status: "deaths" }],
    ["status:deaths united kingdom", { country: "united kingdom", status: "deaths" }],
  ])("/covid %s", async (line, values) => {
    expect(await parseCommandLine(covid, line)).toEqual(values);
  });

  test.each([
    ["rovr:curiosity", "/mars has no option rovr. Did you mean rover? Usage: /mars [date] [rover:…] [camera:…]"],
    ["zzzzz:1", "/mars has no option zzzzz. Usage: /mars [date] [rover:…] [camera:…]"],
    ["page:2", "/mars has no option page. Usage: /mars [date] [rover:…] [camera:…]"],
    ["__proto__:1", undefined],
    ["constructor:1", "/mars has no option constructor. Usage: /mars [date] [rover:…] [camera:…]"],
  ])("/mars %s is refused", async (line, words) => {
    const error: unknown = await parseCommandLine(mars, line).catch((thrown: unknown) => thrown);
    if (words === undefined) {
      // Not a key by its letters: an odd date, which its check refuses
      expect(error).toEqual({ date: line });
      return;
    }
    expect(error).toBeInstanceOf(UsageError);
    expect(error instanceof UsageError && userMessage(error)).toBe(words);
  });

  test.each([
    ["re:zero", { query: "re:zero" }],
    ["Re:Zero", { query: "Re:Zero" }],
    ["lol:D", { query: "lol:D" }],
    ["Vol:2 dune", { query: "Vol:2 dune" }],
    ['dune title:"part two"', { query: 'dune title:"part two"' }],
    ["dune page:2", { query: "dune page:2" }],
    ["re:zero author:nagatsuki", { query: "re:zero", author: "nagatsuki" }],
    ["author:nagatsuki re:zero", { author: "nagatsuki", query: "re:zero" }],
    ["query:dune re:zero isbn:1", { query: "dune re:zero", isbn: "1" }],
    ['"auther:x"', { query: "auther:x" }],
  ])("/book %s: free text is not syntax", async (line, values) => {
    expect(await parseCommandLine(book, line)).toEqual(values);
  });

  test.each([
    ["dune auther:herbert", "author"],
    ["auhtor:herbert dune", "author"],
    ["dune quer:x", "query"],
    ["isnb:978 dune", "isbn"],
    ["privte:yes dune", "private"],
    ["query:dune auther:herbert", "author"],
  ])("/book %s: a slip of a key is asked about", async (line, near) => {
    const error: unknown = await parseCommandLine(book, line).catch((thrown: unknown) => thrown);
    expect(error instanceof UsageError && userMessage(error)).toContain(`Did you mean ${near}?`);
  });

  test("text has no room: the key before has taken it", async () => {
    await expect(parseCommandLine(book, "re:zero query:dune")).rejects.toThrow(UsageError);
  });

  test.each(runnableCommands(commands).map((command) => [command.name, command] as const))(
    "/%s fits into the longest line",
    (_, command) => {
      expect(longestLine(visibleOptions(command))).toBeLessThan(LONGEST_LINE);
    },
  );

  test("a line is read as far as its options could hold, which is still too long for each of them", async () => {
    const line = "a:".repeat(5_000);
    await expect(parseCommandLine(mars, line)).rejects.toThrow(UsageError);
    const { query } = await parseCommandLine(book, "word ".repeat(2_000));
    expect(String(query).length).toBeGreaterThan(100);
    expect(String(query).length).toBeLessThan(500);
    expect(String((await parseCommandLine(mars, "1 ".repeat(5_000)))["date"]).length).toBeGreaterThan(60);
  });
});
