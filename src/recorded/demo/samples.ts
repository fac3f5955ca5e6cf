import type { Sample, Samples } from "../../core/plain-replies.ts";

/** What each command is answered in the demo, for whoever asked for something that is not recorded. */
export const SAMPLES: Samples = new Map([
  ["dog", one("breed", "Beagle", "Siberian Husky", "Chihuahua")],
  ["cat", one("breed", "Siamese", "Persian", "Maine Coon")],
  ["gif", one("search", "shrug", "cat", "happy birthday")],
  ["book", one("query", "moby dick", "harry potter", "dune")],
  ["covid", one("country", "Germany", "USA", "India")],
  ["mars", [day("10 June 2020", "2020-06-10"), day("1 July 2020", "2020-07-01")]],
  ["apod", [day("16 September 2026", "2026-09-16"), day("29 September 2026", "2026-09-29")]],
  ["epic", [day("31 May 2024", "2024-05-31"), day("1 June 2024", "2024-06-01")]],
  ["goat", [{ label: "400 × 300", options: { width: "400", height: "300" } }]],
  ["person", one("nationality", "Germany", "France", "India")],
  ["github events", one("of", "torvalds", "torvalds/linux", "Azure/WALinuxAgent")],
]);

function one(option: string, ...values: readonly string[]): readonly Sample[] {
  return values.map((value) => ({ label: value, options: { [option]: value } }));
}

function day(label: string, date: string): Sample {
  return { label, options: { date } };
}
