import { bestMatches, nearNames } from "../src/core/closest.ts";
import { defineCommand, integer, text } from "../src/core/command.ts";
import { knowNo, unknownName } from "../src/core/did-you-mean.ts";
import { UsageError } from "../src/core/errors.ts";
import { count, formatNumber } from "../src/core/format.ts";
import { parseIsbn } from "../src/core/isbn.ts";
import { KeptReplies } from "../src/core/kept-replies.ts";
import { shown } from "../src/core/options.ts";
import { buttons, type Card, card, field, type Reply, reply } from "../src/core/reply.ts";
import { type Source, sourceLine } from "../src/core/source.ts";
import { code, cut, enumerated, join, plainText, type RichText, t } from "../src/core/text.ts";
import { pager, withPlaces } from "../src/replies/pager.ts";
import { suggestions } from "../src/replies/suggestions.ts";
import type { BookPage } from "../src/services/book/books.ts";
import { languageCode, languageNames } from "../src/services/book/languages.ts";
import type { Book, BookQuestion } from "../src/services/book/source.ts";
import { borrowLinks, countryOf, coverOf, shopLink } from "./shelf/words.ts";

const ACCENT = 0x2e7d5b;

/** Nobody turns more pages than this; also keeps within what Google can page through. */
const LAST_PAGE = 300;

/** Authors named one by one; of more, how many others there are. */
const MAX_AUTHORS = 3;

/** Longest title on a button, in UTF-16 units. */
const MAX_LABEL_TITLE = 40;

export const book = defineCommand({
  name: "book",
  description: "Find books: covers, first lines, ratings, where to buy",
  upstreams: ["googleBooks", "openLibrary"],
  options: {
    query: text({
      description: "Title, author, ISBN, or words from the book",
      requiredUnless: ["isbn"],
      takesRest: true,
      ask: "Which book?",
      example: "moby dick",
    }),
    author: text({ description: "Who wrote it", ask: "By whom?", example: "melville" }),
    isbn: text({
      ask: "Which ISBN?",
      description: "The number on its back",
      maxLength: 40,
      example: "978-0-14-243724-7",
    }),
    language: text({
      description: "The language it is in",
      maxLength: 40,
      example: "german",
      suggest: suggestions(({ typed }, limit) => bestMatches(typed, languageNames(), limit)),
    }),
    page: integer({ description: "Page of the books found", min: 1, max: LAST_PAGE, hidden: true }),
  },

  async run({ options, services, user }) {
    const question: BookQuestion = {
      query: options.query,
      author: options.author,
      isbn: checkedIsbn(options.isbn),
      language: checkedLanguage(options.language),
    };
    const { value: page, source } = await services.books.search(
      { ...question, country: countryOf(user.locale) },
      options.page ?? 1,
    );
    const credit = footer(page, source);
    const wish = JSON.stringify([question, credit, page.previous, page.next]);
    return REPLIES.of(wish, page.books, () => booksReply(question, page, credit));
  },
});

/** Whoever looks for the same finds the same. */
const REPLIES = new KeptReplies();

function booksReply(question: BookQuestion, page: BookPage, credit: string): Reply {
  const parts = page.books.flatMap((found, index) => {
    const isLast = index === page.books.length - 1;
    return [bookCard(found, isLast ? credit : undefined), addButton(found)];
  });
  return reply(...parts, buttons(...pager("book", (number) => ({ ...question, page: number }), page)));
}

function bookCard(found: Book, footer: string | undefined): Card {
  return card({
    accent: ACCENT,
    title: found.title,
    url: found.url,
    lines: [
      byline(found),
      found.description === undefined ? undefined : [found.description],
      join(
        [rating(found), isbn(found), shopLink(found)].filter((part) => part !== undefined),
        " · ",
      ),
    ],
    fields: [field("Borrow", borrowLinks(found))],
    thumbnail: coverOf(found.title, found.cover),
    footer,
  });
}

/** `Herman Melville, 2003, Penguin Classics`. */
function byline({ authors, year, publisher }: Book): RichText {
  const others = authors.length - MAX_AUTHORS;
  const named = others > 1 ? [...authors.slice(0, MAX_AUTHORS), `${others} others`] : authors;
  const names = plainText(enumerated(named));
  return [[names, year, publisher].filter(Boolean).join(", ")];
}

function rating({ rating }: Book): RichText | undefined {
  if (rating === undefined) return undefined;
  const stars = `★ ${formatNumber(rating.average)}`;
  return [rating.count === undefined ? stars : `${stars} (${count(rating.count, "rating")})`];
}

function isbn({ isbn }: Book): RichText | undefined {
  return isbn === undefined ? undefined : [`ISBN ${isbn}`];
}

function footer(page: BookPage, source: Source): string {
  return sourceLine(source, withPlaces(source.name, page));
}

/** Whoever presses gets the book on a shelf of her own, and hears of it alone. */
function addButton({ id, title }: Book) {
  if (id === undefined) return undefined;
  return buttons({
    // Where all buttons stand below all cards, each must say whose it is
    label: `Add to shelf: ${cut(title, MAX_LABEL_TITLE)}`,
    besideLabel: "Add to shelf",
    press: { do: "run", command: "shelf add", options: { book: id }, into: "beside" },
  });
}

function checkedIsbn(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const isbn = parseIsbn(typed);
  if (isbn !== undefined) return isbn;
  throw new UsageError(
    t`“${shown(typed)}” is no ISBN: it has 10 or 13 digits, and the last one checks the others. Try ${code("isbn:978-0-14-243724-7")}, or leave it out.`,
    [
      { option: "isbn", value: undefined, label: "Without the ISBN" },
      { option: "isbn", value: "978-0-14-243724-7", label: "978-0-14-243724-7" },
    ],
  );
}

function checkedLanguage(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const language = languageCode(typed);
  if (language !== undefined) return language;
  throw new UsageError(
    ...unknownName(knowNo("language", shown(typed)), {
      option: "language",
      near: nearNames(typed, languageNames(), 1),
      otherwise: t`Try ${code("language:german")} or ${code("language:de")}.`,
      instead: [
        { option: "language", value: undefined, label: "In any language" },
        { option: "language", value: "german", label: "German" },
      ],
    }),
  );
}
