import { alone, choice, defineCommand, integer, text } from "../../src/core/command.ts";
import { NotFoundError } from "../../src/core/errors.ts";
import { buttons, card, privateReply } from "../../src/core/reply.ts";
import { sourceLine } from "../../src/core/source.ts";
import { t } from "../../src/core/text.ts";
import { BOOKS_A_PAGE } from "../../src/services/book/source.ts";
import { bookReference, SHELVES } from "../../src/services/shelf/shelf.ts";
import { ACCENT, coverOf, moveButton, otherShelves, removeButton, yourShelf } from "./words.ts";

export const add = defineCommand({
  name: "add",
  description: "Put a book on your shelf",
  upstreams: ["googleBooks", "openLibrary"],
  options: {
    book: text({
      description: "Title, author or ISBN",
      required: true,
      takesRest: true,
      ask: "Which book?",
      example: "moby dick",
    }),
    shelf: choice({ description: "To read unless you say otherwise", choices: SHELVES }),
    pick: integer({ description: "Which of the books found", min: 0, max: BOOKS_A_PAGE - 1, hidden: true }),
    instead: text({ description: "The book it takes the place of", hidden: true }),
  },
  visibility: alone,

  async run({ options, services, user }) {
    const { book: wanted, shelf = SHELVES[0], pick = 0, instead } = options;
    const { book, isNew, source, nextPick } = await services.shelf.add(user.key, wanted, shelf, pick);
    if (instead !== undefined && instead !== bookReference(book)) {
      const former = await services.shelf.find(user.key, instead, "instead").catch(ignoreGone);
      if (former !== undefined) await services.shelf.remove(user.key, former);
    }
    // What stood there before was not this command's doing
    const next = { book: wanted, shelf, pick: nextPick, instead: isNew ? bookReference(book) : undefined };
    const where = yourShelf(book.shelf);
    return privateReply(
      card({
        accent: ACCENT,
        title: book.title,
        lines: [
          [book.authors],
          isNew ? t`Now on ${where}.` : t`It stands on ${where} already.`,
          book.isbn === undefined ? undefined : [`ISBN ${book.isbn}`],
        ],
        thumbnail: coverOf(book.title, book.coverUrl),
        footer: sourceLine(source),
      }),
      buttons(
        ...otherShelves(book.shelf).map((to) => moveButton(book, to)),
        nextPick === undefined
          ? undefined
          : { label: "Another match", press: { do: "run", command: "shelf add", options: next, into: "update" } },
        isNew ? removeButton(book, "Undo") : undefined,
      ),
    );
  },
});

function ignoreGone(error: unknown): undefined {
  // It has been taken off meanwhile, which is what was wanted
  if (!(error instanceof NotFoundError)) throw error;
}
