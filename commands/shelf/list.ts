import { alone, defineCommand, text } from "../../src/core/command.ts";
import { formatNumber } from "../../src/core/format.ts";
import { type Button, buttons, card, paragraph, privateReply, shareableReply } from "../../src/core/reply.ts";
import { code, cut, join, type RichText, t } from "../../src/core/text.ts";
import { pager, withPlaces } from "../../src/replies/pager.ts";
import { bookReference, type Cursor, SHELVES, type ShelfBook, type ShelfName } from "../../src/services/shelf/shelf.ts";
import { ACCENT, SHELF_WORDS, shelfChoice, titled, yourShelf } from "./words.ts";

/** As many as there are buttons in a row. */
const BOOKS_A_PAGE = 5;

/** Longest title on a button, in UTF-16 units: five of them stand side by side. */
const MAX_LABEL = 24;

export const list = defineCommand({
  name: "list",
  description: "Your books, latest change first",
  options: {
    shelf: shelfChoice,
    from: text({ description: "Where the page begins", hidden: true }),
  },
  visibility: alone,

  async run({ options: { shelf, from }, services, user }) {
    const [page, counts] = await Promise.all([
      services.shelf.page(user.key, shelf, BOOKS_A_PAGE, readCursor(from)),
      services.shelf.counts(user.key),
    ]);
    const { books, total, before } = page;
    if (books.length === 0) return privateReply(paragraph(nothing(shelf)));
    const last = before + books.length;
    const lines = books.map((book, index): RichText => {
      const where = shelf === undefined ? ` · ${SHELF_WORDS[book.shelf]}` : "";
      return t`${formatNumber(before + index + 1)}. ${titled(book)}${where}`;
    });
    const summary = SHELVES.map((name) => `${SHELF_WORDS[name]}: ${formatNumber(counts[name])}`);
    return shareableReply(
      card({
        accent: ACCENT,
        title: shelf === undefined ? "Your shelf" : `Your shelf: ${SHELF_WORDS[shelf]}`,
        lines: [[summary.join(" · ")], join(lines, "\n")],
        footer: withPlaces("", { from: before + 1, to: last, total }) || undefined,
      }),
      buttons(...books.map((book, index) => openButton(book, before + index + 1, shelf))),
      buttons(
        ...pager("shelf list", (cursor: string) => ({ from: cursor, shelf }), {
          previous: before > 0 ? cursorAt("before", books[0]) : undefined,
          next: last < total ? cursorAt("after", books.at(-1)) : undefined,
        }),
      ),
    );
  },
});

function nothing(shelf: ShelfName | undefined): RichText {
  const add = code("/shelf add moby dick");
  return shelf === undefined
    ? t`Your shelf is empty. Put a book on it with ${add}, or bring a list with ${code("/shelf import")}.`
    : t`Nothing stands on ${yourShelf(shelf)}. Put a book there with ${code(`/shelf add moby dick shelf:${shelf}`)}.`;
}

function openButton(book: ShelfBook, place: number, shelf: ShelfName | undefined): Button {
  return {
    label: `${place} ${cut(book.title, MAX_LABEL)}`,
    press: { do: "run", command: "shelf show", options: { book: bookReference(book), shelf }, into: "update" },
  };
}

/** The page that ends before or begins after a book, as a button holds it. */
function cursorAt(direction: Cursor["direction"], book: ShelfBook | undefined): string | undefined {
  return book && `${direction}.${book.changedAt}.${book.id}`;
}

/** Undefined, the first page, for anything that a button would not hold. */
function readCursor(from: string | undefined): Cursor | undefined {
  const [, direction, changedAt, id] = /^(after|before)\.(\d{1,15})\.(\d{1,15})$/.exec(from ?? "") ?? [];
  if (id === undefined) return undefined;
  return { direction: direction === "after" ? "after" : "before", changedAt: Number(changedAt), id: Number(id) };
}
