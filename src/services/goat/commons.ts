import { z } from "zod";
import { BodyError } from "../../core/errors.ts";
import type { Sourced } from "../../core/source.ts";
import { cut } from "../../core/text.ts";
import { DAY_MS } from "../../core/time.ts";
import { listOf, odd } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { htmlToText, httpsUrl } from "../fields.ts";
import type { CreditedPicture } from "./source.ts";

/** Found in one search. Our choice: enough that the same one rarely comes twice. */
const PAGE_SIZE = 20;

/** Widths that are kept ready; no others are served. https://www.mediawiki.org/wiki/Common_thumbnail_sizes (2026-11-28) */
const THUMBNAIL_WIDTHS: ReadonlySet<number> = new Set([20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840]);

/** Large enough for most goats, and small to fetch. Our choice. */
const THUMBNAIL_WIDTH = 960;

/** Where pictures are: thumbnails, and the originals of those that are narrower. */
const PICTURE_UPSTREAMS = ["commonsThumbs", "commonsImages"] as const;

/** Some artists tell their life in that field, in UTF-16 units. */
const MAX_CREDIT = 80;
const MAX_TITLE = 120;

const text = z.object({ value: z.string() }).optional().catch(undefined);

const imageInfo = z.object({
  thumburl: z.string(),
  descriptionurl: z.string().nullish(),
  extmetadata: z.object({ Artist: text, LicenseShortName: text }).nullish(),
});

/** In which upstream a picture is, and where there; undefined for an address that must not be asked. */
type Locate = (url: string) => Pick<CreditedPicture, "upstream" | "path"> | undefined;

/** Wikimedia Commons. Wants a User-Agent with a contact, and its thumbnails rather than the originals. */
export class Commons {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * Pictures for the words, best first; none when nothing matches. Held for a day.
   * Source: https://www.mediawiki.org/wiki/API:Search, https://www.mediawiki.org/wiki/API:Imageinfo (read 2026-11-22)
   */
  pictures(words: string): Promise<Sourced<readonly CreditedPicture[]>> {
    return this.#ask.get("commons", {
      path: "",
      query: {
        action: "query",
        format: "json",
        formatversion: 2,
        generator: "search",
        gsrnamespace: 6,
        gsrsearch: `${words} filetype:bitmap`,
        gsrlimit: PAGE_SIZE,
        prop: "imageinfo",
        iiprop: "url|size|mime|extmetadata",
        iiurlwidth: THUMBNAIL_WIDTH,
      },
      judge,
      schema: () => picturesOf((url) => this.#locate(url)),
      freshMs: DAY_MS,
      staleMs: 7 * DAY_MS,
    });
  }

  #locate(url: string): ReturnType<Locate> {
    for (const upstream of PICTURE_UPSTREAMS) {
      // Without its parameters, which only count who asks
      const path = this.#ask.pathOf(upstream, url)?.split("?", 1)[0];
      if (path !== undefined) return { upstream, path };
    }
    return undefined;
  }
}

/** Hits of which none can be used are an error: the pictures have moved again. */
function picturesOf(locate: Locate) {
  const page = z
    .object({
      title: z.string(),
      index: z.number().default(Number.MAX_SAFE_INTEGER),
      imageinfo: z.tuple([imageInfo]),
    })
    .transform(({ title, index, imageinfo: [info] }, context): { index: number; picture: CreditedPicture } => {
      const place = locate(info.thumburl);
      if (place === undefined || !hasUsualWidth(place.path)) {
        const why = place === undefined ? "is at an unknown host" : "has a width that is not kept ready";
        return odd(context, ["imageinfo", 0, "thumburl"], why);
      }
      const { Artist: artist, LicenseShortName: license } = info.extmetadata ?? {};
      const credit = { artist: creditOf(artist?.value), license: creditOf(license?.value) };
      return { index, picture: { title: titleOf(title), pageUrl: httpsUrl(info.descriptionurl), ...credit, ...place } };
    });
  // With `formatversion=1` the pages are an object; in neither are they in order
  const pages = z
    .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .transform((found): unknown[] => Object.values(found))
    .pipe(listOf(page));
  // Without hits there is no `query`
  return z
    .object({ query: z.object({ pages }).optional() })
    .transform(({ query }) =>
      (query?.pages ?? []).toSorted((one, other) => one.index - other.index).map(({ picture }) => picture),
    );
}

/** `…/960px-Goat.jpg`, or an original. */
function hasUsualWidth(path: string): boolean {
  const [, width] = /\/(?:[\w-]+-)?(\d+)px-[^/]*$/.exec(path.includes("/thumb/") ? path : "") ?? [];
  return width === undefined || THUMBNAIL_WIDTHS.has(Number(width));
}

/** Errors come under status 200. https://www.mediawiki.org/wiki/API:Errors_and_warnings (2026-11-22) */
function judge({ body: answer }: { readonly body: unknown }): BodyError | undefined {
  const failed = z.object({ error: z.object({ code: z.string() }) }).safeParse(answer);
  if (!failed.success) return undefined;
  const code = failed.data.error.code.replace(/[^\w-]/g, "").slice(0, 40);
  return new BodyError(`Wikimedia Commons: error ${code}`, { upstream: "Wikimedia Commons", path: "error.code" });
}

/** `File:Pygmy_goat kid.jpg` is “Pygmy goat kid”. */
function titleOf(file: string): string {
  const words = file
    .replace(/^File:/i, "")
    .replace(/\.\w{2,5}$/, "")
    .replace(/[_\s]+/g, " ");
  return cut(words.trim(), MAX_TITLE);
}

function creditOf(html: string | undefined): string | undefined {
  const words = cut(htmlToText(html ?? ""), MAX_CREDIT);
  return words === "" ? undefined : words;
}
