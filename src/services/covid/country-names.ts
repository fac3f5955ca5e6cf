import { bestMatches, fold } from "../../core/closest.ts";
import { derived } from "../derived.ts";

/** A country, territory or ship with figures of its own. */
export interface Place {
  /** As we show it: `South Korea`. */
  readonly name: string;
  /** As the upstream calls it: `S. Korea`. */
  readonly upstreamName: string;
  /** ISO 3166-1, upper case; ships have none. */
  readonly iso2?: string | undefined;
  readonly iso3?: string | undefined;
}

/** Where an upstream's name is not what people say, by ISO 3166-1. */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  BL: "Saint Barthélemy",
  CD: "DR Congo",
  FK: "Falkland Islands",
  KP: "North Korea",
  KR: "South Korea",
  LA: "Laos",
  LY: "Libya",
  MK: "North Macedonia",
  SY: "Syria",
  SZ: "Eswatini",
  VA: "Vatican City",
};

/** What people type, beyond the names and codes that the upstreams and `Intl` know. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  AE: ["Emirates"],
  BA: ["Bosnia and Herzegovina"],
  CD: ["Congo-Kinshasa", "DRC", "Zaire"],
  CG: ["Congo-Brazzaville"],
  CI: ["Ivory Coast"],
  CV: ["Cape Verde"],
  CZ: ["Czech Republic"],
  GB: ["Great Britain", "Britain", "England"],
  KR: ["Korea"],
  MK: ["Macedonia"],
  MM: ["Burma"],
  NL: ["Holland"],
  SZ: ["Swaziland"],
  TL: ["East Timor"],
  TR: ["Turkey", "Türkiye"],
  US: ["United States of America", "America"],
  VA: ["Vatican", "Holy See"],
};

/** The name to show for an upstream's, footnote marks dropped. */
export function usualName(upstreamName: string, iso2: string | undefined): string {
  return (iso2 === undefined ? undefined : USUAL_NAMES[iso2]) ?? upstreamName.replace(/\s*\[\d+\]$/, "");
}

/** Every name that finds a place, and where in the list the place of each stands. */
const indexOf = derived((places: readonly Place[]) => {
  const intlNames = (["long", "short"] as const).map(
    (style) => new Intl.DisplayNames("en", { type: "region", style, fallback: "none" }),
  );
  const byKey = new Map<string, number>();
  const byName = new Map<string, number>();
  const add = (index: number, names: readonly (string | undefined)[]) => {
    for (const name of names) {
      if (name === undefined || keyOf(name) === "") continue;
      if (!byKey.has(keyOf(name))) byKey.set(keyOf(name), index);
      if (name.length > 3 && !byName.has(name)) byName.set(name, index);
    }
  };
  // The upstream's own names first: no synonym takes one away
  for (const [index, place] of places.entries()) add(index, [place.name, place.upstreamName]);
  for (const [index, { iso2, iso3 }] of places.entries()) {
    add(index, [iso2, iso3, ...namesOf(iso2, intlNames)]);
  }
  return { byKey, byName, names: [...byName.keys()] };
});

/** The place that a name or an ISO code means: `germany`, `DE`, `South Korea`, `czech republic`, `the gambia`. */
export function findPlace<P extends Place>(typed: string, places: readonly P[]): P | undefined {
  const at = indexOf(places).byKey.get(keyOf(typed));
  return at === undefined ? undefined : places[at];
}

/** Names of places like what was typed, best first, each place once; in the list's order when nothing was typed. */
export function placesLike(typed: string, places: readonly Place[], limit: number): readonly string[] {
  if (typed.trim() === "") return places.slice(0, limit).map(({ name }) => name);
  const { names, byName } = indexOf(places);
  // A place may be found by several of its names
  const near = bestMatches(typed, names, limit * 2).map((name) => places[byName.get(name) ?? -1]?.name);
  return [...new Set(near.filter((name) => name !== undefined))].slice(0, limit);
}

/** Names that take "the" in a sentence. */
const WITH_ARTICLE =
  /^(?:USA|UK|UAE|DR Congo|DRC|Bahamas|Gambia|Maldives|Netherlands|Philippines|Comoros|Seychelles|Diamond Princess|MS Zaandam|Caribbean Netherlands|Holy See.*|United .*|.* (?:Islands(?: .*)?|Republic|Federation|Kingdom))$/;

/** `Germany`, `the USA`: to stand after "in". */
export function inSentence(name: string): string {
  return WITH_ARTICLE.test(name) ? `the ${name}` : name;
}

function namesOf(iso2: string | undefined, intlNames: readonly Intl.DisplayNames[]): readonly (string | undefined)[] {
  if (iso2 === undefined || !/^[A-Z]{2}$/.test(iso2)) return [];
  return [...intlNames.map((names) => names.of(iso2)), ...(OTHER_NAMES[iso2] ?? [])];
}

/** Letters and digits alone, without a leading "the": `S. Korea` and `s korea` are the same. */
function keyOf(name: string): string {
  return fold(name)
    .replace(/&/g, "and")
    .replace(/^the\s+/, "")
    .replace(/[^\p{L}\p{N}]/gu, "");
}
