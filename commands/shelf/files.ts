import { alone, defineCommand, file } from "../../src/core/command.ts";
import { count } from "../../src/core/format.ts";
import { filePart, paragraph, privateReply } from "../../src/core/reply.ts";
import { bold, code, type RichText, t } from "../../src/core/text.ts";
import type { ImportResult } from "../../src/services/shelf/shelf.ts";
import { yourShelf } from "./words.ts";

/** Rows named one by one; of more, how many others there are. */
const MAX_ROWS_NAMED = 10;

export const exportBooks = defineCommand({
  name: "export",
  description: "All your books as a CSV file",
  options: {},
  visibility: alone,

  async run({ services, user }) {
    const { file, books } = await services.shelf.export(user.key);
    if (books === 0) return privateReply(paragraph(t`Your shelf is empty, so there is nothing to export.`));
    const all = count(books, "book");
    return privateReply(
      paragraph(t`Your shelf, for Goodreads or any spreadsheet. ${code("/shelf import")} reads it, too.`),
      filePart(file, all),
    );
  },
});

export const importBooks = defineCommand({
  name: "import",
  description: "Bring books along: CSV of Goodreads, StoryGraph, BookWyrm, LibraryThing or your own",
  options: {
    file: file({ description: "A CSV file of at most 5 MB", required: true, ask: "Which file?", example: "books.csv" }),
  },
  visibility: alone,

  async run({ options, services, user, readFile }) {
    const result = await services.shelf.import(user.key, (maxBytes) => readFile(options.file, maxBytes));
    return privateReply(...told(result).map(paragraph));
  },
});

/** What was taken, then what was not and why. */
function told(result: ImportResult): readonly RichText[] {
  const { added, known, untitled, badIsbn, roundedIsbn, noShelf, lacks, unknownShelves } = result;
  const books = (n: number) => count(n, "book");
  const sentences: RichText[] = [];
  sentences.push(
    added === 0 ? t`I have added nothing.` : t`${bold(`${books(added)}`)} added. See them with ${code("/shelf list")}.`,
  );
  if (known > 0) sentences.push(t`${books(known)} stood on your shelf already and stayed where they were.`);
  if (untitled.length > 0) sentences.push(t`Left out, because it has no title: ${rows(untitled)}.`);
  for (const [name, n] of unknownShelves) sentences.push(t`Left out, because I have no shelf “${name}”: ${books(n)}.`);
  if (lacks.includes("shelf")) {
    sentences.push(
      t`The file has no column that names a shelf, so all are on ${yourShelf("to-read")}, those you have read, too.`,
    );
  } else if (noShelf.length > 0)
    sentences.push(t`Put on ${yourShelf("to-read")}, because no shelf is named: ${rows(noShelf)}.`);
  if (lacks.includes("authors")) sentences.push(t`Taken without authors: the file has no column with them.`);
  if (lacks.includes("isbn")) sentences.push(t`Taken without ISBNs: the file has no column with them.`);
  if (badIsbn.length > 0)
    sentences.push(t`Taken without the ISBN, because its check digit is wrong: ${rows(badIsbn)}.`);
  if (roundedIsbn.length > 0) {
    sentences.push(
      t`Taken without the ISBN, because a spreadsheet has rounded it to a number such as ${code("9.78E+12")}: ${rows(roundedIsbn)}. Make that column text before you save, or send me the export as it came.`,
    );
  }
  return sentences;
}

/** `row 3`, `rows 3, 7 and 12 others`. */
function rows(numbers: readonly number[]): string {
  const others = numbers.length - MAX_ROWS_NAMED;
  const named = numbers.slice(0, MAX_ROWS_NAMED).join(", ");
  return `${numbers.length === 1 ? "row" : "rows"} ${named}${others > 0 ? ` and ${others} others` : ""}`;
}
