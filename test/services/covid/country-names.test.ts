import { expect, test } from "vitest";
import { recordedJson } from "../../../src/recorded/body.ts";
import {
  findPart,
  findPlace,
  inSentence,
  isCountry,
  type Place,
  placesLike,
  samePlace,
  usualName,
} from "../../../src/services/covid/country-names.ts";

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
  ["korea, south", "South Korea"],
  ["Korea (South)", "South Korea"],
  ["🇩🇪", "Germany"],
  ["germany 🇩🇪", "Germany"],
  [":flag-de:", "Germany"],
  [":us:", "USA"],
  ["GB", "UK"],
])("“%s” is %s", (typed, name) => {
  expect(findPlace(typed, places)?.name).toBe(name);
});

test.each([
  "Germny",
  "",
  "England",
  "Scotland",
  "NO DATA",
  "north korea",
  "Nauru",
  "🇩🇪🇮🇹",
  "🏴",
  "🦠",
  "the",
  "x".repeat(100),
])("“%s” is no place", (typed) => {
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

test.each([
  ["de", "Deutschland", "Germany"],
  ["de", "suedkorea", undefined],
  ["de-AT", "südkorea", "South Korea"],
  ["fr", "les allemagnes", undefined],
  ["fr", "allemagne", "Germany"],
  ["es-ES", "Estados Unidos", "USA"],
  ["ja", "ドイツ", "Germany"],
  ["ar", "ألمانيا", "Germany"],
  ["sv", "Island", "Iceland"],
  ["de", "germany", "Germany"],
  ["no such locale", "germany", "Germany"],
  ["no such locale", "Deutschland", undefined],
  ["en", "Deutschland", undefined],
])("in %s, “%s” is %s", (locale, typed, name) => {
  expect(findPlace(typed, places, locale)?.name).toBe(name);
});

test("names in one's own language are suggested by", () => {
  expect(placesLike("deutsch", places, 1, "de")).toEqual(["Germany"]);
  expect(placesLike("vereinigte st", places, 1, "de")).toEqual(["USA"]);
});

test("a place that the upstream gives no code is found by all its names, and by its code", () => {
  const dprk: Place = { name: usualName("DPRK", undefined), upstreamName: "DPRK" };
  const both = [...places, dprk];
  expect(dprk.name).toBe("North Korea");
  for (const typed of ["north korea", "DPRK", "N. Korea", "kp", "korea, north", "🇰🇵"]) {
    expect(findPlace(typed, both)).toBe(dprk);
  }
  expect(findPlace("nordkorea", both, "de")).toBe(dprk);
});

test("the same place in two lists", () => {
  const who: readonly Place[] = [
    { name: "Republic of Korea", upstreamName: "Republic of Korea", iso2: "KR" },
    { name: "North Korea", upstreamName: "Democratic People's Republic of Korea", iso2: "KP" },
    { name: "International conveyance", upstreamName: "International conveyance" },
  ];
  expect(samePlace({ name: "North Korea", upstreamName: "DPRK" }, who)?.iso2).toBe("KP");
  expect(samePlace({ name: "South Korea", upstreamName: "S. Korea", iso2: "KR" }, who)?.iso2).toBe("KR");
  expect(samePlace({ name: "Diamond Princess", upstreamName: "Diamond Princess" }, who)).toBeUndefined();
});

test.each([
  ["England", "England"],
  ["scotland", "Scotland"],
  ["WALES", "Wales"],
  ["northern ireland", "Northern Ireland"],
  ["🏴󠁧󠁢󠁳󠁣󠁴󠁿", "Scotland"],
  [":flag-england:", "England"],
  ["UK", undefined],
  ["Ireland", undefined],
])("a part of a country: “%s”", (typed, part) => {
  expect(findPart(typed)?.name).toBe(part);
});

test.each([
  ["Nauru", "en", true],
  ["nordkorea", "de", true],
  ["nordkorea", "en", false],
  ["Germny", "en", false],
  ["European Union", "en", false],
  ["", "en", false],
])("whether there is a country “%s” in %s: %s", (typed, locale, is) => {
  expect(isCountry(typed, locale)).toBe(is);
});
