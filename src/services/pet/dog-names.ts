import { findByName, type Named, spellings, spelt } from "./breed-names.ts";

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

const SAME_BY_KEY = new Map(
  Object.entries(SAME_BREED).flatMap(([name, same]) => spellings(name).map((key): [string, string] => [key, same])),
);

/**
 * The breed of a list that a name means, whoever's name it is: `afghan hound`, `hound/afghan`, `German Shepherd`, `husky`. A
 * part of a name will do when only one breed has it.
 */
export function findBreed<B extends Named>(name: string, breeds: readonly B[]): B | undefined {
  const known = spellings(name).flatMap((key) => SAME_BY_KEY.get(key) ?? []);
  return findByName(name, breeds, known);
}

/** A dog.ceo breed by the name that The Dog API uses: the other direction of `findBreed`, without guessing. */
export function sameBreed<B extends Named>(name: string, breeds: readonly B[]): B | undefined {
  const others = Object.entries(SAME_BREED).flatMap(([other, same]) => (same === name ? [other] : []));
  return spelt([name, ...others], breeds);
}

/** The name people know a dog.ceo breed by: `labrador` is a `Labrador Retriever`. */
export function knownAs(name: string): string {
  const same = spellings(name).map((key) => SAME_BY_KEY.get(key));
  return same.find((known) => known !== undefined) ?? name.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase());
}
