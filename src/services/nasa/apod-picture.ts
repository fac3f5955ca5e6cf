import { decodeHTMLAttribute } from "entities/decode";
import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { htmlToText, httpsUrl } from "../fields.ts";

/** What NASA shows on one day. Mostly a picture. */
export interface PictureOfDay {
  readonly day: IsoDate;
  readonly title: string;
  /** An astronomer's words, several sentences. */
  readonly explanation?: string | undefined;
  /** Whose work it is. Says nothing about copyright: NASA's own pictures have one, too. */
  readonly credit?: string | undefined;
  /** What is to be seen, for who can't. */
  readonly alt?: string | undefined;
  /** Its page at NASA. */
  readonly page?: string | undefined;
  readonly media: Media;
}

/** `other`: an interactive page, or a picture that NASA has not carried over; its page shows what there is. */
export type Media =
  | { readonly type: "image"; readonly url: string; readonly largeUrl: string }
  | { readonly type: "video"; readonly page: string; readonly stillUrl?: string | undefined }
  | { readonly type: "other"; readonly stillUrl?: string | undefined };

/** What every old address shows since the pictures have moved: no title of a picture. */
const PLACEHOLDER_TITLE = "NASA Science";

/** Stands where a picture was not carried over. */
const PLACEHOLDER_PICTURE = /\/misc\/news-thumbnail\.png$/;

/** Where the pictures are: in any width, and as they came. Found out, 2026-11-28. */
const PICTURES = "https://assets.science.nasa.gov";
const RESIZED = "/dynamicimage/assets/";
const ORIGINALS = "/content/dam/";

/** As wide as chats show pictures. */
const CHAT_SIZE = "w=1024&fit=clip";

/** Nothing of a day's page beyond is looked at, in UTF-16 units: bounds the work. */
const MAX_PAGE = 200_000;

const text = z.string().nullish();

/** What is asked for; the page is large, and the rest of the body is not needed. */
export const FIELDS = [
  "date",
  "title",
  "permalink",
  "media_type",
  "explanation",
  "credit",
  "copyright",
  "alt",
  "hdurl",
  "basic_html",
] as const satisfies readonly (keyof Entry)[];

const body = z
  .object({
    date: z.iso.date(),
    /** HTML, as are the explanation and the credit. */
    title: text,
    permalink: text,
    media_type: text,
    explanation: text,
    credit: text,
    copyright: text,
    alt: text,
    /** The picture, or a still of the video. */
    hdurl: text,
    /** The page of the day. */
    basic_html: text,
  })
  .refine(({ title }) => words(title) !== PLACEHOLDER_TITLE, { path: ["title"], error: "is the site's own" });
type Entry = z.infer<typeof body>;

/** One entry of the service's answer, in our words. `isMeant` says whether a day is one that was asked for. */
export function pictureOfDay(isMeant: (day: IsoDate) => boolean) {
  return body
    .refine(({ date }) => isMeant(date), { path: ["date"], error: "is another day" })
    .transform(
      (entry): PictureOfDay => ({
        day: entry.date,
        title: words(entry.title) ?? "Astronomy Picture of the Day",
        explanation: explanationOf(entry.explanation ?? ""),
        credit: words(entry.credit) ?? words(entry.copyright),
        alt: words(entry.alt),
        page: pageOf(entry),
        media: mediaOf(entry),
      }),
    );
}

function mediaOf(entry: Entry): Media {
  const html = (entry.basic_html ?? "").slice(0, MAX_PAGE);
  const own = pictureAt(entry.hdurl);
  if (entry.media_type === "image") {
    const picture = own ?? sourcesIn(html, PICTURE_SOURCES).map(pictureAt).find(Boolean);
    return picture === undefined ? { type: "other" } : { type: "image", ...picture };
  }
  const [embedded] = sourcesIn(html, VIDEO_SOURCES).flatMap((source) => httpsUrl(source) ?? []);
  const page = watchPage(embedded) ?? (entry.media_type === "video" ? (embedded ?? pageOf(entry)) : undefined);
  return page === undefined ? { type: "other", stillUrl: own?.url } : { type: "video", page, stillUrl: own?.url };
}

/** A picture of NASA's in the width of a chat, and as it came; undefined for any other address. */
function pictureAt(address: string | null | undefined) {
  const url = URL.parse(httpsUrl(address) ?? "");
  if (url?.origin !== PICTURES || PLACEHOLDER_PICTURE.test(url.pathname)) return undefined;
  const [, path] = /^(?:\/dynamicimage\/assets\/|\/content\/dam\/)(.+)$/.exec(url.pathname) ?? [];
  if (path === undefined) return undefined;
  const largeUrl = PICTURES + ORIGINALS + path;
  // Others stand still when they are resized, or are not known to the resizer
  const isResizable = /\.(jpe?g|png|webp)$/i.test(path);
  return { url: isResizable ? `${PICTURES}${RESIZED}${path}?${CHAT_SIZE}` : largeUrl, largeUrl };
}

const PICTURE_SOURCES = /<img\b[^<>]*?\bsrc\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/gi;
const VIDEO_SOURCES = /<(?:iframe|source|video)\b[^<>]*?\bsrc\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/gi;

/** The addresses in the `src` of such elements, in the page's order; those without a scheme are https. */
function sourcesIn(html: string, elements: RegExp): readonly string[] {
  return [...html.matchAll(elements)].map(([, double, single]) =>
    decodeHTMLAttribute(double ?? single ?? "").replace(/^\/\//, "https://"),
  );
}

/** The page for people in place of the one made to stand in a frame: `youtube.com/embed/ID` and `player.vimeo.com/video/ID`. */
function watchPage(embedded: string | undefined): string | undefined {
  const [, youtube] = /^https:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]+)/.exec(embedded ?? "") ?? [];
  if (youtube !== undefined) return `https://www.youtube.com/watch?v=${youtube}`;
  const [, vimeo] = /^https:\/\/player\.vimeo\.com\/video\/(\d+)/.exec(embedded ?? "") ?? [];
  return vimeo === undefined ? undefined : `https://vimeo.com/${vimeo}`;
}

function pageOf({ permalink }: Entry): string | undefined {
  const url = httpsUrl(permalink);
  return url !== undefined && /(^|\.)nasa\.gov$/.test(new URL(url).hostname) ? url : undefined;
}

/** The first paragraph with words, without its "Explanation:". What follows are notices of the site. */
function explanationOf(html: string): string | undefined {
  return html
    .split(/<\/?p\b[^<>]*>|(?:<br\s*\/?>\s*){2,}/i)
    .map((paragraph) => htmlToText(paragraph).replace(/^Explanation:\s*/i, ""))
    .find((paragraph) => paragraph !== "");
}

function words(html: string | null | undefined): string | undefined {
  return htmlToText(html ?? "") || undefined;
}
