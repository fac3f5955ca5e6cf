import { z } from "zod";
import { type BotError, RateLimitError, UpstreamError } from "../core/errors.ts";
import { isbnDigits, parseIsbn } from "../core/isbn.ts";
import type { Sourced } from "../core/source.ts";
import type { Ask } from "../upstream/question.ts";
import { BOOKS_A_CALL, type Book, type BookList, type BookQuestion, type BookSource } from "./book-source.ts";
import { firstSentences, fullTitle, ratingOf, yearOf } from "./book-text.ts";
import { httpsUrl } from "./urls.ts";

const HOUR_MS = 3_600_000;

/** Books change slowly, prices a little faster, and the quota is for a whole day. */
const AGES = { freshMs: 6 * HOUR_MS, staleMs: 72 * HOUR_MS };

/** Without a country, a call from a server may be refused. Prices are those of this one. */
const COUNTRY = "US";

/** When the bot asks again after Google has said that a quota is used up and not until when. Our choice. */
const RETRY_AFTER_MS = { minute: 60_000, day: HOUR_MS } as const;

const volume = z
  .object({
    volumeInfo: z.object({
      title: z.string().nullish(),
      subtitle: z.string().nullish(),
      authors: z.array(z.string()).nullish(),
      publisher: z.string().nullish(),
      /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
      publishedDate: z.string().nullish(),
      description: z.string().nullish(),
      industryIdentifiers: z.array(z.object({ type: z.string().nullish(), identifier: z.string() })).nullish(),
      averageRating: z.number().nullish(),
      ratingsCount: z.number().nullish(),
      imageLinks: z.object({ thumbnail: z.string().nullish(), smallThumbnail: z.string().nullish() }).nullish(),
      canonicalVolumeLink: z.string().nullish(),
      infoLink: z.string().nullish(),
    }),
    saleInfo: z
      .object({
        saleability: z.string().nullish(),
        retailPrice: z.object({ amount: z.number(), currencyCode: z.string() }).nullish(),
        buyLink: z.string().nullish(),
      })
      .nullish(),
    /** A piece of the text, with entities; may stand in for a missing description. */
    searchInfo: z.object({ textSnippet: z.string().nullish() }).nullish(),
  })
  .transform(({ volumeInfo: info, saleInfo, searchInfo }): Book | undefined => {
    const title = info.title?.trim();
    if (!title) return undefined;
    return {
      title: fullTitle(title, info.subtitle),
      url: httpsUrl(info.canonicalVolumeLink) ?? httpsUrl(info.infoLink),
      authors: (info.authors ?? []).filter(Boolean),
      year: yearOf(info.publishedDate),
      publisher: info.publisher?.trim() || undefined,
      description: firstSentences(info.description) ?? firstSentences(searchInfo?.textSnippet),
      rating: ratingOf(info.averageRating, info.ratingsCount),
      isbn: isbnOf(info.industryIdentifiers ?? []),
      cover: httpsUrl(info.imageLinks?.thumbnail) ?? httpsUrl(info.imageLinks?.smallThumbnail),
      shop: shopOf(saleInfo ?? {}),
    };
  });

/** When nothing matches there is no `items`. */
const volumes = z.object({ totalItems: z.number(), items: z.array(volume).nullish() }).transform(
  ({ totalItems, items }): BookList => ({
    total: totalItems,
    books: (items ?? []).filter((book) => book !== undefined),
  }),
);

const failure = z.object({
  error: z.object({
    message: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

/** Google Books. Needs a key: the quota of calls without one is 0. https://developers.google.com/books/docs/v1/using (2026-11-22) */
export class GoogleBooks implements BookSource {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async search(question: BookQuestion, call: number): Promise<Sourced<BookList>> {
    const key = this.#ask.requireKey("googleBooks");
    return this.#ask.get("googleBooks", {
      path: "/volumes",
      query: {
        q: wordsOf(question),
        langRestrict: question.language,
        country: COUNTRY,
        printType: "books",
        startIndex: call * BOOKS_A_CALL,
        maxResults: BOOKS_A_CALL,
      },
      secrets: { query: { key } },
      schema: volumes,
      judge,
      ...AGES,
    });
  }
}

function wordsOf({ query, author, isbn }: BookQuestion): string {
  const words = [query.toLowerCase().replace(/\s+/g, " ")];
  if (author !== undefined) words.push(`inauthor:"${author.toLowerCase().replaceAll('"', "")}"`);
  if (isbn !== undefined) words.push(`isbn:${isbnDigits(isbn)}`);
  return words.join(" ").trim();
}

/** A used up quota may be a 403, and a wrong key is a 400; that is said as a 401, which is a hint for the operator. */
function judge({ status, body }: { readonly status: number; readonly body: unknown }): BotError | undefined {
  if (status < 400 || status > 499) return undefined;
  const said = failure.safeParse(body).data?.error;
  const reasons = [...(said?.errors ?? []), ...(said?.details ?? [])].map(({ reason }) => reason ?? "");
  if (reasons.some((reason) => /^(rate|daily|userRate)LimitExceeded$|^quotaExceeded$/.test(reason))) {
    const isDaily = reasons.includes("dailyLimitExceeded") || /per day/i.test(said?.message ?? "");
    return new RateLimitError(`Google Books GET /volumes: ${status}, the quota is used up`, {
      upstream: "Google Books",
      status,
      retryAfterMs: isDaily ? RETRY_AFTER_MS.day : RETRY_AFTER_MS.minute,
    });
  }
  if (!reasons.some((reason) => reason.startsWith("API_KEY_"))) return undefined;
  return new UpstreamError(`Google Books GET /volumes: ${status}, the key is refused`, {
    upstream: "Google Books",
    status: 401,
  });
}

function isbnOf(identifiers: readonly { readonly type?: string | null | undefined; readonly identifier: string }[]) {
  for (const type of ["ISBN_13", "ISBN_10"]) {
    const isbn = parseIsbn(identifiers.find((each) => each.type === type)?.identifier ?? "");
    if (isbn !== undefined) return isbn;
  }
  return undefined;
}

function shopOf(sale: {
  readonly saleability?: string | null | undefined;
  readonly retailPrice?: { readonly amount: number; readonly currencyCode: string } | null | undefined;
  readonly buyLink?: string | null | undefined;
}): Book["shop"] {
  const url = httpsUrl(sale.buyLink);
  if (url === undefined) return undefined;
  if (sale.saleability === "FREE") return { url, price: { amount: 0, currency: "USD" } };
  const { retailPrice } = sale;
  const isKnown = retailPrice && retailPrice.amount > 0;
  return { url, price: isKnown ? { amount: retailPrice.amount, currency: retailPrice.currencyCode } : undefined };
}
