import { alone, choice, defineCommand } from "../../src/core/command.ts";
import { formatDate, isoDate } from "../../src/core/format.ts";
import { type Button, buttons, card, field, shareableReply } from "../../src/core/reply.ts";
import { sourceLine } from "../../src/core/source.ts";
import { SHELVES } from "../../src/services/shelf/shelf.ts";
import {
  ACCENT,
  borrowLinks,
  countryOf,
  coverOf,
  moveButton,
  otherShelves,
  ownBook,
  removeButton,
  SHELF_WORDS,
  shopLink,
} from "./words.ts";

export const show = defineCommand({
  name: "show",
  description: "One of your books: where it stands, where it is on sale",
  options: {
    book: ownBook,
    shelf: choice({ description: "The list to go back to", choices: SHELVES, hidden: true }),
  },
  visibility: alone,

  async run({ options, services, user }) {
    const book = await services.shelf.find(user.key, options.book, "book");
    const found = await services.shelf.details(book, countryOf(user.locale));
    const details = found?.value;
    const back: Button = {
      label: "Back to the list",
      press: { do: "run", command: "shelf list", options: { shelf: options.shelf }, into: "update" },
    };
    return shareableReply(
      card({
        accent: ACCENT,
        title: book.title,
        url: details?.url,
        lines: [[book.authors], details?.description === undefined ? undefined : [details.description]],
        fields: [
          field("Shelf", SHELF_WORDS[book.shelf]),
          field("Since", formatDate(isoDate(book.changedAt))),
          field("ISBN", book.isbn),
          field("Borrow", borrowLinks(book)),
          field("On sale", details && shopLink(details)),
        ],
        thumbnail: coverOf(book.title, book.coverUrl),
        footer: found && sourceLine(found.source),
      }),
      buttons(...otherShelves(book.shelf).map((to) => moveButton(book, to)), removeButton(book), back),
    );
  },
});
