import { z } from "zod";
import { type BotError, NotFoundError, RateLimitError, type Refused, UpstreamError } from "../../core/errors.ts";
import { isbnDigits } from "../../core/isbn.ts";
import type { Sourced } from "../../core/source.ts";
import { t } from "../../core/text.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/time.ts";
import { keySecrets } from "../../upstream/key-secrets.ts";
import { listOf, odd } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { isOther, rawVolume, toBook } from "./google-volume.ts";
import { BOOKS_A_CALL, type Book, type BookList, type BookQuestion, type BookSource, type BookWish } from "./source.ts";

/** Books change slowly, prices a little faster, and the quota is for a whole day. */
const AGES = { freshMs: 6 * HOUR_MS, staleMs: 3 * DAY_MS };

/** Without a country, a call from a server may be refused. Prices are those of this one unless asked otherwise. */
const COUNTRY = "US";

/** When the bot asks again after Google has said that a quota is used up and not until when. Our choice. */
const RETRY_AFTER_MS = { minute: MINUTE_MS, day: HOUR_MS } as const;

/** When nothing matches there is no `items`. `isbn`: others than that book are left out. */
function volumes(isbn: string | undefined) {
  const volume = rawVolume.transform((raw, context): Book | undefined => {
    if (isbn !== undefined && isOther(raw, isbn)) return undefined;
    return toBook(raw, isbn) ?? odd(context, ["volumeInfo", "title"], "is missing");
  });
  return z
    .object({ totalItems: z.number().nonnegative(), items: listOf(volume).nullish() })
    .transform(({ totalItems, items }): BookList => {
      const books = (items ?? []).filter((book) => book !== undefined);
      return { total: books.length === 0 ? 0 : totalItems, books };
    });
}

function oneVolume(id: string) {
  return rawVolume
    .refine((raw) => raw.id === id, { path: ["id"], error: "is another volume's" })
    .transform((raw) => toBook(raw));
}

const failure = z.object({
  error: z.object({
    message: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

const secrets = keySecrets((key) => ({ query: { key } }));

/** Google Books. Needs a key: the quota of calls without one is 0. https://developers.google.com/books/docs/v1/using (2026-11-22) */
export class GoogleBooks implements BookSource {
  readonly place = "google";
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
        country: question.country ?? COUNTRY,
        printType: "books",
        startIndex: call * BOOKS_A_CALL,
        maxResults: BOOKS_A_CALL,
      },
      secrets: secrets(key),
      schema: () => volumes(question.isbn),
      judge: judgeGoogleBooks,
      ...AGES,
    });
  }

  async byId(id: string, { country = COUNTRY }: BookWish): Promise<Sourced<Book | undefined>> {
    const key = this.#ask.requireKey("googleBooks");
    return this.#ask.get("googleBooks", {
      path: `/volumes/${encodeURIComponent(id)}`,
      route: "/volumes/{id}",
      query: { country },
      secrets: secrets(key),
      schema: () => oneVolume(id),
      judge: (answer) =>
        answer.status === 404 ? new NotFoundError(t`Google Books has that book no more.`) : judgeGoogleBooks(answer),
      ...AGES,
    });
  }
}

function wordsOf({ query = "", author, isbn }: BookQuestion): string {
  const words = [query.toLowerCase().replace(/\s+/g, " ")];
  if (author !== undefined) words.push(`inauthor:"${author.toLowerCase().replaceAll('"', "")}"`);
  if (isbn !== undefined) words.push(`isbn:${isbnDigits(isbn)}`);
  return words.join(" ").trim();
}

/** Google's words for why nobody was let in, in old and new answers. https://cloud.google.com/apis/docs/reference/rest/Shared.Types/ErrorReason (2026-11-28) */
const REFUSALS: readonly { readonly reason: RegExp; readonly refused: Refused }[] = [
  { reason: /^(accessNotConfigured|SERVICE_DISABLED)$/, refused: "api-off" },
  { reason: /^(ipRefererBlocked|API_KEY_\w+_BLOCKED)$/, refused: "restricted-key" },
  { reason: /^(insufficientPermissions|ACCESS_TOKEN_\w+)$/, refused: "token" },
  { reason: /^(keyInvalid|keyExpired|API_KEY_\w+)$/, refused: "key" },
];

/** What an answer of Google Books really means: a used up quota may be a 403, and a wrong key is a 400. */
export function judgeGoogleBooks({
  status,
  body,
}: {
  readonly status: number;
  readonly body: unknown;
}): BotError | undefined {
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
  const refused = REFUSALS.find(({ reason }) => reasons.some((each) => reason.test(each)))?.refused;
  if (refused === undefined) return undefined;
  return new UpstreamError(`Google Books: ${status}, refused: ${refused}`, {
    upstream: "Google Books",
    status,
    refused,
  });
}
