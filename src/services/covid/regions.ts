import { fold } from "../../core/closest.ts";

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

/** What people type and upstreams write, beyond the names that `Intl` knows. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  AE: ["Emirates"],
  BA: ["Bosnia and Herzegovina"],
  CD: ["Congo-Kinshasa", "DRC", "Zaire"],
  CG: ["Congo-Brazzaville"],
  CI: ["Ivory Coast"],
  CV: ["Cape Verde"],
  CZ: ["Czech Republic"],
  GB: ["Great Britain", "Britain"],
  KP: ["N. Korea", "DPRK", "Democratic People's Republic of Korea"],
  KR: ["S. Korea", "Korea", "Republic of Korea"],
  MK: ["Macedonia"],
  MM: ["Burma"],
  NL: ["Holland"],
  SZ: ["Swaziland"],
  TL: ["East Timor"],
  TR: ["Turkey", "Türkiye"],
  US: ["United States of America", "America"],
  VA: ["Vatican", "Holy See"],
};

/** Codes that `Intl` has a name for and that are no country or territory: unions, tests, the unknown. */
const NO_REGIONS = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

/** Locales whose names are kept. Platforms send a few dozen tags; a hostile one must not grow the maps without bound. */
const MAX_LOCALES = 100;

const A = 65;

/** Whether a text has the form of an ISO 3166-1 code of two letters, in upper case. "NO DATA" has not. */
export function isRegionCode(text: string | null | undefined): text is string {
  return /^[A-Z]{2}$/.test(text ?? "");
}

/** The name of a region where it is not what upstreams call it. */
export function usualNameOf(code: string): string | undefined {
  return USUAL_NAMES[code];
}

/** The code of the region that a name means: in English, as people say, or in the language of the locale. */
export function codeOfName(name: string, locale = "en"): string | undefined {
  const key = keyOf(name);
  return codesIn("en").get(key) ?? codesIn(locale).get(key);
}

/** Names of a region: in English, others that people use, and in the language of the locale. */
export function namesOfCode(code: string, locale = "en"): readonly string[] {
  return [
    ...new Set([
      ...namesIn("en", code),
      ...(OTHER_NAMES[code] ?? []),
      ...(locale === "en" ? [] : namesIn(locale, code)),
    ]),
  ];
}

/** Letters and digits alone, without a leading "the": `S. Korea` and `s korea` are the same. */
export function keyOf(name: string): string {
  return fold(name)
    .replace(/&/g, "and")
    .replace(/^the\s+/, "")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

const namers = new Map<string, readonly Intl.DisplayNames[]>();
const codes = new Map<string, ReadonlyMap<string, string>>();

/** What `Intl` calls a region in one language, long and short. */
function namesIn(locale: string, code: string): readonly string[] {
  return namersOf(locale).flatMap((namer) => namer.of(code) ?? []);
}

function codesIn(locale: string): ReadonlyMap<string, string> {
  let known = codes.get(locale);
  if (known === undefined) {
    const pairs = regionCodes().flatMap((code) => {
      const names = locale === "en" ? [USUAL_NAMES[code] ?? "", ...namesOfCode(code)] : namesIn(locale, code);
      return names.map((name): [string, string] => [keyOf(name), code]);
    });
    known = new Map(pairs.filter(([key]) => key !== ""));
    if (codes.size < MAX_LOCALES) codes.set(locale, known);
  }
  return known;
}

function namersOf(locale: string): readonly Intl.DisplayNames[] {
  let known = namers.get(locale);
  if (known === undefined) {
    known = makeNamers(locale);
    if (namers.size < MAX_LOCALES) namers.set(locale, known);
  }
  return known;
}

/** None for a tag that is none. */
function makeNamers(locale: string): readonly Intl.DisplayNames[] {
  try {
    return (["long", "short"] as const).map(
      (style) => new Intl.DisplayNames(locale, { type: "region", style, fallback: "none" }),
    );
  } catch {
    return [];
  }
}

/** Codes of all countries and territories that `Intl` has a name for. */
function regionCodes(): readonly string[] {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(A + index));
  return (
    letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => !NO_REGIONS.has(code) && namesIn("en", code).length > 0)
      // A code that has become another one's is not its own: `SU`
      .filter((code) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
  );
}
