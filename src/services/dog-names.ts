import { fold } from "../core/closest.ts";
import { derived } from "./derived.ts";

/**
 * Where dog.ceo and The Dog API call the same breed by names that no rule brings together. Also short names that people use.
 * Both lists read 2026-11-22.
 */
const SAME_BREED: Readonly<Record<string, string>> = {
  "wild african": "African Hunting Dog",
  airedale: "Airedale Terrier",
  appenzeller: "Appenzeller Sennenhund",
  bluetick: "Bluetick Coonhound",
  bouvier: "Bouvier des Flandres",
  brabancon: "Griffon Bruxellois",
  "cardigan corgi": "Cardigan Welsh Corgi",
  "caucasian ovcharka": "Caucasian Shepherd (Ovcharka)",
  chow: "Chow Chow",
  clumber: "Clumber Spaniel",
  doberman: "Doberman Pinscher",
  eskimo: "American Eskimo Dog",
  "plott hound": "Plott",
  "walker hound": "Treeing Walker Coonhound",
  husky: "Siberian Husky",
  labrador: "Labrador Retriever",
  leonberg: "Leonberger",
  lhasa: "Lhasa Apso",
  malamute: "Alaskan Malamute",
  malinois: "Belgian Malinois",
  mexicanhairless: "Xoloitzcuintli",
  pekinese: "Pekingese",
  pembroke: "Pembroke Welsh Corgi",
  pitbull: "American Pit Bull Terrier",
  "german pointer": "German Shorthaired Pointer",
  pyrenees: "Great Pyrenees",
  "chesapeake retriever": "Chesapeake Bay Retriever",
  sharpei: "Chinese Shar-Pei",
  "english sheepdog": "Old English Sheepdog",
  shiba: "Shiba Inu",
  "blenheim spaniel": "Cavalier King Charles Spaniel",
  "brittany spaniel": "Brittany",
  "japanese spaniel": "Japanese Chin",
  "welsh spaniel": "Welsh Springer Spaniel",
  "english springer": "English Springer Spaniel",
  stbernard: "Saint Bernard",
  "westhighland terrier": "West Highland White Terrier",
  "wheaten terrier": "Soft Coated Wheaten Terrier",
  tervuren: "Belgian Tervuren",
  westie: "West Highland White Terrier",
  yorkie: "Yorkshire Terrier",
};

/** Anything with a breed's name. */
export interface Named {
  readonly name: string;
}

const SAME_BY_KEY = new Map(
  Object.entries(SAME_BREED).flatMap(([name, same]) => keysOf(name).map((key): [string, string] => [key, same])),
);

/** Where in the list the breed of each spelling stands. */
const indexOf = derived(
  (breeds: readonly Named[]) =>
    new Map(breeds.flatMap((breed, index) => keysOf(breed.name).map((key): [string, number] => [key, index]))),
);

/**
 * The breed of a list that a name means, whoever's name it is: `afghan hound`, `hound/afghan`, `German Shepherd`, `husky`. A
 * part of a name will do when only one breed has it.
 */
export function findBreed<B extends Named>(name: string, breeds: readonly B[]): B | undefined {
  const keys = keysOf(name);
  const known = keys.flatMap((key) => SAME_BY_KEY.get(key) ?? []);
  return spelt([...keys, ...known.flatMap(keysOf)], breeds) ?? soleWith(words(name), breeds);
}

/** A dog.ceo breed by the name that The Dog API uses: the other direction of `findBreed`, without guessing. */
export function sameBreed<B extends Named>(name: string, breeds: readonly B[]): B | undefined {
  const others = Object.entries(SAME_BREED).flatMap(([other, same]) => (same === name ? [other] : []));
  return spelt([name, ...others].flatMap(keysOf), breeds);
}

/** The name people know a dog.ceo breed by: `labrador` is a `Labrador Retriever`. */
export function knownAs(name: string): string {
  const same = keysOf(name).map((key) => SAME_BY_KEY.get(key));
  return same.find((known) => known !== undefined) ?? name.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase());
}

/** The breed with the first of these spellings that any has. */
function spelt<B extends Named>(keys: readonly string[], breeds: readonly B[]): B | undefined {
  const index = indexOf(breeds);
  const at = keys.map((key) => index.get(key)).find((position) => position !== undefined);
  return at === undefined ? undefined : breeds[at];
}

function soleWith<B extends Named>(wanted: readonly string[], breeds: readonly B[]): B | undefined {
  if (wanted.length === 0) return undefined;
  const having = breeds.filter((breed) => {
    const own = words(breed.name);
    return wanted.every((word) => own.includes(word));
  });
  return having.length === 1 ? having[0] : undefined;
}

/** Spellings that mean the same: as one word, without a last "dog", and with the words in any order. */
function keysOf(name: string): readonly string[] {
  const all = words(name);
  const bare = all.at(-1) === "dog" ? all.slice(0, -1) : all;
  return [...new Set([all.join(""), bare.join(""), all.toSorted().join("")])].filter((key) => key !== "");
}

function words(name: string): readonly string[] {
  return fold(name).match(/[\p{L}\p{N}]+/gu) ?? [];
}
