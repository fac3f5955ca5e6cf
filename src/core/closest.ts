import damerauLevenshtein from "damerau-levenshtein";
import Fuse from "fuse.js";
import { LRUCache } from "lru-cache";
import { derived } from "./derived.ts";
import { once } from "./once.ts";

/** How unlike a candidate may be and still be suggested: 0 is equal, 1 anything. Found by trying common misspellings. */
const MOST_UNLIKE = 0.4;

/** The candidate most like what was typed, for "did you mean", or undefined when none is near. */
export function closest(typed: string, candidates: readonly string[]): string | undefined {
  return bestMatches(typed, candidates, 1)[0];
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
 * Candidates like what was typed, best first: those that start with it, then those that contain it, then near ones, unless it is
 * a whole word of one.
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
