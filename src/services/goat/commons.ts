import { z } from "zod";
import { UpstreamError } from "../../core/errors.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { cut } from "../../core/text.ts";
import type { Ask } from "../../upstream/question.ts";
import { htmlToText, httpsUrl } from "../fields.ts";
import type { CreditedPicture } from "./source.ts";

/** Found in one search. Our choice: enough that the same one rarely comes twice. */
const PAGE_SIZE = 20;

/** One of the widths that the picture server keeps ready; others cost it work and are throttled. https://www.mediawiki.org/wiki/Common_thumbnail_sizes (2026-11-22) */
const THUMBNAIL_WIDTH = 960;

/** Some artists tell their life in that field, in UTF-16 units. */
const MAX_CREDIT = 80;
const MAX_TITLE = 120;

const DAY_MS = 86_400_000;

const text = z.object({ value: z.string() }).optional().catch(undefined);

/** One that is not as expected is left out. */
const page = z
  .object({
    title: z.string(),
    index: z.number().default(Number.MAX_SAFE_INTEGER),
    imageinfo: z.tuple([
      z.object({
        thumburl: z.string(),
        descriptionurl: z.string().nullish(),
        extmetadata: z.object({ Artist: text, LicenseShortName: text }).nullish(),
      }),
    ]),
  })
  .optional()
  .catch(undefined);

/** Without hits there is no `query`. With `formatversion=1` the pages are an object; in neither are they in order. */
const body = z.object({
  query: z.object({ pages: z.union([z.array(page), z.record(z.string(), page)]) }).optional(),
});

type FoundPage = NonNullable<z.infer<typeof page>>;

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
  async pictures(words: string): Promise<Sourced<readonly CreditedPicture[]>> {
    const found = await this.#ask.get("commons", {
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
      schema: body.transform(({ query }) => inOrder(Object.values(query?.pages ?? {}))),
      freshMs: DAY_MS,
      staleMs: 7 * DAY_MS,
    });
    return mapSourced(found, (pages) => pages.flatMap((each) => this.#toPicture(each)));
  }

  #toPicture({ title, imageinfo: [info] }: FoundPage): readonly CreditedPicture[] {
    const path = this.#ask.pathOf("commonsImages", info.thumburl);
    if (path === undefined) return [];
    const { Artist: artist, LicenseShortName: license } = info.extmetadata ?? {};
    return [
      {
        title: titleOf(title),
        pageUrl: httpsUrl(info.descriptionurl),
        artist: creditOf(artist?.value),
        license: creditOf(license?.value),
        upstream: "commonsImages",
        path,
      },
    ];
  }
}

/** Errors come under status 200. https://www.mediawiki.org/wiki/API:Errors_and_warnings (2026-11-22) */
function judge({ body: answer }: { readonly body: unknown }): UpstreamError | undefined {
  const failed = z.object({ error: z.object({ code: z.string() }) }).safeParse(answer);
  if (!failed.success) return undefined;
  const code = failed.data.error.code.replace(/[^\w-]/g, "").slice(0, 40);
  return new UpstreamError(`Wikimedia Commons: error ${code}`, { upstream: "Wikimedia Commons" });
}

function inOrder(pages: readonly (FoundPage | undefined)[]): readonly FoundPage[] {
  return pages.filter((each) => each !== undefined).toSorted((one, other) => one.index - other.index);
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
