import { randomBytes } from "node:crypto";
import { z } from "zod";
import { BodyError } from "../../core/errors.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { DAY_MS } from "../../core/time.ts";
import { listOf } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { firstAnswering, isUnasked, type Unasked } from "../failover.ts";
import type { Nationality } from "./nationalities.ts";
import { type Gender, type Person, personOf } from "./person.ts";

/** Whom to invent. */
export interface PeopleQuestion {
  /** 1 to 10. */
  readonly count: number;
  readonly gender?: Gender | undefined;
  /** Any of these; of any nationality when empty. */
  readonly nationalities: readonly Nationality[];
  /** Makes the same people again; see `isUsableSeed`. By default a new one. */
  readonly seed?: string | undefined;
  /** Invents them here without asking anybody: to repeat those who were. */
  readonly isHere?: boolean | undefined;
}

/** People who do not exist, and how to meet them again. */
export interface InventedPeople {
  /** At least one; fewer than asked for when no more were of that gender. */
  readonly people: readonly Person[];
  readonly seed: string;
  /** True when they were made here: the same seed gives others at randomuser.me. */
  readonly isHere: boolean;
  /** Why they were made here, where nobody asked for that. */
  readonly insteadOf?: Unasked | undefined;
}

/** A seed of this length is read as another seed and a nationality. https://github.com/RandomAPI/Randomuser.me-Node (2026-11-22) */
const SPECIAL_SEED_LENGTH = 18;

/**
 * People asked for where a gender is wanted: with a seed randomuser.me ignores `gender`, so those of the other are left out
 * here. Of fifty, fewer than ten of one gender come once in a million.
 */
const PEOPLE_TO_CHOOSE_FROM = 50;

/** The service's word for its own trouble comes with status 200, too. */
const trouble = z.object({ error: z.string() });

/** Whether a seed makes the same people again whatever the nationality. */
export function isUsableSeed(seed: string): boolean {
  return seed.length !== SPECIAL_SEED_LENGTH;
}

/** People invented by randomuser.me, or here when it can't. Source: https://randomuser.me/documentation (read 2026-11-22) */
export class People {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The people that the seed makes. Somebody is always found: when randomuser.me fails, they are made here. */
  async invent(question: PeopleQuestion): Promise<Sourced<InventedPeople>> {
    const seed = question.seed ?? randomBytes(8).toString("hex");
    if (question.isHere === true) return madeHere(question, seed);
    let insteadOf: Unasked | undefined;
    return firstAnswering(
      () =>
        this.#ofRandomUser(question, seed).catch((error: unknown) => {
          if (isUnasked(error)) insteadOf = error;
          throw error;
        }),
      () => madeHere(question, seed, insteadOf),
    );
  }

  async #ofRandomUser(
    { count, gender, nationalities }: PeopleQuestion,
    seed: string,
  ): Promise<Sourced<InventedPeople>> {
    const found = await this.#ask.get("randomUser", {
      path: "/",
      query: {
        seed,
        results: gender === undefined ? count : PEOPLE_TO_CHOOSE_FROM,
        nat: nationalities.length === 0 ? undefined : nationalities.join(",").toLowerCase(),
        exc: "login,id,registered,phone,cell",
      },
      schema: () => z.object({ results: listOf(personOf(nationalities)) }),
      judge: ({ status, body }) =>
        status === 200 && trouble.safeParse(body).success ? emptyHanded("says that it is in trouble") : undefined,
      freshMs: DAY_MS,
      staleMs: 7 * DAY_MS,
    });
    const people = found.value.results.filter((each) => gender === undefined || each.gender === gender).slice(0, count);
    if (people.length === 0) throw emptyHanded("sent nobody");
    return mapSourced(found, () => ({ people, seed, isHere: false }));
  }
}

function emptyHanded(what: string): BodyError {
  return new BodyError(`randomuser.me GET /: ${what}`, { upstream: "randomuser.me", path: "results" });
}

async function madeHere(
  { count, gender, nationalities }: PeopleQuestion,
  seed: string,
  insteadOf?: Unasked,
): Promise<Sourced<InventedPeople>> {
  // Loaded on first use: names of many countries are many
  const { makePeople } = await import("./made-people.ts");
  const people = await makePeople({ count, gender, nationalities, seed });
  const source = { name: "Faker", fetchedAt: Date.now(), isRecorded: false };
  return { value: { people, seed, isHere: true, insteadOf }, source };
}
