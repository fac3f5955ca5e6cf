import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { create, type Font } from "fontkit";
import { describe, expect, test } from "vitest";
import { covered } from "../../src/charts/fonts.ts";
import { formatNumber, formatShort } from "../../src/core/format.ts";

const FOLDER = join(import.meta.dirname, "../../assets/fonts");
const files = readdirSync(FOLDER).filter((file) => /\.(ttf|otf)$/.test(file));
const characters = [...readFileSync(join(FOLDER, "characters.txt"), "utf8")];

const LOCALES = ["en", "de", "fr", "es", "el", "ru", "uk", "bg", "ar", "zh", "zh-Hant", "ja", "ko"];

/** Whether nothing of a text is left out. */
function isWritten(text: string): boolean {
  return covered(text) === text.normalize("NFC").replace(/\s+/g, " ").trim();
}

function fontsOf(weight: string): readonly Font[] {
  const own = files.filter((file) => file.includes(`-${weight}.`));
  return own.map((file) => create(readFileSync(join(FOLDER, file))));
}

/** Every code of two letters that means a region. */
function regionNames(locale: string): readonly string[] {
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const codes = letters.flatMap((one) => letters.map((other) => one + other));
  return codes.map((code) => names.of(code)).filter((name) => name !== undefined);
}

test.each(["Regular", "Bold"])("the %s fonts have each of the characters, and none is an empty box", (weight) => {
  const fonts = fontsOf(weight);
  expect(fonts).toHaveLength(3);
  const missing = characters.filter((character) => {
    const point = character.codePointAt(0) ?? 0;
    const font = fonts.find((each) => each.hasGlyphForCodePoint(point));
    return font === undefined || font.glyphForCodePoint(point).id === 0;
  });
  expect(missing).toEqual([]);
});

describe.each(LOCALES)("in %s", (locale) => {
  test("the names of all regions can be written", () => {
    const names = regionNames(locale);
    expect(names.length).toBeGreaterThan(200);
    expect(names.filter((name) => !isWritten(name))).toEqual([]);
  });
});

test("numbers can be written", () => {
  const numbers = Array.from({ length: 25 }, (_, power) => 1.23 * 10 ** power);
  const written = numbers.flatMap((number) => [formatShort(number), formatNumber(number)]);
  expect(written.filter((number) => !isWritten(number))).toEqual([]);
});

test("what the fonts lack is left out", () => {
  expect(covered("🦠 Germany\u202e\n ไทย 中国")).toBe("Germany 中国");
});

test("all of them together stay small", () => {
  const bytes = files.reduce((sum, file) => sum + statSync(join(FOLDER, file)).size, 0);
  expect(bytes).toBeLessThan(1_500_000);
});

test("each font is named with where it comes from, and its licence lies beside it", () => {
  const sources = readFileSync(join(FOLDER, "SOURCES.md"), "utf8");
  const unnamed = files.filter((file) => !sources.includes(file.replace(/-(Regular|Bold)\./, "-*.")));
  expect(unnamed).toEqual([]);
  expect(readFileSync(join(FOLDER, "OFL.txt"), "utf8")).toContain("SIL OPEN FONT LICENSE");
});
