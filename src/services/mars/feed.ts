import { z } from "zod";
import { listOf } from "../../upstream/list.ts";
import type { Question } from "../../upstream/question.ts";
import { type Photo, pictureUrl } from "./photos.ts";
import type { ActiveRover, Camera } from "./rovers.ts";

/** What to ask one of NASA's raw feeds. */
export interface FeedQuery {
  /** First and last sol, both included; left out: no bound. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly camera?: Camera | undefined;
  readonly order: "newest" | "oldest";
  /** From 0. */
  readonly page: number;
}

/** One page of a raw feed, thumbnails left out. */
export interface FeedPage {
  readonly photos: readonly Photo[];
  /** Items on this page as the feed sent them. */
  readonly received: number;
  /** Items on all pages together. */
  readonly total: number;
}

/** The rows of a page, and how many came. A sol that was not asked for is odd: the feed has not heard the question. */
export function rowsOf<Row extends { readonly sol: number }>(
  row: z.ZodType<Row>,
  { from = 0, to = Number.POSITIVE_INFINITY }: Pick<FeedQuery, "from" | "to">,
) {
  const asked = row.refine(({ sol }) => sol >= from && sol <= to, {
    path: ["sol"],
    error: "is none that was asked for",
  });
  return z
    .array(z.unknown())
    .transform((rows): { received: number; rows: unknown[] } => ({ received: rows.length, rows }))
    .pipe(z.object({ received: z.number(), rows: listOf(asked) }));
}

/** For `refine`: an address is missing, as where a picture is gone, or NASA's. */
export function isMissingOrNasas(address: string | null | undefined): boolean {
  return !address || pictureUrl(address) !== undefined;
}

/** How one feed is asked. The freshness is added by whoever asks. */
export type FeedQuestion = (rover: ActiveRover, query: FeedQuery) => Omit<Question<FeedPage>, "freshMs" | "staleMs">;
