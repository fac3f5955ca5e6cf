import { z } from "zod";
import { BodyError, type BotError } from "../../core/errors.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { MINUTE_MS } from "../../core/time.ts";
import { keySecrets } from "../../upstream/key-secrets.ts";
import { listOf, odd } from "../../upstream/list.ts";
import type { Ask, Question } from "../../upstream/question.ts";
import { httpsUrl, urlAt } from "../fields.ts";
import {
  GIFS_A_CALL,
  type Gif,
  type GifList,
  type GifSource,
  gifIsGone,
  LAST_PICK,
  MAX_GIF_BYTES,
  RATINGS,
  type Rating,
} from "./source.ts";

/** GIPHY asks that answers be kept only shortly and that no database of GIFs be built. https://developers.giphy.com (2026-11-22) */
const SEARCH_AGES = { freshMs: 15 * MINUTE_MS, staleMs: 45 * MINUTE_MS };
const TRENDING_AGES = { freshMs: 5 * MINUTE_MS, staleMs: 25 * MINUTE_MS };

/** Widths, heights and sizes are strings; any rendition may be missing, and any field of one. */
const rendition = z.object({ url: z.string().nullish(), size: z.string().nullish() }).nullish();

const images = z.object({
  downsized_medium: rendition,
  downsized: rendition,
  fixed_height: rendition,
  fixed_width: rendition,
  original: rendition,
});
type Images = z.infer<typeof images>;

/** One of GIPHY's, in our words, whose rating is not above the one that was asked for. */
function gif(ceiling: Rating) {
  return z
    .object({
      id: z.string().min(1),
      title: z.string().nullish(),
      slug: z.string().nullish(),
      username: z.string().nullish(),
      url: z.string().nullish(),
      rating: z.string().nullish(),
      trending_datetime: z.string().nullish(),
      images,
    })
    .transform((raw, context): Gif => {
      const mediaUrl = bestRendition(raw.images);
      if (mediaUrl === undefined) return odd(context, ["images"], "has no picture at GIPHY");
      if (isAbove(raw.rating, ceiling)) return odd(context, ["rating"], "is above the one asked for");
      return {
        id: raw.id,
        title: titleOf(raw),
        pageUrl: httpsUrl(raw.url),
        mediaUrl,
        trendingSince: momentOf(raw.trending_datetime),
      };
    });
}

function list(ceiling: Rating) {
  return z
    .object({
      data: listOf(gif(ceiling)),
      pagination: z.object({ total_count: z.number().nullish(), offset: z.number().nullish() }).nullish(),
    })
    .transform(({ data, pagination }): GifList => {
      const nextOffset = (pagination?.offset ?? 0) + GIFS_A_CALL;
      return { gifs: data, hasMore: nextOffset < (pagination?.total_count ?? 0) && nextOffset <= LAST_PICK };
    });
}

/** That very GIF; undefined where it can't be shown any more. */
function single(id: string, ceiling: Rating) {
  return z
    .object({ data: gif(ceiling).optional().catch(undefined) })
    .refine(({ data }) => data === undefined || data.id === id, { path: ["data", "id"], error: "is another GIF" });
}

/** GIPHY's ratings, mildest first; what it does not rate is not above any. */
const ALL_RATINGS: readonly string[] = ["y", ...RATINGS, "r"];

function isAbove(rating: string | null | undefined, ceiling: Rating): boolean {
  return ALL_RATINGS.indexOf(rating ?? "") > ALL_RATINGS.indexOf(ceiling);
}

/** What GIPHY answers when its back end has failed. https://developers.giphy.com/docs/api/synthetic-response (2026-11-22) */
const synthetic = z.object({
  data: z.array(z.unknown()).max(0).optional(),
  meta: z.object({ response_id: z.literal("") }),
});

const secrets = keySecrets((key) => ({ query: { api_key: key } }));

/** GIPHY. Needs a key. https://developers.giphy.com/docs/api (2026-11-22) */
export class Giphy implements GifSource {
  readonly name = "giphy";
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** `query` is 1 to 50 characters: GIPHY refuses longer ones. */
  async search(query: string, rating: Rating, page: number): Promise<Sourced<GifList>> {
    const q = query.toLowerCase().replace(/\s+/g, " ");
    return this.#get({
      path: "/gifs/search",
      query: { q, rating, limit: GIFS_A_CALL, offset: page * GIFS_A_CALL },
      schema: () => list(rating),
      ...SEARCH_AGES,
    });
  }

  async trending(rating: Rating): Promise<Sourced<GifList>> {
    return this.#get({
      path: "/gifs/trending",
      query: { rating, limit: GIFS_A_CALL },
      schema: () => list(rating),
      ...TRENDING_AGES,
    });
  }

  async byId(id: string, rating: Rating): Promise<Sourced<Gif>> {
    const found = await this.#get({
      path: `/gifs/${encodeURIComponent(id)}`,
      route: "/gifs/{id}",
      query: { rating },
      schema: () => single(id, rating),
      ...SEARCH_AGES,
      judge: (answer) => (answer.status === 404 ? gifIsGone() : judge(answer)),
    });
    const { data } = found.value;
    if (data === undefined) throw gifIsGone();
    return mapSourced(found, () => data);
  }

  async #get<T>(question: Question<T>): Promise<Sourced<T>> {
    const key = this.#ask.requireKey("giphy");
    return this.#ask.get("giphy", { judge, ...question, secrets: secrets(key) });
  }
}

function judge(answer: { readonly status: number; readonly body: unknown }): BotError | undefined {
  if (answer.status !== 200 || !synthetic.safeParse(answer.body).success) return undefined;
  return new BodyError("GIPHY: an empty synthetic answer, so its back end failed", {
    upstream: "GIPHY",
    path: "meta.response_id",
    isRetryable: true,
  });
}

/** GIPHY's first year: anything before stands for "never". */
const GIPHY_BEGAN = Date.UTC(2013, 0);

/** `2020-03-07 14:45:08`; undefined for `0000-00-00 00:00:00`, `1970-01-01 00:00:00` and what has not been yet. */
function momentOf(text: string | null | undefined): number | undefined {
  const at = Date.parse(`${(text ?? "").replace(" ", "T")}Z`);
  return at >= GIPHY_BEGAN && at <= Date.now() ? at : undefined;
}

/** The best of a bearable size, else the smallest. */
function bestRendition(images: Images): string | undefined {
  const bestFirst = [
    images.downsized_medium,
    images.downsized,
    images.fixed_height,
    images.fixed_width,
    images.original,
  ];
  const usable = bestFirst.flatMap((each) => {
    const url = urlAt("giphy.com", each?.url);
    return url === undefined ? [] : [{ url, bytes: Number(each?.size ?? 0) || 0 }];
  });
  const fitting = usable.find(({ bytes }) => bytes <= MAX_GIF_BYTES);
  return (fitting ?? usable.toSorted((a, b) => a.bytes - b.bytes)[0])?.url;
}

function titleOf(raw: {
  readonly id: string;
  readonly title?: string | null | undefined;
  readonly slug?: string | null | undefined;
  readonly username?: string | null | undefined;
}): string {
  const title = raw.title?.trim();
  if (title) return title;
  // `its-always-sunny-reaction-EKDIMDsRX3ihy`
  const words = (raw.slug ?? "").replace(raw.id, "").replaceAll("-", " ").trim();
  if (words !== "") return `${words} GIF`;
  return raw.username ? `GIF by ${raw.username}` : "A GIF without a title";
}
