import { z } from "zod";
import { ok, type RecordedAnswer, type RecordedRequest, type RecordedUpstream, recordedJson } from "./body.ts";

interface Recording {
  readonly results: readonly Person[];
  readonly info: { readonly seed: string };
}

interface Person {
  readonly gender: string;
  readonly nat: string;
  readonly email: string;
}

/** Recorded bodies with whole people in them. */
const FILES = [
  "seed-foobar",
  "seed-abc-results-5-page-3",
  "seed-abc-nat-fr-results-3",
  "results-10-nat-us-fr-no",
  "nat-ua-ir-rs-non-latin",
  "gender-female-nat-gb",
  "invalid-nat-ignored",
  "recorded-v1.3",
];

const NATIONALITIES = "AU BR CA CH DE DK ES FI FR GB IE IN IR MX NL NO NZ RS TR UA US".split(" ");
const MAX_RESULTS = 5_000;

/** Random User Generator: the recorded people, filtered as asked. A seed begins with those recorded with it, else anywhere. */
export const randomUser: RecordedUpstream = randomUserOf();

/** The same with people of further bodies, for those who ask for somebody whom nobody recorded is like. */
export function randomUserOf(...more: readonly string[]): RecordedUpstream {
  const recorded = FILES.map((file) => `randomuser/${file}.json`);
  return (request) => {
    const first = answer(request, recorded);
    const { data } = z.object({ results: z.array(z.unknown()).max(0) }).safeParse(first.body);
    return data === undefined || more.length === 0 ? first : answer(request, more);
  };
}

function answer({ path, query }: RecordedRequest, files: readonly string[]): RecordedAnswer {
  if (path !== "/") return { status: 404, body: "Version not found" };
  const seed = query.get("seed") ?? "0d10033844593e83";
  const asked = Number(query.get("results"));
  const results = Number.isInteger(asked) && asked >= 1 && asked <= MAX_RESULTS ? asked : 1;
  const nats = query.get("nat")?.toUpperCase().split(",") ?? [];
  // One that does not exist drops the whole filter
  const isFiltered = nats.length > 0 && nats.every((nat) => NATIONALITIES.includes(nat));
  const gender = query.has("seed") ? null : query.get("gender");
  const people = bySeed(seed, files).filter(
    (person) => (!isFiltered || nats.includes(person.nat)) && (gender === null || person.gender === gender),
  );
  const left = new Set(query.get("exc")?.split(","));
  return ok({
    results: people
      .slice(0, results)
      .map((person) => Object.fromEntries(Object.entries(person).filter(([name]) => !left.has(name)))),
    info: { seed, results, page: 1, version: "1.4" },
  });
}

function bySeed(seed: string, files: readonly string[]): readonly Person[] {
  const recordings = files.map((file) => recordedJson(file) as Recording);
  const people = recordings.flatMap(({ results }) => results);
  const own = recordings.filter(({ info }) => info.seed === seed).flatMap(({ results }) => results);
  const first = [...seed].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % people.length;
  const row = [...own, ...people.slice(first), ...people.slice(0, first)];
  return [...new Map(row.map((person) => [person.email, person])).values()];
}
