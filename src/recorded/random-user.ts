import { ok, type RecordedUpstream, recordedJson } from "./body.ts";

interface Recording {
  readonly results: readonly Person[];
}

interface Person {
  readonly gender: string;
  readonly nat: string;
  readonly email: string;
}

/** Recorded bodies with whole people in them. */
const FILES = [
  "results-10-nat-us-fr-no",
  "seed-abc-results-5-page-3",
  "seed-abc-nat-fr-results-3",
  "nat-ua-ir-rs-non-latin",
  "gender-female-nat-gb",
  "invalid-nat-ignored",
  "recorded-v1.3",
  "seed-foobar",
];

const NATIONALITIES = "AU BR CA CH DE DK ES FI FR GB IE IN IR MX NL NO NZ RS TR UA US".split(" ");
const MAX_RESULTS = 5_000;

/** Random User Generator: the recorded people, filtered as asked; a seed picks where in their row to begin. */
export const randomUser: RecordedUpstream = ({ path, query }) => {
  if (path !== "/") return { status: 404, body: "Version not found" };
  const seed = query.get("seed") ?? "0d10033844593e83";
  const asked = Number(query.get("results"));
  const results = Number.isInteger(asked) && asked >= 1 && asked <= MAX_RESULTS ? asked : 1;
  const nats = query.get("nat")?.toUpperCase().split(",") ?? [];
  // One that does not exist drops the whole filter
  const isFiltered = nats.length > 0 && nats.every((nat) => NATIONALITIES.includes(nat));
  const gender = query.has("seed") ? null : query.get("gender");
  const people = everybody().filter(
    (person) => (!isFiltered || nats.includes(person.nat)) && (gender === null || person.gender === gender),
  );
  const first = [...seed].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % Math.max(1, people.length);
  const row = [...people.slice(first), ...people.slice(0, first)].slice(0, results);
  const left = new Set(query.get("exc")?.split(","));
  return ok({
    results: row.map((person) => Object.fromEntries(Object.entries(person).filter(([name]) => !left.has(name)))),
    info: { seed, results, page: 1, version: "1.4" },
  });
};

function everybody(): readonly Person[] {
  const people = FILES.flatMap((file) => (recordedJson(`randomuser/${file}.json`) as Recording).results);
  return [...new Map(people.map((person) => [person.email, person])).values()];
}
