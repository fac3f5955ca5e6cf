import { type AutocompleteContext, defineCommand, integer, text } from "../src/core/command.ts";
import { buttons, card, field, reply } from "../src/core/reply.ts";
import { sourceLine } from "../src/core/source.ts";
import type { Range } from "../src/services/breed-facts.ts";
import type { Dog } from "../src/services/dogs.ts";

const ACCENT = 0xb5651d;

/** Discord's cap on suggestions is 25, Slack's 100; the adapters cut. */
const MAX_SUGGESTIONS = 100;

/** No breed has nearly as many pictures; the count begins again after the last. */
const MAX_PICK = 999;

export const dog = defineCommand({
  name: "dog",
  description: "A dog: picture and facts, of a breed or any",
  upstreams: ["dogApi", "dogCeo"],
  options: {
    breed: text({
      description: "Breed, such as Beagle",
      example: "beagle",
      takesRest: true,
      autocomplete: breedChoices,
    }),
    pick: integer({ description: "Which of the breed's pictures", min: 0, max: MAX_PICK, hidden: true }),
  },
  async run({ options, services }) {
    const found = await services.dogs.dog(options.breed, options.pick);
    const { name, facts, picture } = found;
    // With no other picture of the breed, another is another dog
    const isOneOfMany = options.breed !== undefined && found.pictureCount > 1;
    const next = isOneOfMany ? { breed: name ?? options.breed, pick: (found.pick + 1) % found.pictureCount } : {};
    return reply(
      card({
        accent: ACCENT,
        title: name ?? "A dog",
        lines: [facts === undefined ? undefined : [temperament(facts.temperament)]],
        fields: [
          field("Group", facts?.group),
          field("Bred for", facts?.bredFor),
          field("Weight", measure(facts?.weightKg, "kg", facts?.weightLb, "lb")),
          field("Height", measure(facts?.heightCm, "cm", facts?.heightIn, "in")),
          field("Life span", range(facts?.lifeYears, "years")),
          field("Origin", facts?.origin),
        ],
        images: [picture === undefined ? undefined : { url: picture.url, alt: picturedAs(name) }],
        footer: footer(found),
      }),
      buttons({
        label: "Another",
        style: "primary",
        press: { do: "run", command: "dog", options: next, into: "update" },
      }),
    );
  },
});

async function breedChoices({ typed, services }: AutocompleteContext) {
  const names = await services.dogs.breedNames(typed, MAX_SUGGESTIONS);
  return names.map((name) => ({ name, value: name }));
}

/** `Amiable, even tempered, excitable.` */
function temperament(traits: readonly string[]): string {
  const list = traits.join(", ");
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

/** `A beagle`, `An Afghan Hound`: a name of several words is mostly a name of some place, too. */
function picturedAs(name: string | undefined): string {
  if (name === undefined) return "A dog";
  const noun = name.includes(" ") ? name : name.toLowerCase();
  return /^[aeiou]/i.test(noun) ? `An ${noun}` : `A ${noun}`;
}

function footer({ source, pictureSource }: Dog): string {
  const credit =
    pictureSource === undefined || pictureSource.name === source.name
      ? source.name
      : `${source.name}, picture from ${pictureSource.name}`;
  // What a beagle is like does not age: the day's cache is worth no words, an upstream that is down is
  return sourceLine(source, credit, source.staleBecause === undefined ? source.fetchedAt : Date.now());
}
