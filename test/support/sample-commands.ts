import { type Command, choice, date, defineCommand, integer, text, yesNo } from "../../src/core/command.ts";
import { NotFoundError, UsageError } from "../../src/core/errors.ts";
import { buttons, card, field, type OptionValues, paragraph, privateReply, reply } from "../../src/core/reply.ts";
import { bold, t } from "../../src/core/text.ts";

/** The inline budget of commands that wait for nothing, in milliseconds. */
export const READY_MS = 30_000;

/** The picture of every dog. */
export const BEAGLE = "https://cdn2.thedogapi.com/images/beagle.jpg";

/** What `/dog Beagle` brings, as plain words. */
export const BEAGLE_CARD = [
  "Beagle",
  "Amiable, even tempered.",
  "Group: Hound",
  "[picture: A beagle]",
  "The Dog API",
  "[Another] [Broken] [Page]",
].join("\n");

/** What its button **Another** brings. */
export const POODLE_CARD = BEAGLE_CARD.replace("Beagle", "Poodle").replace("beagle", "poodle");

const BREEDS = ["Beagle", "Bulldog", "Poodle"];

/** A card with buttons: another dog, one that nobody knows, a page. */
export const dog = defineCommand({
  name: "dog",
  description: "A picture of a dog",
  options: { breed: text({ description: "Breed", suggest: async ({ typed }) => offer(typed) }) },
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

/** A private preview that can be sent to the channel, changed or taken away. */
export const gif = defineCommand({
  name: "gif",
  description: "A GIF",
  options: {
    search: text({ description: "What to look for", required: true, takesRest: true }),
    sent: yesNo({ description: "Sent to all", hidden: true }),
  },
  visibility: ({ sent }) => (sent ? "channel" : "ephemeral"),
  run: async ({ options: { search, sent }, user }) => {
    if (search === "nothing" && sent) throw new NotFoundError(t`No GIF for “${search}”. Try other words.`);
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
    breed: text({ description: "With a dog in it", suggest: async ({ typed }) => offer(typed) }),
  },
  run: async ({ options }) => {
    if (options.query === "nothing at all") throw new UsageError(t`No book for that.`);
    return reply(paragraph(t`Found ${JSON.stringify(options)}`));
  },
});

/** Finds by words, or without any by its number. */
export const find = defineCommand({
  name: "find",
  description: "Finds a book",
  options: {
    query: text({
      description: "Words",
      requiredUnless: ["isbn"],
      takesRest: true,
      ask: "Which one?",
      example: "moby dick",
    }),
    author: text({ description: "Who wrote it" }),
    isbn: text({ description: "Its number" }),
  },
  run: async ({ options: { query = "no words", isbn = "no number" } }) =>
    reply(paragraph(t`Found by ${query} and ${isbn}`)),
});

export const echo = defineCommand({
  name: "echo",
  description: "Says it again",
  options: { words: text({ description: "Words", takesRest: true, maxLength: 2_000 }) },
  run: async ({ options: { words = "" } }) => reply(paragraph(t`You said ${words}`)),
});

/** A picture by its bytes. */
export const goat = defineCommand({
  name: "goat",
  description: "A goat",
  options: {},
  run: async () => {
    const file = { name: "goat.png", mediaType: "image/png", bytes: Buffer.from("goat bytes") };
    return reply(card({ accent: 0, title: "Goat", images: [{ file, alt: "A goat" }] }));
  },
});

/** The same command, but each run (of these options) waits until the test calls `open`. */
export function gated(command: Command, isGated: (options: OptionValues) => boolean = () => true) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let runs = 0;
  const slow: Command = {
    ...command,
    run: async (context) => {
      runs += 1;
      if (isGated(context.options as OptionValues)) await promise;
      return await command.run(context);
    },
  };
  return { command: slow, open: resolve, runs: () => runs };
}

/** `/far`, for the person alone: says how far it is whenever the test calls `tell`, and ends when it calls `open`. */
export function farCommand(visibility: "channel" | "ephemeral" = "ephemeral") {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<(words: string) => void>();
  const far = defineCommand({
    name: "far",
    description: "Goes far",
    options: { fails: yesNo({ description: "Ends in an error" }) },
    visibility: () => visibility,
    run: async ({ options, progress }) => {
      begun.resolve((words) => progress(t`${words}`));
      await promise;
      if (options.fails) throw new NotFoundError(t`There is nothing there.`);
      const make = visibility === "ephemeral" ? privateReply : reply;
      return make(paragraph(t`There at last.`));
    },
  });
  return { far, tell: async (words: string) => (await begun.promise)(words), open: resolve };
}

/** `/slow`, which brings the Beagle when the test calls `open`. */
export function gate() {
  const { command: slow, open, runs } = gated({ ...dog, name: "slow" });
  return { slow, open, runs };
}
