import { createHash } from "node:crypto";
import type { Faker } from "@faker-js/faker";
import { isoDate } from "../../core/format.ts";
import { countryName, NATIONALITIES, type Nationality } from "./nationalities.ts";
import { GENDERS, type Gender, type Person } from "./person.ts";

/** Ages count from this day, so that a seed makes the same people on every day. */
const REFERENCE_DAY = "2026-01-01";
const AGES = { mode: "age", min: 18, max: 80, refDate: REFERENCE_DAY } as const;

/** Each country's names and streets, loaded when somebody from there is made. Faker has none of New Zealand. */
const LOCALES: Readonly<Record<Nationality, () => Promise<{ readonly faker: Faker }>>> = {
  AU: () => import("@faker-js/faker/locale/en_AU"),
  BR: () => import("@faker-js/faker/locale/pt_BR"),
  CA: () => import("@faker-js/faker/locale/en_CA"),
  CH: () => import("@faker-js/faker/locale/de_CH"),
  DE: () => import("@faker-js/faker/locale/de"),
  DK: () => import("@faker-js/faker/locale/da"),
  ES: () => import("@faker-js/faker/locale/es"),
  FI: () => import("@faker-js/faker/locale/fi"),
  FR: () => import("@faker-js/faker/locale/fr"),
  GB: () => import("@faker-js/faker/locale/en_GB"),
  IE: () => import("@faker-js/faker/locale/en_IE"),
  IN: () => import("@faker-js/faker/locale/en_IN"),
  IR: () => import("@faker-js/faker/locale/fa"),
  MX: () => import("@faker-js/faker/locale/es_MX"),
  NL: () => import("@faker-js/faker/locale/nl"),
  NO: () => import("@faker-js/faker/locale/nb_NO"),
  NZ: () => import("@faker-js/faker/locale/en"),
  RS: () => import("@faker-js/faker/locale/sr_RS_latin"),
  TR: () => import("@faker-js/faker/locale/tr"),
  UA: () => import("@faker-js/faker/locale/uk"),
  US: () => import("@faker-js/faker/locale/en_US"),
};

/** People made here; the same for the same question. They have no portraits. */
export function makePeople(question: {
  readonly count: number;
  readonly gender?: Gender | undefined;
  readonly nationalities: readonly Nationality[];
  readonly seed: string;
}): Promise<readonly Person[]> {
  const countries = question.nationalities.length === 0 ? NATIONALITIES : question.nationalities;
  return Promise.all(
    Array.from({ length: question.count }, async (_, index) => {
      const number = numberOf(`${index}/${question.seed}`);
      const country = countries[number % countries.length] ?? "GB";
      const { faker } = await LOCALES[country]();
      // From here to the end nothing may wait: all who ask share one generator
      faker.seed(number);
      const gender = question.gender ?? faker.helpers.arrayElement(GENDERS);
      return onePerson(faker, country, gender);
    }),
  );
}

function onePerson(faker: Faker, country: Nationality, gender: Gender): Person {
  const firstName = faker.person.firstName(gender);
  const lastName = faker.person.lastName(gender);
  return {
    name: `${firstName} ${lastName}`,
    gender,
    bornOn: isoDate(faker.date.birthdate(AGES).getTime()),
    street: faker.location.streetAddress(),
    city: faker.location.city(),
    postcode: faker.location.zipCode(),
    country: countryName(country),
    email: faker.internet.exampleEmail({ firstName, lastName }).toLowerCase(),
  };
}

/** A number from 0 to 2³²−1 that looks like chance. */
function numberOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}
