import { wordsOf } from "../../core/closest.ts";
import { derived } from "../../core/derived.ts";

/** Anything with a breed's name. */
export interface Named {
  readonly name: string;
  /** What people call it, too. Where one is another's own name, that other is meant. */
  readonly otherNames?: readonly string[];
}

/** Where in the list the breed of each spelling stands. */
const indexOf = derived((breeds: readonly Named[]) => {
  const others = breeds.flatMap(({ otherNames = [] }, index) => otherNames.map((name) => ({ name, index })));
  const own = breeds.map(({ name }, index) => ({ name, index }));
  return new Map(
    [...others, ...own].flatMap(({ name, index }) => spellings(name).map((key): [string, number] => [key, index])),
  );
});

/**
 * The breed of a list that a name means: in any order of its words, with or without a last "dog" or "cat". A part of a name
 * will do when only one breed has it. `known`: other names that the first one is known to mean.
 */
export function findByName<B extends Named>(
  name: string,
  breeds: readonly B[],
  known: readonly string[] = [],
): B | undefined {
  return spelt([name, ...known], breeds) ?? soleWith(wordsOf(name), breeds);
}

/** The breed that has the first of these names that any has. */
export function spelt<B extends Named>(names: readonly string[], breeds: readonly B[]): B | undefined {
  const index = indexOf(breeds);
  const at = names
    .flatMap(spellings)
    .map((key) => index.get(key))
    .find((position) => position !== undefined);
  return at === undefined ? undefined : breeds[at];
}

/** Spellings that mean the same: as one word, without a last "dog" or "cat", and with the words in any order. */
export function spellings(name: string): readonly string[] {
  const all = wordsOf(name);
  const bare = /^(dog|cat)$/.test(all.at(-1) ?? "") ? all.slice(0, -1) : all;
  return [...new Set([all.join(""), bare.join(""), all.toSorted().join("")])].filter((key) => key !== "");
}

/** Whether several breeds have all words of a name, so that nobody can tell which of them is meant. */
export function isAmbiguous(name: string, breeds: readonly Named[]): boolean {
  return having(wordsOf(name), breeds).length > 1;
}

function soleWith<B extends Named>(wanted: readonly string[], breeds: readonly B[]): B | undefined {
  const [sole, ...others] = having(wanted, breeds);
  return others.length === 0 ? sole : undefined;
}

function having<B extends Named>(wanted: readonly string[], breeds: readonly B[]): readonly B[] {
  if (wanted.length === 0) return [];
  return breeds.filter((breed) => {
    const own = wordsOf(breed.name);
    return wanted.every((word) => own.includes(word));
  });
}
