import { expect, test } from "vitest";
import { recordedJson } from "../../../src/recorded/body.ts";
import { findPlace, inSentence, type Place, placesLike, usualName } from "../../../src/services/covid/country-names.ts";

const body = recordedJson("covid-disease-sh/countries-all.2020-04-17.json") as {
  country: string;
  countryInfo: { iso2: string | null; iso3: string | null };
}[];
const places: readonly Place[] = body.map(({ country, countryInfo }) => ({
  name: usualName(country, countryInfo.iso2 ?? undefined),
  upstreamName: country,
  iso2: countryInfo.iso2 ?? undefined,
  iso3: countryInfo.iso3 ?? undefined,
}));

test.each([
  ["germany", "Germany"],
  ["DE", "Germany"],
  ["deu", "Germany"],
  ["usa", "USA"],
  ["United States", "USA"],
  ["united states of america", "USA"],
  ["u.s.", "USA"],
  ["uk", "UK"],
  ["Great Britain", "UK"],
  ["South Korea", "South Korea"],
  ["S. Korea", "South Korea"],
  ["Czech Republic", "Czechia"],
  ["ivory coast", "Côte d'Ivoire"],
  ["cote d’ivoire", "Côte d'Ivoire"],
  ["the gambia", "Gambia"],
  ["Trinidad & Tobago", "Trinidad and Tobago"],
  ["burma", "Myanmar"],
  ["DRC", "DR Congo"],
  ["Congo", "Congo"],
  ["Guinea", "Guinea"],
  ["vatican", "Vatican City"],
  ["Türkiye", "Turkey"],
  ["diamond princess", "Diamond Princess"],
])("“%s” is %s", (typed, name) => {
  expect(findPlace(typed, places)?.name).toBe(name);
});

test.each(["Germny", "", "🦠", "the", "x".repeat(100)])("“%s” is no place", (typed) => {
  expect(findPlace(typed, places)).toBeUndefined();
});

test("every place is found by its own name", () => {
  for (const place of places) expect(findPlace(place.name, places)).toBe(place);
});

test("places like what was typed, each once", () => {
  expect(placesLike("germny", places, 3)[0]).toBe("Germany");
  expect(placesLike("untied states", places, 3)).toContain("USA");
  const united = placesLike("united", places, 25);
  expect(united).toEqual(expect.arrayContaining(["USA", "UK", "UAE"]));
  expect(new Set(united).size).toBe(united.length);
  expect(placesLike("", places, 2)).toEqual(["Afghanistan", "Albania"]);
});

test("names in a sentence", () => {
  expect(["Germany", "USA", "Netherlands", "Faroe Islands", "Czech Republic"].map(inSentence)).toEqual([
    "Germany",
    "the USA",
    "the Netherlands",
    "the Faroe Islands",
    "the Czech Republic",
  ]);
  expect(usualName("Kosovo[1]", "XK")).toBe("Kosovo");
});
