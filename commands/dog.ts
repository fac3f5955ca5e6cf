import { defineCommand, text } from "../src/core/command.ts";
import { petOptions, showPet } from "../src/replies/pet-card.ts";
import { suggestions } from "../src/replies/suggestions.ts";

export const dog = defineCommand({
  name: "dog",
  description: "A dog: picture and facts, of a breed or any",
  upstreams: ["dogApi", "dogCeo"],
  options: {
    breed: text({
      description: "Breed, such as Beagle",
      example: "beagle",
      takesRest: true,
      suggest: suggestions(({ typed, services }, limit) => services.dogs.breedNames(typed, limit)),
    }),
    ...petOptions,
  },
  run: ({ options, services, user }) =>
    showPet({ kind: "dog", accent: 0xb5651d, picturedAs }, options, {
      pets: services.dogs,
      votes: services.votes,
      person: user.key,
    }),
});

/** `A beagle`, `An Afghan Hound`: a name of several words is mostly a name of some place, too. */
function picturedAs(name: string | undefined): string {
  if (name === undefined) return "A dog";
  const noun = name.includes(" ") ? name : name.toLowerCase();
  return /^[aeiou]/i.test(noun) ? `An ${noun}` : `A ${noun}`;
}
