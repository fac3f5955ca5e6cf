import { choice, date, defineCommand, integer, text, yesNo } from "../../../src/core/command.ts";
import { NotFoundError, UsageError } from "../../../src/core/errors.ts";
import { buttons, card, field, paragraph, privateReply, reply } from "../../../src/core/reply.ts";
import { bold, t } from "../../../src/core/text.ts";

export const BEAGLE = "https://cdn2.thedogapi.com/images/beagle.jpg";

const BREEDS = ["Beagle", "Bulldog", "Poodle"];

export const dog = defineCommand({
  name: "dog",
  description: "A picture of a dog",
  options: { breed: text({ description: "Breed", autocomplete: async ({ typed }) => offer(typed) }) },
  run: async ({ options: { breed = "Beagle" } }) => {
    if (!BREEDS.includes(breed)) {
      throw new NotFoundError(t`I know no dog breed called “${breed}”. Did you mean ${bold("Beagle")}?`, [
        { option: "breed", value: "Beagle", label: "Beagle" },
      ]);
    }
    return reply(
      card({
        accent: 0xc08552,
        title: breed,
        url: "https://example.com/dogs",
        lines: [t`Amiable, even tempered.`],
        fields: [field("Group", "Hound")],
        images: [{ url: BEAGLE, alt: `A ${breed.toLowerCase()}` }],
        footer: "The Dog API",
      }),
      buttons(
        {
          label: "Another",
          style: "primary",
          press: { do: "run", command: "dog", options: { breed: "Poodle" }, into: "update" },
        },
        { label: "Broken", press: { do: "run", command: "dog", options: { breed: "Cat" }, into: "update" } },
        { label: "Page", press: { do: "open", url: "https://example.com/dogs" } },
      ),
    );
  },
});

function offer(typed: string) {
  return BREEDS.filter((breed) => breed.toLowerCase().startsWith(typed.toLowerCase())).map((breed) => ({
    name: breed,
    value: breed,
  }));
}

export const gif = defineCommand({
  name: "gif",
  description: "A GIF",
  options: {
    search: text({ description: "What to look for", takesRest: true }),
    sent: yesNo({ description: "Sent to all", hidden: true }),
  },
  visibility: ({ sent }) => (sent ? "channel" : "ephemeral"),
  run: async ({ options: { search = "", sent }, user }) => {
    if (sent) return reply(paragraph(t`${user.name} searched for “${search}”`));
    if (search.endsWith("again again")) throw new UsageError(t`No more of those.`);
    const press = { do: "run", command: "gif" } as const;
    return privateReply(
      paragraph(t`Preview of “${search}”`),
      buttons(
        { label: "Send", press: { ...press, options: { search, sent: true }, into: "post" } },
        { label: "Shuffle", press: { ...press, options: { search: `${search} again` }, into: "update" } },
        { label: "Cancel", style: "danger", press: { do: "dismiss" } },
      ),
    );
  },
});

export const book = defineCommand({
  name: "book",
  description: "A book",
  options: {
    query: text({
      description: "Title or words",
      required: true,
      takesRest: true,
      ask: "Which book?",
      example: "moby dick",
    }),
    language: choice({ description: "Language", choices: ["en", "de"] }),
    pages: integer({ description: "Pages at most", min: 1, max: 2_000 }),
    since: date({ description: "Published since" }),
    breed: text({ description: "With a dog in it", autocomplete: async ({ typed }) => offer(typed) }),
  },
  run: async ({ options }) => {
    if (options.query === "nothing at all") throw new UsageError(t`No book for that.`);
    return reply(paragraph(t`Found ${JSON.stringify(options)}`));
  },
});

export const echo = defineCommand({
  name: "echo",
  description: "Says it again",
  options: { words: text({ description: "Words", takesRest: true, maxLength: 2_000 }) },
  run: async ({ options: { words = "" } }) => reply(paragraph(t`You said ${words}`)),
});

/** A command that takes as long as the test wants: it answers when `open` is called. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let runs = 0;
  const slow = defineCommand({
    name: "slow",
    description: "Takes its time",
    options: {},
    run: async (context) => {
      runs += 1;
      await promise;
      return await dog.run({ ...context, options: { breed: "Beagle" } as never });
    },
  });
  return { slow, open: resolve, runs: () => runs };
}
