import { defineCommand, file } from "../../src/core/command.ts";
import { filePart, paragraph, privateReply } from "../../src/core/reply.ts";
import { t } from "../../src/core/text.ts";

/** Bytes that `bring` takes. */
export const MAX_BYTES = 1_000;

/** Says what is in the file that came. */
export const bring = defineCommand({
  name: "bring",
  description: "Brings a file",
  options: { file: file({ description: "Which one", required: true, ask: "Which file?" }) },
  visibility: () => "ephemeral",
  run: async ({ options, readFile }) => {
    const { name, bytes } = await readFile(options.file, MAX_BYTES);
    return privateReply(paragraph(t`${name} says “${new TextDecoder().decode(bytes)}”.`));
  },
});

/** Gives a file for the person alone. */
export const take = defineCommand({
  name: "take",
  description: "Gives a file",
  options: {},
  visibility: () => "ephemeral",
  run: async () => {
    const bytes = new TextEncoder().encode("Title\nDune\n");
    return privateReply(
      paragraph(t`Here it is.`),
      filePart({ name: "shelf.csv", mediaType: "text/csv", bytes }, "1 book"),
    );
  },
});
