import { alone, choice, defineCommand, yesNo } from "../../src/core/command.ts";
import { buttons, paragraph, privateReply } from "../../src/core/reply.ts";
import { t } from "../../src/core/text.ts";
import { bookReference, SHELVES } from "../../src/services/shelf/shelf.ts";
import { moveButton, ownBook, removeButton, titled, yourShelf } from "./words.ts";

export const move = defineCommand({
  name: "move",
  description: "Put one of your books on another shelf",
  options: {
    book: ownBook,
    shelf: choice({
      description: "Where it goes",
      choices: SHELVES,
      required: true,
      ask: "Which shelf?",
      example: "reading",
    }),
  },
  visibility: alone,

  async run({ options, services, user }) {
    const before = await services.shelf.find(user.key, options.book, "book");
    const to = yourShelf(options.shelf);
    if (before.shelf === options.shelf) {
      return privateReply(paragraph(t`${titled(before)} stands on ${to} already.`), buttons(removeButton(before)));
    }
    const book = await services.shelf.move(user.key, before, options.shelf);
    return privateReply(
      paragraph(t`${titled(book)} stands on ${to} now.`),
      buttons(moveButton(book, before.shelf, "Undo"), removeButton(book)),
    );
  },
});

export const remove = defineCommand({
  name: "remove",
  description: "Take one of your books off",
  options: { book: ownBook, undo: yesNo({ description: "Put it back", hidden: true }) },
  visibility: alone,

  async run({ options, services, user }) {
    if (options.undo) {
      const book = await services.shelf.restore(user.key, options.book);
      return privateReply(
        paragraph(t`${titled(book)} is back on ${yourShelf(book.shelf)}.`),
        buttons(removeButton(book)),
      );
    }
    const book = await services.shelf.remove(user.key, await services.shelf.find(user.key, options.book, "book"));
    return privateReply(
      paragraph(t`${titled(book)} is off ${yourShelf(book.shelf)}.`),
      buttons({
        label: "Undo",
        press: {
          do: "run",
          command: "shelf remove",
          options: { book: bookReference(book), undo: true },
          into: "update",
        },
      }),
    );
  },
});
