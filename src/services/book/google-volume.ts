import { z } from "zod";
import { parseIsbn } from "../../core/isbn.ts";
import { listOf } from "../../upstream/list.ts";
import { httpsUrl } from "../fields.ts";
import { type Book, bookId } from "./source.ts";
import { firstSentences, fullTitle, ratingOf, yearOf } from "./text.ts";

/** A volume as every answer of Google Books has it. */
export const rawVolume = z.object({
  id: z.string().nullish(),
  volumeInfo: z.object({
    title: z.string().nullish(),
    subtitle: z.string().nullish(),
    authors: listOf(z.string()).nullish().catch(undefined),
    publisher: z.string().nullish(),
    /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
    publishedDate: z.string().nullish(),
    description: z.string().nullish(),
    industryIdentifiers: listOf(z.object({ type: z.string().nullish(), identifier: z.string() }))
      .nullish()
      .catch(undefined),
    averageRating: z.number().nullish(),
    ratingsCount: z.number().nullish(),
    imageLinks: z.object({ thumbnail: z.string().nullish(), smallThumbnail: z.string().nullish() }).nullish(),
    canonicalVolumeLink: z.string().nullish(),
    infoLink: z.string().nullish(),
  }),
  saleInfo: z
    .object({
      country: z.string().nullish(),
      saleability: z.string().nullish(),
      retailPrice: z.object({ amount: z.number(), currencyCode: z.string() }).nullish(),
      buyLink: z.string().nullish(),
    })
    .nullish(),
  /** A piece of the text, with entities; may stand in for a missing description. */
  searchInfo: z.object({ textSnippet: z.string().nullish() }).nullish(),
  /** Only on a person's own shelves: when it came there, or was moved. */
  userInfo: z.object({ updated: z.string().nullish() }).nullish(),
});

/** The volume in our words; undefined for one without a title. `isbn`: the one that it was asked for by. */
export function toBook(
  { id, volumeInfo: info, saleInfo, searchInfo }: z.infer<typeof rawVolume>,
  isbn?: string,
): Book | undefined {
  const title = info.title?.trim();
  if (!title) return undefined;
  return {
    id: bookId("google", id, isbn),
    title: fullTitle(title, info.subtitle),
    url: httpsUrl(info.canonicalVolumeLink) ?? httpsUrl(info.infoLink),
    authors: (info.authors ?? []).filter(Boolean),
    year: yearOf(info.publishedDate),
    publisher: info.publisher?.trim() || undefined,
    description: firstSentences(info.description) ?? firstSentences(searchInfo?.textSnippet),
    rating: ratingOf(info.averageRating, info.ratingsCount),
    isbn: isbn ?? isbnOf(info.industryIdentifiers ?? []),
    cover: httpsUrl(info.imageLinks?.thumbnail) ?? httpsUrl(info.imageLinks?.smallThumbnail),
    shop: shopOf(saleInfo ?? {}),
  };
}

/** Whether it is another book than the one of that ISBN. One without any may be it. */
export function isOther({ volumeInfo }: z.infer<typeof rawVolume>, isbn: string): boolean {
  const own = (volumeInfo.industryIdentifiers ?? []).flatMap(({ identifier }) => parseIsbn(identifier) ?? []);
  return own.length > 0 && !own.includes(isbn);
}

/** The first that is one, by its check digit; of 13 digits where there is one. */
function isbnOf(identifiers: readonly { readonly type?: string | null | undefined; readonly identifier: string }[]) {
  const known = ["ISBN_13", "ISBN_10"].flatMap((type) => identifiers.filter((each) => each.type === type));
  return known.map(({ identifier }) => parseIsbn(identifier)).find((isbn) => isbn !== undefined);
}

function shopOf(sale: {
  readonly country?: string | null | undefined;
  readonly saleability?: string | null | undefined;
  readonly retailPrice?: { readonly amount: number; readonly currencyCode: string } | null | undefined;
  readonly buyLink?: string | null | undefined;
}): Book["shop"] {
  const url = httpsUrl(sale.buyLink);
  if (url === undefined) return undefined;
  const country = /^[A-Z]{2}$/.exec(sale.country ?? "")?.[0];
  if (sale.saleability === "FREE") return { url, price: { amount: 0, currency: "USD", country } };
  const { retailPrice } = sale;
  const isKnown = retailPrice && retailPrice.amount > 0;
  return {
    url,
    price: isKnown ? { amount: retailPrice.amount, currency: retailPrice.currencyCode, country } : undefined,
  };
}
