import { choice, integer, text, type ValuesOf, yesNo } from "../core/command.ts";
import { type Button, buttons, card, field, type OptionValues, type Reply, reply } from "../core/reply.ts";
import { ageless, sourceLine } from "../core/source.ts";
import { t } from "../core/text.ts";
import type { Range } from "../services/pet/breed-facts.ts";
import type { PetKind } from "../services/pet/choice.ts";
import type { Pet } from "../services/pet/pet.ts";
import type { Pets } from "../services/pet/pets.ts";
import type { PictureVotes, Tally } from "../services/pet/votes.ts";

/** No breed has nearly as many pictures; the count begins again after the last. */
const MAX_PICK = 999;

/** What the buttons under a pet carry. */
export const petOptions = {
  pick: integer({ description: "Which of the breed's pictures", min: 0, max: MAX_PICK, hidden: true }),
  any: yesNo({ description: "Whether another is of any breed", hidden: true }),
  picture: text({ description: "This very picture", hidden: true }),
  vote: choice({ description: "What the person thinks of it", choices: ["up", "down"], hidden: true }),
};

type Values = ValuesOf<typeof petOptions> & { readonly breed: string | undefined };

interface Shown {
  readonly kind: PetKind;
  /** Colour bar, 0xRRGGBB. */
  readonly accent: number;
  /** Alternative text of a picture. */
  readonly picturedAs: (name: string | undefined) => string;
}

/** The reply of a command that shows pets; a vote that comes with it is counted first. Throws NotFoundError, StateError. */
export async function showPet(
  shown: Shown,
  options: Values,
  { pets, votes, person }: { readonly pets: Pets; readonly votes: PictureVotes; readonly person: string },
): Promise<Reply> {
  const { vote, picture } = options;
  const [tally, pet] = await Promise.all([
    vote === undefined || picture === undefined ? undefined : votes.cast(picture, person, vote === "up"),
    pets.pet(options),
  ]);
  return petReply(shown, options, pet, tally);
}

function petReply({ kind, accent, picturedAs }: Shown, options: Values, pet: Pet, tally: Tally | undefined): Reply {
  const { name, facts, picture } = pet;
  const shown = reply(
    card({
      accent,
      title: name ?? `A ${kind}`,
      url: facts?.url,
      lines: [
        facts === undefined ? undefined : [sentence(facts.temperament)],
        pet.isAnyInstead ? t`I can't look up breeds right now, so this is any ${kind}.` : undefined,
        tally === undefined ? undefined : t`👍 ${tally.up} 👎 ${tally.down}`,
      ],
      fields: [
        field("Group", facts?.group),
        field("Bred for", facts?.bredFor),
        field("Weight", measure(facts?.weightKg, "kg", facts?.weightLb, "lb")),
        field("Height", measure(facts?.heightCm, "cm", facts?.heightIn, "in")),
        field("Life span", range(facts?.lifeYears, "years")),
        field("Origin", facts?.origin),
        field("Good to know", facts?.traits.join(", ")),
      ],
      images: [picture === undefined ? undefined : { url: picture.url, alt: picturedAs(name) }],
      footer: footer(pet),
    }),
    buttons(another(kind, options, pet), ...voteButtons(kind, options, pet)),
  );
  return { ...shown, again: samePet(options, pet) };
}

/** With no other picture of the breed, another is another pet. */
function another(kind: PetKind, { breed, any }: Values, pet: Pet): Button {
  const isOneOfMany = breed !== undefined && !any && pet.pictureCount > 1;
  const next = isOneOfMany ? { breed: pet.name ?? breed, pick: (pet.pick + 1) % pet.pictureCount } : {};
  return { label: "Another", style: "primary", press: press(kind, next) };
}

/** A press shows the very same picture again, with what people think of it. */
function voteButtons(kind: PetKind, options: Values, pet: Pet): readonly Button[] {
  if (pet.picture === undefined) return [];
  const same = samePet(options, pet);
  return [
    { label: "👍", press: press(kind, { ...same, vote: "up" }) },
    { label: "👎", press: press(kind, { ...same, vote: "down" }) },
  ];
}

function samePet({ any, breed }: Values, { name, picture }: Pet): OptionValues {
  return { breed: name, any: any || breed === undefined ? true : undefined, picture: picture?.id };
}

function press(command: PetKind, options: OptionValues): Button["press"] {
  return { do: "run", command, options, into: "update" };
}

/** `Amiable, even tempered, excitable.` */
function sentence(words: readonly string[]): string {
  const list = words.join(", ");
  return list === "" ? "" : `${list.charAt(0).toUpperCase()}${list.slice(1)}.`;
}

/** `9–16 kg (20–35 lb)`, or what there is of it. */
function measure(metric: Range | undefined, metricUnit: string, imperial: Range | undefined, imperialUnit: string) {
  const [first, second] = [range(metric, metricUnit), range(imperial, imperialUnit)];
  return first !== undefined && second !== undefined ? `${first} (${second})` : (first ?? second);
}

function range(of: Range | undefined, unit: string): string | undefined {
  if (of === undefined) return undefined;
  return of.min === of.max ? `${of.min} ${unit}` : `${of.min}–${of.max} ${unit}`;
}

function footer({ source, pictureSource }: Pet): string {
  const credit =
    pictureSource === undefined || pictureSource.name === source.name
      ? source.name
      : `${source.name}, picture from ${pictureSource.name}`;
  // What a beagle is like does not age: the day's cache is worth no words, an upstream that is down is
  return sourceLine(ageless(source), credit);
}
