import { fold } from "../../core/closest.ts";
import { once } from "../../core/once.ts";
import { findPart, findPlace, type Place, placesLike, placesNear } from "../covid/country-names.ts";

/** The nationalities that randomuser.me knows. https://randomuser.me/documentation#nationalities (2026-11-22) */
const TABLE = [
  { iso2: "AU", iso3: "AUS", adjective: "Australian" },
  { iso2: "BR", iso3: "BRA", adjective: "Brazilian" },
  { iso2: "CA", iso3: "CAN", adjective: "Canadian" },
  { iso2: "CH", iso3: "CHE", adjective: "Swiss" },
  { iso2: "DE", iso3: "DEU", adjective: "German" },
  { iso2: "DK", iso3: "DNK", adjective: "Danish" },
  { iso2: "ES", iso3: "ESP", adjective: "Spanish" },
  { iso2: "FI", iso3: "FIN", adjective: "Finnish" },
  { iso2: "FR", iso3: "FRA", adjective: "French" },
  { iso2: "GB", iso3: "GBR", adjective: "British" },
  { iso2: "IE", iso3: "IRL", adjective: "Irish" },
  { iso2: "IN", iso3: "IND", adjective: "Indian" },
  { iso2: "IR", iso3: "IRN", adjective: "Iranian" },
  { iso2: "MX", iso3: "MEX", adjective: "Mexican" },
  { iso2: "NL", iso3: "NLD", adjective: "Dutch" },
  { iso2: "NO", iso3: "NOR", adjective: "Norwegian" },
  { iso2: "NZ", iso3: "NZL", adjective: "New Zealand" },
  { iso2: "RS", iso3: "SRB", adjective: "Serbian" },
  { iso2: "TR", iso3: "TUR", adjective: "Turkish" },
  { iso2: "UA", iso3: "UKR", adjective: "Ukrainian" },
  { iso2: "US", iso3: "USA", adjective: "American" },
] as const;

/** ISO 3166-1, upper case. */
export type Nationality = (typeof TABLE)[number]["iso2"];

interface Country extends Place {
  readonly iso2: Nationality;
  readonly adjective: string;
}

const regions = once(() => new Intl.DisplayNames("en", { type: "region" }));

const countries = once((): readonly Country[] =>
  TABLE.map((row) => {
    const name = countryName(row.iso2);
    return { ...row, name, upstreamName: name };
  }).sort((a, b) => a.name.localeCompare(b.name, "en")),
);

/** All of them, in a fixed order. */
export const NATIONALITIES: readonly Nationality[] = TABLE.map(({ iso2 }) => iso2);

/** English name of a country, such as `Germany` for `DE`. */
export function countryName(iso2: Nationality): string {
  return regions().of(iso2) ?? iso2;
}

/** What people mean by `germany`, `German`, `DE` or `deu`; undefined for what randomuser.me does not know. */
export function findNationality(typed: string): Nationality | undefined {
  const wanted = fold(typed);
  const country = countries().find(({ adjective }) => fold(adjective) === wanted) ?? findPlace(typed, countries());
  // England is a part of a country that people call one
  const whole = country ?? countries().find(({ iso2 }) => iso2 === findPart(typed)?.iso2);
  return whole?.iso2;
}

/** Names of countries like what is being typed, best first; all of them, in alphabetical order, when nothing was. */
export function countriesLike(typed: string, limit: number): readonly string[] {
  return placesLike(typed, countries(), limit);
}

/** Names of countries that somebody may have meant who typed another; none where nothing is near. */
export function countriesNear(typed: string, limit: number): readonly string[] {
  return placesNear(typed, countries(), limit);
}
