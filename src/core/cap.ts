/** One limit of a platform, and how near a message comes to it. */
export interface Cap {
  /** In words: "characters of the longest description". */
  readonly name: string;
  readonly used: number;
  readonly of: number;
}

/** The length of the longest text; 0 for none. */
export function longest(texts: readonly (string | undefined)[]): number {
  return texts.reduce((most, text) => Math.max(most, text?.length ?? 0), 0);
}

/** The size of the largest list; 0 for none. */
export function largest(lists: readonly (readonly unknown[] | undefined)[]): number {
  return lists.reduce((most, list) => Math.max(most, list?.length ?? 0), 0);
}
