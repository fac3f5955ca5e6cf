import type { Question } from "../../upstream/question.ts";
import type { Photo } from "./photos.ts";
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

/** How one feed is asked. The freshness is added by whoever asks. */
export type FeedQuestion = (rover: ActiveRover, query: FeedQuery) => Omit<Question<FeedPage>, "freshMs" | "staleMs">;
