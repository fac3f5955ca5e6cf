import type { User } from "../../core/command.ts";
import type { Person } from "./protocol.ts";

/** Pretend people: two are enough to see what is private, the third writes numbers otherwise. */
export const PEOPLE: readonly Person[] = [
  { id: "ann", name: "ann", locale: "en", note: "English" },
  { id: "bob", name: "bob", locale: "en", note: "English" },
  { id: "dora", name: "dora", locale: "de", note: "German" },
];

/** A pretend person as commands see people; undefined for an id that nobody has. */
export function userOf(id: string): User | undefined {
  const person = PEOPLE.find((each) => each.id === id);
  return person && { id, key: `playground:${id}`, name: person.name, locale: person.locale };
}
