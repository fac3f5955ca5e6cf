import { type Command, defineCommand, integer, text, yesNo } from "../../../src/core/command.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import { buttons, card, type OptionValues, paragraph, privateReply, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";

const BREEDS = Array.from({ length: 40 }, (_, index) => `Breed ${index}`);

/** Answers at once: a card with a button that shows another. Knows every dog but one. */
export const dog = defineCommand({
  name: "dog",
  description: "A dog",
  options: {
    breed: text({
      description: "Which one",
      autocomplete: async ({ typed }) =>
        BREEDS.filter((name) => name.startsWith(typed)).map((name) => ({ name, value: name })),
    }),
    number: integer({ description: "Which picture", min: 1, max: 9, hidden: true }),
  },
  run: async ({ options: { breed = "Beagle", number = 1 } }) => {
    if (breed === "beegle") {
      throw new NotFoundError(t`I know no dog breed called “${breed}”.`, [
        { option: "breed", value: "Beagle", label: "Beagle" },
      ]);
    }
    return reply(
      card({
        accent: 0x996633,
        title: breed,
        url: "https://dogs.example/beagle",
        lines: [t`Picture ${number}.`],
        images: [{ url: `https://dogs.example/${number}.jpg`, alt: `A ${breed}` }],
        footer: "Dogs",
      }),
      buttons(
        {
          label: "Another",
          press: { do: "run", command: "dog", options: { breed, number: number + 1 }, into: "update" },
        },
        { label: "Broken", press: { do: "run", command: "dog", options: { breed: "beegle" }, into: "update" } },
      ),
    );
  },
});

/** A private preview that can be sent to the channel, changed or taken away. */
export const gif = defineCommand({
  name: "gif",
  description: "A picture that moves",
  options: {
    search: text({ description: "What", required: true, takesRest: true }),
    send: yesNo({ description: "Sends it", hidden: true }),
  },
  visibility: ({ send }) => (send ? "channel" : "ephemeral"),
  run: async ({ options: { search, send }, user }) => {
    if (search === "nothing" && send) throw new NotFoundError(t`No GIF for “${search}”. Try other words.`);
    if (send) return reply(paragraph(t`${user.name} searched for “${search}”`));
    return privateReply(
      paragraph(t`Preview of ${search}`),
      buttons(
        {
          label: "Send",
          style: "primary",
          press: { do: "run", command: "gif", options: { search, send: true }, into: "post" },
        },
        {
          label: "Shuffle",
          press: { do: "run", command: "gif", options: { search: `more ${search}` }, into: "update" },
        },
        { label: "Cancel", style: "danger", press: { do: "dismiss" } },
      ),
    );
  },
});

/** A picture by its bytes. */
export const goat = defineCommand({
  name: "goat",
  description: "A goat",
  options: {},
  run: async () =>
    reply(
      card({
        accent: 0,
        title: "Goat",
        images: [
          { file: { name: "goat.png", mediaType: "image/png", bytes: Buffer.from("goat bytes") }, alt: "A goat" },
        ],
      }),
    ),
});

/** The same command, but each run (of these options) waits until the test lets it go on. */
export function gated(
  command: Command,
  isGated: (options: OptionValues) => boolean = () => true,
): { readonly command: Command; open(): void } {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    command: {
      ...command,
      run: async (context) => {
        if (isGated(context.options as OptionValues)) await gate;
        return await command.run(context);
      },
    },
    open,
  };
}
