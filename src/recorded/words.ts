import { wordsOf } from "../core/closest.ts";

/** Whether every word of the query is among the text's. An empty query matches nothing. */
export function matchesAll(query: string, text: string): boolean {
  const known = new Set(wordsOf(text));
  const wanted = wordsOf(query);
  return wanted.length > 0 && wanted.every((word) => known.has(word));
}
