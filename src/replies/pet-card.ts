import { choice, integer, text, type ValuesOf, yesNo } from "../core/command.ts";
import { KeptReplies } from "../core/kept-replies.ts";
import { type Button, buttons, type Card, card, field, type OptionValues, type Reply, reply } from "../core/reply.ts";
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
  vote: choice({
    description: "What the person thinks of it",
    choices: ["up", "down"],
    hidden: true,
    isPersonal: true,
  }),
};

type Asked = ValuesOf<typeof petOptions> & { readonly breed: string | undefined };

/** How dogs look, or cats. */
interface Look {
  readonly kind: PetKind;
  /** Colour bar, 0xRRGGBB. */
  readonly accent: number;
  /** Alternative text of a picture. */
  readonly picturedAs: (name: string | undefined) => string;
}

/** The reply of a command that shows pets; a vote that comes with it is counted, too. Throws NotFoundError, StateError. */
export async function showPet(
  look: Look,
  asked: Asked,
  { pets, votes, person }: { readonly pets: Pets; readonly votes: PictureVotes; readonly person: string },
): Promise<Reply> {
  const { vote, picture } = asked;
  const [tally, pet] = await Promise.all([
    vote === undefined || picture === undefined ? undefined : votes.cast(picture, person, vote === "up"),
    pets.pet(asked),
  ]);
  if (tally !== undefined || picture !== undefined) return petReply(look, asked, pet, tally);
  const { name = asked.breed, facts, picture: shown, source, pictureSource, pick, pictureCount, isAnyInstead } = pet;
  const wish = [look.kind, asked.breed === undefined, asked.any, name, pick, pictureCount, isAnyInstead];
  const madeOf = [facts, shown, source, pictureSource];
  return REPLIES.of(wish.join(), madeOf, () => petReply(look, asked, pet, undefined));
}

/** Of each pet one: who asks for it decides nothing about its reply. */
const REPLIES = new KeptReplies();

function petReply(look: Look, asked: Asked, pet: Pet, tally: Tally | undefined): Reply {
  const same = samePet(asked, pet);
  const button = (label: string, options: OptionValues, style?: "primary"): Button => ({
    label,
    style,
    press: { do: "run", command: look.kind, options, into: "update" },
  });
  // A vote brings the very same picture again, with what people think of it
  const voteButtons = [button("👍", { ...same, vote: "up" }), button("👎", { ...same, vote: "down" })];
  const shown = reply(
    petCard(look, pet, tally),
    buttons(button("Another", nextPet(asked, pet), "primary"), ...(pet.picture === undefined ? [] : voteButtons)),
  );
  return { ...shown, again: same };
}

function petCard({ kind, accent, picturedAs }: Look, pet: Pet, tally: Tally | undefined): Card {
  const { name, facts, picture } = pet;
  return card({
    accent,
    title: name ?? `A ${kind}`,
    url: facts?.url,
    lines: [
      facts && [sentence(facts.temperament)],
      pet.isAnyInstead ? t`I can't look up breeds right now, so this is any ${kind}.` : undefined,
      tally && t`👍 ${tally.up} 👎 ${tally.down}`,
    ],
    fields: facts && [
      field("Group", facts.group),
      field("Bred for", facts.bredFor),
      field("Weight", measure(facts.weightKg, "kg", facts.weightLb, "lb")),
      field("Height", measure(facts.heightCm, "cm", facts.heightIn, "in")),
      field("Life span", range(facts.lifeYears, "years")),
      field("Origin", facts.origin),
      field("Good to know", facts.traits.join(", ")),
    ],
    images: [picture && { url: picture.url, alt: picturedAs(name) }],
    footer: footer(pet),
  });
}

/** The breed's next picture, while one of several of a breed is looked at; any pet otherwise. */
function nextPet({ breed, any }: Asked, { name, pick, pictureCount }: Pet): OptionValues {
  return breed === undefined || any || pictureCount <= 1
    ? {}
    : { breed: name ?? breed, pick: (pick + 1) % pictureCount };
}

function samePet({ breed, any }: Asked, { name, picture }: Pet): OptionValues {
  return { breed: name, any: any || breed === undefined ? true : undefined, picture: picture?.id };
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
  // Facts about a breed do not age, so a cached answer is not called old; one that stands in for a failed call is
  return sourceLine(ageless(source), credit);
}
