/** What may stand in place of the end of a line, best first. */
export interface LineSuggestions {
  /** Where that end begins, in UTF-16 units from the line's beginning. */
  readonly from: number;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  /** Takes the place of the end of the line. */
  readonly insert: string;
  /** What is shown: `/dog`, `rover:`, `Beagle`. */
  readonly label: string;
  /** What it brings or means; may be empty. */
  readonly description: string;
}
