import damerauLevenshtein from "damerau-levenshtein";
import Fuse from "fuse.js";
import { LRUCache } from "lru-cache";
import { derived } from "./derived.ts";
import { once } from "./once.ts";

/** How unlike a candidate may be and still be suggested: 0 is equal, 1 anything. Found by trying common misspellings. */
const MOST_UNLIKE = 0.4;

/** The candidate that was likely meant, for "did you mean", or undefined when none is near. */
export function closest(typed: string, candidates: readonly string[]): string | undefined {
  return nearNames(typed, candidates, 1)[0];
}

/** Nothing shorter is near to anything, in letters; a word within a longer name must have more of them. */
const SHORTEST_NEAR = 3;
const SHORTEST_NEAR_WORD = 5;

/** A beginning in common counts from this many letters on, and as so large a part of what was typed. Found by trying. */
const LONG_BEGINNING = 5;
const LARGE_PART = 0.6;

/** Nobody's name is longer, in UTF-16 units: bounds the work. */
const LONGEST_NAME = 100;

/**
 * Names that somebody may have meant who typed another, nearest first: those with the word that was typed, those with a word that begins
 * so, those with a few letters wrong, those with a long beginning in common. None where nothing is near: silence is better than a
 * name that has nothing to do with it. At most `limit`.
 */
export function nearNames(typed: string, candidates: readonly string[], limit: number): readonly string[] {
  const wanted = wordsOf(typed.slice(0, LONGEST_NAME));
  if (wanted.join("").length < SHORTEST_NEAR) return [];
  const near = candidates.flatMap((name) => {
    const distance = distanceTo(name, wanted);
    return distance === undefined ? [] : [{ name, distance }];
  });
  // Whoever typed a whole word of a name slipped nowhere: `corgi` is no Norwich Terrier
  const isWhole = near.some(({ distance }) => distance === 0);
  const meant = isWhole ? near.filter(({ distance }) => distance < 1) : near;
  return meant
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ name }) => name);
}

/** How far a name is from the words that were typed: 0 has them, below 1 has a word that begins so; undefined is not near. */
function distanceTo(name: string, wanted: readonly string[]): number | undefined {
  const words = wordsOf(name);
  const [line, typed] = [` ${words.join(" ")} `, ` ${wanted.join(" ")}`];
  if (line.includes(`${typed} `)) return 0;
  if (line.includes(typed)) return 0.5;
  const [whole, sought] = [words.join(""), wanted.join("")];
  const runs =
    wanted.length === 1 && sought.length < SHORTEST_NEAR_WORD
      ? []
      : words.map((_, index) => words.slice(index, index + wanted.length).join(""));
  const slips = Math.min(...[whole, ...runs].map((each) => slipsTo(each, sought)));
  if (slips <= mostSlips(sought)) return slips;
  let same = 0;
  while (same < sought.length && sought[same] === whole[same]) same += 1;
  return same >= LONG_BEGINNING && same >= sought.length * LARGE_PART ? sought.length : undefined;
}

/** Letters that are missing, added, swapped or wrong; more than anybody allows where the lengths alone say so. */
function slipsTo(name: string, sought: string): number {
  const most = mostSlips(sought);
  return Math.abs(name.length - sought.length) > most ? most + 1 : damerauLevenshtein(sought, name).steps;
}

/** Of three letters one may be wrong, of six two, of nine three. */
function mostSlips(sought: string): number {
  return Math.min(3, Math.floor(sought.length / SHORTEST_NEAR));
}

/** Shorter words are like too many others. */
const SHORTEST_SLIP = 3;

/** Words of this length may have two signs wrong, shorter ones one. */
const LONG_WORD = 6;

/**
 * The name that somebody meant whose finger slipped: `typed` begins it, or has a sign or two missing, added, swapped or
 * wrong. Undefined for a word of its own. Much stricter than `closest`, for words that may as well be text. Both in lower case.
 */
export function misspelt(typed: string, names: readonly string[]): string | undefined {
  if (typed.length < SHORTEST_SLIP) return undefined;
  const slips = typed.length < LONG_WORD ? 1 : 2;
  return names.find(
    (name) =>
      name.startsWith(typed) ||
      (Math.abs(name.length - typed.length) <= slips && damerauLevenshtein(typed, name).steps <= slips),
  );
}

/**
 * Candidates like what is being typed, best first: those that start with it, then those that contain it, then near ones, unless it
 * is a whole word of one. For lists to choose from; what nobody knows is asked about with `nearNames`.
 * All of them, in their own order, when nothing was typed; none for accents alone, which fit everything. At most `limit`.
 */
export function bestMatches(typed: string, candidates: readonly string[], limit: number): readonly string[] {
  if (typed.trim() === "") return candidates.slice(0, limit);
  const wanted = fold(typed);
  if (wanted === "") return [];
  const { folded, near } = searchable(candidates);
  const starting = candidates.filter((_, index) => folded[index]?.startsWith(wanted));
  const containing = candidates.filter(
    (_, index) => folded[index]?.includes(wanted) && !folded[index].startsWith(wanted),
  );
  const exact = [...starting, ...containing];
  // Whoever typed a whole word of a name slipped nowhere: `corgi` is no Norwich Terrier
  const words = ` ${wordsOf(typed).join(" ")} `;
  const isWhole = exact.some((name) => ` ${wordsOf(name).join(" ")} `.includes(words));
  if (isWhole || exact.length >= limit) return exact.slice(0, limit);
  // Fuse takes patterns of bounded length; nobody's breed has 10,000 letters
  return [...new Set([...exact, ...near(wanted.slice(0, 32))])].slice(0, limit);
}

/** Searches kept of each list; the least recent is forgotten. Our choice: people begin to type alike. */
const MAX_SEARCHES = 200;

const searchable = derived((candidates: readonly string[]) => {
  const folded = candidates.map(fold);
  // Made only for who finds no better
  const fuse = once(() => new Fuse(folded, { threshold: MOST_UNLIKE, distance: 50, includeScore: true }));
  const searches = new LRUCache<string, readonly string[]>({ max: MAX_SEARCHES });
  const near = (wanted: string): readonly string[] => {
    const known = searches.get(wanted);
    if (known !== undefined) return known;
    const found = fuse()
      .search(wanted)
      .flatMap(({ refIndex }) => candidates[refIndex] ?? []);
    searches.set(wanted, found);
    return found;
  };
  return { folded, near };
});

/** Lower case without accents, so that `cote d'ivoire` finds `Côte d'Ivoire`. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .trim();
}

/** The words of a text, folded: runs of letters and digits. None where there are only other signs, which then fit nothing. */
export function wordsOf(text: string): readonly string[] {
  return fold(text).match(/[\p{Letter}\p{Number}]+/gu) ?? [];
}
