import { NotFoundError } from "../../core/errors.ts";
import type { Sourced } from "../../core/source.ts";
import { t } from "../../core/text.ts";

/** Ceilings of what may be shown, mildest first; both upstreams use these words. `r` is never asked for. */
export const RATINGS = ["g", "pg", "pg-13"] as const;
export type Rating = (typeof RATINGS)[number];

/** What people ask for beyond them, which nobody gets here, whatever the operator says. */
export const BEYOND_RATINGS = ["r", "x", "nsfw"] as const;

/** GIFs in one call: within GIPHY's 50 and KLIPY's 8 to 50. Shuffling goes through them without another call. */
export const GIFS_A_CALL = 25;

/** GIPHY's last offset, https://developers.giphy.com/docs/api/endpoint (2026-11-22): no pick lies beyond. */
export const LAST_PICK = 4_999;

/** Largest file that plays at once in a chat on a phone, in bytes. Our choice. */
export const MAX_GIF_BYTES = 5_000_000;

export interface Gif {
  /** The upstream's own. */
  readonly id: string;
  /** Never empty. */
  readonly title: string;
  /** Its page at the upstream; https. */
  readonly pageUrl?: string | undefined;
  /** The moving picture, as the upstream gave it, query string included; https. */
  readonly mediaUrl: string;
  /** When it began to trend, in milliseconds since the epoch; undefined where it does not or the upstream does not say. */
  readonly trendingSince?: number | undefined;
}

/** One call's worth of GIFs, most relevant first. */
export interface GifList {
  readonly gifs: readonly Gif[];
  /** Whether another call would bring more. */
  readonly hasMore: boolean;
}

/** One of the upstreams for GIFs. All throw as `Ask.get` does. */
export interface GifSource {
  /** Part of a GIF's reference, which buttons carry: never changed. */
  readonly name: string;
  /** `page` counts from 0, `GIFS_A_CALL` a page. */
  search(query: string, rating: Rating, page: number): Promise<Sourced<GifList>>;
  trending(rating: Rating): Promise<Sourced<GifList>>;
  /** Throws NotFoundError when the upstream no longer has it. */
  byId(id: string, rating: Rating): Promise<Sourced<Gif>>;
}

/** Thrown when a GIF that was shown before cannot be had any more. */
export function gifIsGone(): NotFoundError {
  return new NotFoundError(t`That GIF is gone. Press Shuffle for another one, or ask me again.`);
}
