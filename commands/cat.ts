import { defineCommand, text } from "../src/core/command.ts";
import { petOptions, showPet } from "../src/replies/pet-card.ts";
import { suggestions } from "../src/replies/suggestions.ts";

export const cat = defineCommand({
  name: "cat",
  description: "A cat: picture and facts, of a breed or any",
  upstreams: ["catApi", "cataas"],
  options: {
    breed: text({
      description: "Breed, such as Siamese",
      example: "siamese",
      takesRest: true,
      suggest: suggestions(({ typed, services }, limit) => services.cats.breedNames(typed, limit)),
    }),
    ...petOptions,
  },
  run: ({ options, services, user }) =>
    showPet({ kind: "cat", accent: 0x5f7f8c, picturedAs }, options, {
      pets: services.cats,
      votes: services.votes,
      person: user.key,
    }),
});

/** `A Siamese cat`, `An American Bobtail cat`, `A Norwegian Forest Cat`: breeds of cats are named like places. */
function picturedAs(name: string | undefined): string {
  if (name === undefined) return "A cat";
  const noun = /\bcat$/i.test(name) ? name : `${name} cat`;
  return /^[aeiou]/i.test(noun) ? `An ${noun}` : `A ${noun}`;
}
