/** From the least to the most; the same number twice when there is only one. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

const RANGE = /^(\d{1,3}(?:\.\d{1,2})?)(?:\s*[-–—]\s*(\d{1,3}(?:\.\d{1,2})?))?(?:\s*years)*$/i;

/**
 * A range as the pet APIs write it: `9 - 16`, `11.5`, `8 – 15 years`. Undefined for what is none: `NaN - 8`, `up - 18`, an
 * empty text.
 */
export function parseRange(text: string | undefined): Range | undefined {
  const [, first, second] = RANGE.exec(text?.trim() ?? "") ?? [];
  if (first === undefined) return undefined;
  const min = Number(first);
  const max = second === undefined ? min : Number(second);
  return min <= max ? { min, max } : undefined;
}

/** `Amiable, Even Tempered` as words of a sentence: `["amiable", "even tempered"]`. */
export function parseTemperament(text: string | undefined): readonly string[] {
  return parts(text).map((trait) => trait.toLowerCase());
}

/** What a breed was made for, to stand inside a sentence: `Rabbit, hare hunting` gives `rabbit and hare hunting`. */
export function parsePurpose(text: string | undefined): string | undefined {
  const purposes = parts(text).map(lowerFirst);
  const last = purposes.pop();
  if (last === undefined) return undefined;
  if (purposes.length === 0) return last;
  const before = purposes.join(", ");
  // "guard dog, and hunter" already joins what it lists
  return /\band\b|&/.test(`${before} ${last}`) ? `${before}, ${last}` : `${before} and ${last}`;
}

/** What the APIs' flags say, in words; those that are not here say nothing that people would want to know. */
const TRAITS: Readonly<Record<string, string>> = {
  hypoallergenic: "hypoallergenic",
  indoor: "indoor",
  lap: "likes laps",
  hairless: "hairless",
  rex: "curly coat",
  short_legs: "short legs",
  suppressed_tail: "short tail",
  rare: "rare",
  experimental: "experimental breed",
};

/** The flags that are set: `{ indoor: 1, rex: 0 }` gives `["indoor"]`. */
export function parseTraits(flags: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(TRAITS).flatMap(([flag, words]) => (flags[flag] === 1 ? [words] : []));
}

function parts(text: string | undefined): string[] {
  return (text ?? "")
    .replace(/\.\s*$/, "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
