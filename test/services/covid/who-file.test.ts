import { expect, test } from "vitest";
import { BodyError } from "../../../src/core/errors.ts";
import { recordedText } from "../../../src/recorded/body.ts";
import { readWhoFile } from "../../../src/services/covid/who-file.ts";

const HEADER =
  "Date_reported,Country_code,Country,WHO_region,New_cases,Cumulative_cases,New_deaths,Cumulative_deaths\n";

async function* inPieces(text: string, size = text.length) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (rows: string, size?: number) => readWhoFile(inPieces(HEADER + rows, size));

test("the file in its documented form", async () => {
  const { countries, world } = await readWhoFile(inPieces(recordedText("covid-who/who-daily-head.constructed.csv")));
  expect(countries).toHaveLength(1);
  expect(countries[0]).toMatchObject({
    name: "France",
    iso2: "FR",
    confirmed: 39_125_247,
    deaths: 168_181,
    asOf: "2026-11-01",
    weeklyConfirmed: { from: "2020-01-05", stepDays: 7 },
  });
  expect(countries[0]?.weeklyConfirmed?.totals.slice(-2)).toEqual([39_124_870, 39_125_247]);
  // One country is not the world
  expect(world).toBeUndefined();
});

test("cut anywhere, also inside a letter", async () => {
  const rows = '2020-01-05,CI,Côte d\'Ivoire,AFR,1,1,,0\n2020-01-05,CW,"Curaçao, the island",AMR,2,2,,0\n';
  const { countries } = await read(rows, 7);
  expect(countries.map(({ name }) => name)).toEqual(["Côte d'Ivoire", "Curaçao, the island"]);
});

test("the last day with a report, not the last row", async () => {
  const { countries } = await read(
    "2023-05-07,US,United States of America,AMR,10,100,1,9\n2026-11-01,US,United States of America,AMR,,100,,9\n",
  );
  expect(countries[0]).toMatchObject({ asOf: "2023-05-07", confirmed: 100, deaths: 9 });
});

test("weeks without a total hold the one before", async () => {
  const { countries } = await read("2020-01-05,FR,France,EUR,1,1,,\n2020-01-26,FR,France,EUR,4,5,1,1\n");
  expect(countries[0]).toMatchObject({
    weeklyConfirmed: { from: "2020-01-05", totals: [1, 1, 1, 5] },
    weeklyDeaths: { from: "2020-01-26", totals: [1] },
  });
});

test("no code, no deaths", async () => {
  const { countries } = await read("2020-01-05,,International conveyance,OTHER,7,7,,\n");
  expect(countries[0]?.iso2).toBeUndefined();
  expect(countries[0]?.deaths).toBeUndefined();
  expect(countries[0]?.confirmed).toBe(7);
});

test("the world is the sum, late starters and early leavers included", async () => {
  const many = Array.from({ length: 200 }, (_, index) => `2020-01-05,,Place ${index},EUR,1,1,,0\n`).join("");
  const { world } = await read(`${many}2020-01-12,FR,France,EUR,5,5,2,2\n`);
  expect(world).toMatchObject({
    confirmed: 205,
    deaths: 2,
    asOf: "2020-01-12",
    weeklyConfirmed: { from: "2020-01-05", totals: [200, 205] },
  });
});

test.each([
  ["an empty file", "", "no rows"],
  ["no rows", HEADER, "no rows"],
  ["a page for people", "<!doctype html><title>Gone</title>\n<p>x</p>\n", "Date_reported"],
  ["a column is missing", HEADER.replace("Cumulative_deaths", "Deaths"), "Cumulative_deaths"],
  ["a word for a number", `${HEADER}2020-01-05,FR,France,EUR,many,1,,0\n`, "line 2: New_cases"],
  ["a date of another kind", `${HEADER}01/05/2020,FR,France,EUR,1,1,,0\n`, "line 2: Date_reported"],
  ["a day that is none", `${HEADER}2020-13-45,FR,France,EUR,1,1,,0\n`, "line 2: Date_reported"],
  ["a year far away", `${HEADER}9020-01-05,FR,France,EUR,1,1,,0\n`, "line 2: Date_reported"],
  ["no name", `${HEADER}2020-01-05,FR,,EUR,1,1,,0\n`, "line 2: Country"],
  ["a row too short", `${HEADER}2020-01-05,FR,France\n`, "line 2"],
  ["an open quote", `${HEADER}2020-01-05,FR,"France,EUR,1,1,,0\n`, "line 2"],
  ["a row without an end", `${HEADER}${"x".repeat(100_000)}`, "line 2"],
  [
    "far too many countries",
    HEADER + Array.from({ length: 500 }, (_, index) => `2020-01-05,,Place ${index},EUR,1,1,,0\n`).join(""),
    "line 402: more than 400 countries",
  ],
])("%s", async (_, text, path) => {
  const error = await readWhoFile(inPieces(text)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BodyError);
  expect((error as BodyError).path).toBe(path);
});

test("a body that breaks off is told as it is", async () => {
  const failure = new Error("socket closed");
  async function* broken() {
    yield Buffer.from(HEADER);
    throw failure;
  }
  await expect(readWhoFile(broken())).rejects.toBe(failure);
});

test.each([
  ["a word for a number", "2020-01-06,FR,France,EUR,many,2,,0", "line 3: New_cases"],
  ["a total below zero", "2020-01-06,FR,France,EUR,1,-2,,0", "line 3: Cumulative_cases"],
  ["a day to come", "2099-01-06,FR,France,EUR,1,2,,0", "line 3: Date_reported"],
  ["a row too short", "2020-01-06,FR", "line 3"],
])("%s costs one row, and is told", async (_, odd, first) => {
  const told: unknown[] = [];
  const rows = `${HEADER}2020-01-05,FR,France,EUR,1,1,,0\n${odd}\n2020-01-05,DE,Germany,EUR,3,3,,0\n`;
  const { countries } = await readWhoFile(inPieces(rows), (leftOut) => told.push(leftOut));
  expect(countries).toMatchObject([
    { name: "France", confirmed: 1, asOf: "2020-01-05" },
    { name: "Germany", confirmed: 3 },
  ]);
  expect(told).toEqual([{ count: 1, first }]);
});
