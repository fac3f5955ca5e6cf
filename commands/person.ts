import { choice, defineCommand, integer, text, yesNo } from "../src/core/command.ts";
import { didYouMean } from "../src/core/did-you-mean.ts";
import { BusyError, RateLimitError, ShareError, UsageError } from "../src/core/errors.ts";
import { count, formatDate, isoDate } from "../src/core/format.ts";
import { shown } from "../src/core/options.ts";
import {
  type Button,
  buttons,
  type Card,
  card,
  field,
  type OptionValues,
  paragraph,
  reply,
} from "../src/core/reply.ts";
import { ageless, type Sourced, sourceLine } from "../src/core/source.ts";
import { bold, code, type RichText, t } from "../src/core/text.ts";
import { suggestions } from "../src/replies/suggestions.ts";
import {
  countriesLike,
  countriesNear,
  findNationality,
  type Nationality,
} from "../src/services/person/nationalities.ts";
import { type InventedPeople, isUsableSeed, type PeopleQuestion } from "../src/services/person/people.ts";
import { ageOn, GENDERS, type Person } from "../src/services/person/person.ts";

const ACCENT = 0x7a6ff0;

const MAX_PEOPLE = 10;

/** So many have a card each; more are a list. */
const MAX_CARDS = 3;

const MAX_SUGGESTIONS = 3;

/** Offered to somebody who asks for people from where there are none. */
const EXAMPLES = ["Germany", "France", "India"];

/** `/person`: people who do not exist. */
export const person = defineCommand({
  name: "person",
  description: "Invented people, for trying things out",
  upstreams: ["randomUser"],
  options: {
    gender: choice({ description: "Women or men only", choices: GENDERS, example: "female" }),
    nationality: text({
      description: "Where they are from, such as Germany; several with commas",
      example: "germany",
      suggest: suggestions(({ typed }, limit) => countriesLike(typed, limit)),
    }),
    count: integer({ description: "How many", min: 1, max: MAX_PEOPLE, example: "3", ask: "How many people?" }),
    seed: text({ description: "A word that makes the same people again", maxLength: 64, example: "foobar" }),
    here: yesNo({ description: "Made here, without randomuser.me", hidden: true }),
  },
  async run({ options, services }) {
    const question: PeopleQuestion = {
      count: options.count ?? 1,
      gender: options.gender,
      nationalities: options.nationality === undefined ? [] : nationalities(options.nationality),
      seed: options.seed === undefined ? undefined : checkedSeed(options.seed),
      isHere: options.here,
    };
    const found = await services.people.invent(question);
    const again = sameAgain(question, found.value);
    return {
      ...reply(
        note(question, found.value),
        ...cards(found),
        buttons(others(question), {
          label: "Same again",
          press: { do: "run", command: "person", options: again, into: "post" },
        }),
      ),
      again,
    };
  },
});

/** What the person should know about how these were chosen. */
function note({ gender, isHere }: PeopleQuestion, found: InventedPeople) {
  if (found.isHere) {
    if (isHere) return undefined;
    const whom = found.people.length === 1 ? "this person" : "these people";
    return paragraph(t`${becauseOf(found.insteadOf)}, so I made ${whom} up myself.`);
  }
  if (gender === undefined) return undefined;
  return paragraph(
    t`randomuser.me ignores the gender when there is a seed, so I chose among more of its people myself.`,
  );
}

function becauseOf(error: InventedPeople["insteadOf"]): string {
  if (error instanceof ShareError) {
    const who = error.holder === "person" ? "You have" : `This ${error.holder} has`;
    return `${who} asked for a lot in a short time`;
  }
  if (error instanceof BusyError) return "A lot of people are asking at once";
  return error instanceof RateLimitError
    ? "randomuser.me has no room for me right now"
    : "randomuser.me sends me nobody right now";
}

function cards(found: Sourced<InventedPeople>): readonly Card[] {
  const { people } = found.value;
  const footer = `${inventedBy(found)}, seed ${found.value.seed}`;
  if (people.length > MAX_CARDS) {
    const title = `${count(people.length, "invented person", "invented people")}`;
    return [
      card({ accent: ACCENT, title, lines: people.map(line), footer: sourceLine(ageless(found.source), footer) }),
    ];
  }
  return people.map((each, index) =>
    personCard(each, index === people.length - 1 ? sourceLine(ageless(found.source), footer) : inventedBy(found)),
  );
}

function inventedBy({ value, source }: Sourced<InventedPeople>): string {
  return value.isHere ? `Invented here with ${source.name}` : `Invented by ${source.name}`;
}

function personCard(person: Person, footer: string): Card {
  const { name, bornOn, street, postcode, city, state, email, portrait } = person;
  return card({
    accent: ACCENT,
    title: name,
    lines: [[listed(age(person), home(person) === "" ? undefined : `from ${home(person)}`)]],
    fields: [
      field("Born", bornOn === undefined ? undefined : formatDate(bornOn)),
      field("Address", listed(street, city, state, postcode)),
      field("E-mail", email),
    ],
    thumbnail: portrait === undefined ? undefined : { url: portrait, alt: "Portrait of an invented person" },
    footer,
  });
}

/** `**Amber Nelson**, 37, Salisbury, United Kingdom`. */
function line(person: Person): RichText {
  const rest = listed(age(person), home(person));
  return rest === "" ? t`${bold(person.name)}` : t`${bold(person.name)}, ${rest}`;
}

function age({ bornOn }: Person): string | undefined {
  return bornOn === undefined ? undefined : String(ageOn(isoDate(Date.now()), bornOn));
}

function home({ city, country }: Person): string {
  return listed(city, country);
}

function listed(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}

function sameAgain(question: PeopleQuestion, { seed, isHere }: InventedPeople): OptionValues {
  return { ...asked(question), seed, here: isHere || undefined };
}

function others(question: PeopleQuestion): Button {
  const label = question.count === 1 ? "Another" : "Others";
  return { label, style: "primary", press: { do: "run", command: "person", options: asked(question), into: "update" } };
}

/** A question as the options of a button, but for the seed. */
function asked({ count, gender, nationalities }: PeopleQuestion): OptionValues {
  return {
    count: count === 1 ? undefined : count,
    gender,
    nationality: nationalities.join(",") || undefined,
  };
}

/** `germany, french and US`. One that randomuser.me does not know would make it drop all, so it is refused here. */
function nationalities(typed: string): readonly Nationality[] {
  const words = typed.split(/[,;/&+]|\s(?:and|or)\s/i).map((word) => word.trim());
  const named = words.filter((word) => word !== "");
  const found = (named.length === 0 ? [typed] : named).map((word) => {
    const nationality = findNationality(word);
    if (nationality === undefined) throw unknownNationality(word, named);
    return nationality;
  });
  return [...new Set(found)];
}

function unknownNationality(word: string, all: readonly string[]): UsageError {
  const unknown = t`I can invent nobody from “${shown(word)}”.`;
  if (/^\d+$/.test(word)) {
    const many = Math.min(Math.max(Number(word), 1), MAX_PEOPLE);
    return new UsageError(t`${unknown} For several people, type ${code(`/person count:${many}`)}.`, [
      {
        option: "count",
        value: String(many),
        also: { nationality: undefined },
        label: count(many, "person", "people"),
      },
    ]);
  }
  const inPlace = (names: readonly string[]) =>
    names.map((name) => ({
      option: "nationality",
      value: all.map((each) => (each === word ? name : each)).join(", "),
      label: name,
    }));
  const near = countriesNear(word, MAX_SUGGESTIONS);
  if (near.length > 0) return new UsageError(t`${unknown} ${didYouMean(near)}`, inPlace(near));
  const known = countriesLike("", Number.POSITIVE_INFINITY).join(", ");
  return new UsageError(t`${unknown} People can be from ${known}.`, inPlace(EXAMPLES));
}

function checkedSeed(typed: string): string {
  if (isUsableSeed(typed)) return typed;
  throw new UsageError(
    t`A seed of exactly 18 characters means something else to randomuser.me. Make it longer or shorter, such as ${code("seed:foobar")}.`,
    [{ option: "seed", value: typed.slice(0, -1), label: typed.slice(0, -1) }],
  );
}
