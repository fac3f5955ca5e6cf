import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { httpsUrl } from "../fields.ts";

/** What NASA shows on one day. Mostly a picture. */
export interface PictureOfDay {
  readonly day: IsoDate;
  readonly title: string;
  /** An astronomer's words, several sentences. */
  readonly explanation?: string | undefined;
  /** Whose picture it is; absent when it is free of copyright. */
  readonly copyright?: string | undefined;
  /** Its page at NASA. */
  readonly page: string;
  readonly media: Media;
}

/** `other`: an interactive page, or a film in a form of its own; only NASA's page shows it. */
export type Media =
  | { readonly type: "image"; readonly url: string; readonly largeUrl?: string | undefined }
  | { readonly type: "video"; readonly page: string; readonly stillUrl?: string | undefined }
  | { readonly type: "other" };

const body = z.object({
  date: z.iso.date(),
  title: z.string().nullish(),
  explanation: z.string().nullish(),
  copyright: z.string().nullish(),
  media_type: z.string().nullish(),
  url: z.string().nullish(),
  hdurl: z.string().nullish(),
  thumbnail_url: z.string().nullish(),
});

/** One entry of the service's answer, in our words. */
export const pictureOfDay = body.transform(
  (entry): PictureOfDay => ({
    day: entry.date,
    title: oneLine(entry.title) ?? "Astronomy Picture of the Day",
    explanation: explanationOf(entry.explanation),
    // "Misti\nMountain Observatory", and often blanks at both ends
    copyright: oneLine(entry.copyright),
    page: `https://apod.nasa.gov/apod/ap${entry.date.slice(2).replaceAll("-", "")}.html`,
    media: mediaOf(entry),
  }),
);

function mediaOf({ media_type, url, hdurl, thumbnail_url }: z.infer<typeof body>): Media {
  if (media_type === "video") {
    const page = watchPage(url);
    return page === undefined ? { type: "other" } : { type: "video", page, stillUrl: httpsUrl(thumbnail_url) };
  }
  const picture = media_type === "image" ? (httpsUrl(url) ?? httpsUrl(hdurl)) : undefined;
  return picture === undefined ? { type: "other" } : { type: "image", url: picture, largeUrl: httpsUrl(hdurl) };
}

/** The page for people in place of the one made to stand in a frame: `youtube.com/embed/ID` and `player.vimeo.com/video/ID`. */
function watchPage(url: string | null | undefined): string | undefined {
  // Old entries leave the scheme out
  const embedded = httpsUrl(url?.replace(/^\/\//, "https://"));
  const [, youtube] = /^https:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]+)/.exec(embedded ?? "") ?? [];
  if (youtube !== undefined) return `https://www.youtube.com/watch?v=${youtube}`;
  const [, vimeo] = /^https:\/\/player\.vimeo\.com\/video\/(\d+)/.exec(embedded ?? "") ?? [];
  return vimeo === undefined ? embedded : `https://vimeo.com/${vimeo}`;
}

/** Sentences that the service runs together ("Galaxy.Recorded") apart again, without the line of other sites below. */
function explanationOf(text: string | null | undefined): string | undefined {
  return oneLine(text)
    ?.replace(/([a-z)])\.(?=[A-Z])/g, "$1. ")
    .replace(/ Follow APOD on: .*$/, "");
}

function oneLine(text: string | null | undefined): string | undefined {
  return text?.replace(/\s+/g, " ").trim() || undefined;
}
