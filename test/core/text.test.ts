import { describe, expect, test } from "vitest";
import { inWords } from "../../src/core/errors.ts";
import { formatAge, formatDate, formatMoment, formatNumber, formatShort, formatWhen } from "../../src/core/format.ts";
import { card, field, reply } from "../../src/core/reply.ts";
import { sourceLine } from "../../src/core/source.ts";
import { bold, cut, enumerated, isWebUrl, join, link, plainText, t } from "../../src/core/text.ts";

describe("rich text", () => {
  test("what is put in stays plain characters", () => {
    const typed = "**<!channel>** [x](y)";
    expect(t`You typed ${typed}.`).toEqual(["You typed ", typed, "."]);
  });

  test("numbers, spans and text within text", () => {
    expect(t`${2} of ${bold("many")}: ${t`a ${link("b", "https://b.example")}`}`).toEqual([
      "2",
      " of ",
      { type: "bold", text: "many" },
      ": ",
      "a ",
      { type: "link", text: "b", url: "https://b.example" },
    ]);
  });

  test("without formatting for those who listen", () => {
    expect(plainText(join([t`${bold("a")}`, "b", t`c`], ", "))).toBe("a, b, c");
  });
});

describe("cutting", () => {
  test.each([
    ["fits as it is", 13, "fits as it is"],
    ["one word too many", 12, "one word…"],
    ["averyverylongword and more", 10, "averyvery…"],
    ["🐋🐋🐋", 4, "🐋…"],
    ["anything", 1, "…"],
    ["anything", 0, ""],
  ])("%s at %i", (text, max, expected) => {
    const short = cut(text, max);
    expect(short).toBe(expected);
    expect(short.length).toBeLessThanOrEqual(max);
  });
});

test.each([
  ["https://a.example/b?c=d", true],
  ["http://a.example", true],
  ["javascript:alert(1)", false],
  ["https://a.example/ b", false],
  ["https://a.example/<x>", false],
  ["//a.example", false],
  ["", false],
])("%s may be linked: %s", (url, expected) => {
  expect(isWebUrl(url)).toBe(expected);
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
])("%j in a sentence", (parts, sentence) => {
  expect(plainText(enumerated(parts))).toBe(sentence);
  expect(plainText(enumerated(parts, "or"))).toBe(sentence.replace("and", "or"));
});

describe("numbers, dates and ages", () => {
  test("separators of English, as the sentences are", () => {
    expect(formatNumber(137_698)).toBe("137,698");
    expect(formatNumber(0.5)).toBe("0.5");
  });

  test.each([
    [0, "0"],
    [0.25, "0.25"],
    [7.25, "7.3"],
    [1_500, "1.5K"],
    [12_345_678, "12.3M"],
    [9.9e19, "9.9E19"],
  ])("%d in short: %s", (value, short) => {
    expect(formatShort(value)).toBe(short);
  });

  test("a date in words", () => {
    expect(formatDate("2020-06-10")).toBe("10 June 2020");
  });

  test.each([
    [5_000, "5 s"],
    [180_000, "3 min"],
    [3_600_000, "1 hour"],
    [3 * 3_600_000, "3 hours"],
    [72 * 3_600_000, "3 days"],
  ])("%i ms old", (ageMs, expected) => {
    expect(formatAge(ageMs)).toBe(expected);
  });

  test.each([
    [400, "in 1 second"],
    [19_001, "in 20 seconds"],
    [180_000, "in 3 minutes"],
    [29.5 * 60_000, "at 14:00 UTC"],
    [5 * 3_600_000, "at 18:30 UTC"],
    [19.6 * 3_600_000, "tomorrow at 09:06 UTC"],
    [24 * 3_600_000, "tomorrow at 13:30 UTC"],
    [10 * 24 * 3_600_000, "on 2 December at 13:30 UTC"],
  ])("again %i ms later", (waitMs, expected) => {
    expect(plainText([inWords(waitMs, Date.UTC(2026, 10, 22, 13, 30))])).toBe(expected);
  });
});

test.each([
  [Date.UTC(2026, 10, 22, 9, 8), "09:08", "at 09:08"],
  [Date.UTC(2026, 10, 23, 9, 8), "tomorrow at 09:08", "tomorrow at 09:08"],
  [Date.UTC(2026, 10, 21, 9, 8), "yesterday at 09:08", "yesterday at 09:08"],
  [Date.UTC(2026, 11, 2, 9, 8), "2 December at 09:08", "on 2 December at 09:08"],
])("a moment and its day: %i", (at, moment, when) => {
  const now = Date.UTC(2026, 10, 22, 13, 30);
  expect(formatMoment(at, now)).toBe(moment);
  expect(formatWhen(at, now)).toBe(when);
});

describe("the source of an answer", () => {
  const now = Date.UTC(2026, 10, 22);
  const source = { name: "NASA", fetchedAt: now, isRecorded: false };

  test.each([
    [source, "NASA"],
    [{ ...source, fetchedAt: now - 180_000 }, "NASA · 3 min old"],
    [{ ...source, isRecorded: true }, "NASA · recorded sample"],
    [
      { ...source, fetchedAt: now - 3 * 3_600_000, staleBecause: "NASA is not answering right now" },
      "NASA · from 3 hours ago, NASA is not answering right now",
    ],
  ])("%o", (from, expected) => {
    expect(sourceLine(from, undefined, now)).toBe(expected);
  });
});

test("a card leaves out what is empty, and its text says all it shows", () => {
  const made = card({
    accent: 1,
    title: "Beagle",
    lines: [undefined, t``, t`A good dog.`],
    fields: [field("Group", "Hound"), field("Origin", ""), field("Weight", undefined)],
    images: [undefined, { url: "https://a.example/1.jpg", alt: "A beagle" }],
    footer: "The Dog API",
  });
  expect(made.lines).toHaveLength(1);
  expect(made.fields).toEqual([{ name: "Group", value: ["Hound"] }]);
  expect(made.images).toHaveLength(1);
  expect(reply(made).text).toBe("Beagle\nA good dog.\nGroup: Hound\nPicture: A beagle\nThe Dog API");
});
