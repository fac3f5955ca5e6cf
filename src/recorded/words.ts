import { fold } from "../core/closest.ts";

/** Lower-case words of a text, without accents and signs. */
export function wordsOf(text: string): readonly string[] {
  return fold(text).match(/[\p{Letter}\p{Number}]+/gu) ?? [];
}

/** Whether every word of the query is among the text's. An empty query matches nothing. */
export function matchesAll(query: string, text: string): boolean {
  const known = new Set(wordsOf(text));
  const wanted = wordsOf(query);
  return wanted.length > 0 && wanted.every((word) => known.has(word));
}
