import { bestMatches, nearNames } from "../../core/closest.ts";
import { derived } from "../../core/derived.ts";
import { codeOfName, isRegionCode, keyOf, namesOfCode, usualNameOf } from "./regions.ts";

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

/** A part of a country that people ask for by its own name, and that is counted with the whole. */
export interface Part {
  readonly name: string;
  /** ISO 3166-1 of the whole. */
  readonly iso2: string;
}

const PARTS: ReadonlyMap<string, Part> = new Map(
  ["England", "Scotland", "Wales", "Northern Ireland"].map((name) => [keyOf(name), { name, iso2: "GB" }]),
);

/** The names that the flags of the United Kingdom's parts spell. */
const FLAGGED_PARTS: Readonly<Record<string, string>> = { gbeng: "England", gbsct: "Scotland", gbwls: "Wales" };

/** The name to show for an upstream's, footnote marks dropped. */
export function usualName(upstreamName: string, iso2: string | undefined): string {
  const code = iso2 ?? codeOfName(upstreamName);
  return (code === undefined ? undefined : usualNameOf(code)) ?? upstreamName.replace(/\[\d+\]$/, "").trimEnd();
}

/** Where in the list the place of each name and of each code stands. */
const indexOf = derived((places: readonly Place[]) => {
  const byKey = new Map<string, number>();
  const byCode = new Map<string, number>();
  const add = (index: number, name: string | undefined) => {
    const key = keyOf(name ?? "");
    if (key !== "" && !byKey.has(key)) byKey.set(key, index);
  };
  // The upstream's own names first: no code and no synonym takes one away
  for (const [index, place] of places.entries()) {
    for (const name of [place.name, place.upstreamName]) add(index, name);
  }
  for (const [index, place] of places.entries()) {
    const code = codeOf(place);
    for (const each of [code, place.iso3]) add(index, each);
    if (code !== undefined && !byCode.has(code)) byCode.set(code, index);
  }
  return { byKey, byCode };
});

/**
 * The place that a name, an ISO code or a flag means: `germany`, `DE`, `South Korea`, `korea, south`, `the gambia`, 🇩🇪; also in
 * the language of the locale. Nothing but the whole name counts.
 */
export function findPlace<P extends Place>(typed: string, places: readonly P[], locale = "en"): P | undefined {
  const { byKey, byCode } = indexOf(places);
  for (const name of readings(typed)) {
    const at = byKey.get(keyOf(name)) ?? byCode.get(codeOfName(name, locale) ?? "");
    if (at !== undefined) return places[at];
  }
  return undefined;
}

/** The same place in another upstream's list. */
export function samePlace<P extends Place>(place: Place, places: readonly P[]): P | undefined {
  const at = indexOf(places).byCode.get(codeOf(place) ?? "");
  return at === undefined ? findPlace(place.name, places) : places[at];
}

/** The part of a country that a name or a flag means. */
export function findPart(typed: string): Part | undefined {
  return readings(typed)
    .map((name) => PARTS.get(keyOf(name)))
    .find((part) => part !== undefined);
}

/** Whether there is such a country, whoever has figures of it. */
export function isCountry(typed: string, locale: string): boolean {
  return readings(typed).some((name) => codeOfName(name, locale) !== undefined);
}

/** Names of places like what is being typed, best first, each place once; in the list's order when nothing was typed. */
export function placesLike(typed: string, places: readonly Place[], limit: number, locale = "en"): readonly string[] {
  if (typed.trim() === "") return places.slice(0, limit).map(({ name }) => name);
  return placesBy(bestMatches, typed, places, { limit, locale });
}

/** Names of places that somebody may have meant who typed another, each once; none where nothing is near. */
export function placesNear(typed: string, places: readonly Place[], limit: number, locale = "en"): readonly string[] {
  return placesBy(nearNames, typed, places, { limit, locale });
}

function placesBy(
  find: typeof nearNames,
  typed: string,
  places: readonly Place[],
  { limit, locale }: { readonly limit: number; readonly locale: string },
): readonly string[] {
  const byName = new Map<string, string>();
  for (const place of places) {
    for (const name of namesOf(place, locale)) if (!byName.has(name)) byName.set(name, place.name);
  }
  // A place may be found by several of its names
  const near = find(typed, [...byName.keys()], limit * 2).flatMap((name) => byName.get(name) ?? []);
  return [...new Set(near)].slice(0, limit);
}

/** Names that take "the" in a sentence. */
const WITH_ARTICLE =
  /^(?:USA|UK|UAE|DR Congo|DRC|Bahamas|Gambia|Maldives|Netherlands|Philippines|Comoros|Seychelles|Diamond Princess|MS Zaandam|Caribbean Netherlands|Holy See.*|United .*|.* (?:Islands(?: .*)?|Republic|Federation|Kingdom))$/;

/** `Germany`, `the USA`: to stand after "in". */
export function inSentence(name: string): string {
  return WITH_ARTICLE.test(name) ? `the ${name}` : name;
}

/** What a text may mean, its own words first: a flag is its country, `korea, south` and `korea (south)` are South Korea. */
function readings(typed: string): readonly string[] {
  const [, noun, adjective] = /^([^,(]+)[,(]([^,()]+)\)?$/.exec(typed) ?? [];
  return [typed, ...flagged(typed), ...(noun === undefined ? [] : [`${adjective} ${noun}`])];
}

const REGIONAL_A = 0x1f1e6;
const TAG_SPACE = 0xe0020;

/** What a flag alone means: 🇩🇪 and Slack's `:flag-de:` and `:de:` are `DE`, England's is `England`. */
function flagged(typed: string): readonly string[] {
  const written = /^:(?:flag[-_])?([a-z]{2}|england|scotland|wales):$/i.exec(typed.trim())?.[1];
  if (written !== undefined) return [written];
  const spelt = [...typed]
    .map((character) => character.codePointAt(0) ?? 0)
    .flatMap((point) => {
      if (point >= REGIONAL_A && point < REGIONAL_A + 26) return String.fromCharCode(65 + point - REGIONAL_A);
      return point > TAG_SPACE && point < TAG_SPACE + 95 ? String.fromCharCode(32 + point - TAG_SPACE) : [];
    })
    .join("");
  return spelt === "" ? [] : [FLAGGED_PARTS[spelt] ?? spelt];
}

/** The place's own code; for one that the upstream gives none, that of its name. */
function codeOf({ iso2, upstreamName }: Place): string | undefined {
  return isRegionCode(iso2) ? iso2 : codeOfName(upstreamName);
}

/** Names worth a "did you mean": codes and abbreviations are too near to everything. */
function namesOf(place: Place, locale: string): readonly string[] {
  const code = codeOf(place);
  const names = [place.name, place.upstreamName, ...(code === undefined ? [] : namesOfCode(code, locale))];
  return names.filter((name) => name.length > 3);
}
