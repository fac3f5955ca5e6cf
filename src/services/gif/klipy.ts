import { z } from "zod";
import { type BotError, UpstreamError } from "../../core/errors.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { MINUTE_MS } from "../../core/time.ts";
import { keySecrets } from "../../upstream/key-secrets.ts";
import { listOf, odd } from "../../upstream/list.ts";
import type { Ask, Question } from "../../upstream/question.ts";
import { urlAt } from "../fields.ts";
import {
  GIFS_A_CALL,
  type Gif,
  type GifList,
  type GifSource,
  gifIsGone,
  MAX_GIF_BYTES,
  type Rating,
} from "./source.ts";

const AGES = { freshMs: 15 * MINUTE_MS, staleMs: 45 * MINUTE_MS };

/** Widest picture worth its bytes in a chat, in pixels. Our choice. */
const MAX_WIDTH = 640;

const tier = z
  .object({
    gif: z.object({ url: z.string().nullish(), width: z.number().nullish(), size: z.number().nullish() }).nullish(),
  })
  .nullish();

const item = z
  .object({
    id: z.union([z.number(), z.string().min(1)]),
    slug: z.string().nullish(),
    title: z.string().nullish(),
    /** `gif`, or `ad` where advertisements were asked for. */
    type: z.string().nullish(),
    file: z.object({ hd: tier, md: tier, sm: tier, xs: tier }).nullish(),
  })
  .transform((raw, context): Gif | undefined => {
    if ((raw.type ?? "gif") !== "gif") return undefined;
    const mediaUrl = bestTier(Object.values(raw.file ?? {}));
    if (mediaUrl === undefined) return odd(context, ["file"], "has no picture at KLIPY");
    const slug = raw.slug?.trim();
    return {
      id: String(raw.id),
      title: raw.title?.trim() || slug?.replaceAll("-", " ") || "A GIF without a title",
      pageUrl: slug ? `https://klipy.com/gifs/${encodeURIComponent(slug)}` : undefined,
      mediaUrl,
    };
  });

const list = z
  .object({
    result: z.literal(true),
    data: z.object({ data: listOf(item), has_next: z.boolean().nullish() }),
  })
  .transform(
    ({ data }): GifList => ({
      gifs: data.data.filter((each) => each !== undefined),
      hasMore: data.has_next ?? false,
    }),
  );

const secrets = keySecrets((key) => ({ path: `/${encodeURIComponent(key)}` }));

/**
 * KLIPY. Needs a key, which is part of the path; the answer to a wrong key echoes it, so no body of an error is kept.
 * https://docs.klipy.com (2026-11-22)
 */
export class Klipy implements GifSource {
  readonly name = "klipy";
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async search(query: string, rating: Rating, page: number): Promise<Sourced<GifList>> {
    const q = query.toLowerCase().replace(/\s+/g, " ");
    return this.#get("/gifs/search", { q, rating, page: page + 1, per_page: GIFS_A_CALL });
  }

  async trending(rating: Rating): Promise<Sourced<GifList>> {
    return this.#get("/gifs/trending", { rating, page: 1, per_page: GIFS_A_CALL });
  }

  /** By the list of ids: the path of a single one is closed to small keys since August 2026. */
  async byId(id: string, rating: Rating): Promise<Sourced<Gif>> {
    const found = await this.#get("/gifs/items", { ids: id, rating });
    const gif = found.value.gifs.find((each) => each.id === id);
    if (gif === undefined) throw gifIsGone();
    return mapSourced(found, () => gif);
  }

  async #get(path: string, query: Question<GifList>["query"]): Promise<Sourced<GifList>> {
    const key = this.#ask.requireKey("klipy");
    return this.#ask.get("klipy", {
      path,
      ...(query === undefined ? {} : { query }),
      secrets: secrets(key),
      schema: () => list,
      ...AGES,
      judge,
    });
  }
}

/** No path of ours can be missing, so a 404 means a wrong key; it is said as a 401, which is a hint for the operator. */
function judge({ status }: { readonly status: number }): BotError | undefined {
  if (status !== 404) return undefined;
  return new UpstreamError("KLIPY: 404, its answer to a wrong key", { upstream: "KLIPY", status: 401 });
}

type Tier = z.infer<typeof tier>;

/** The widest of bearable width and size, else the smallest: the names of the tiers say nothing about their order. */
function bestTier(tiers: readonly Tier[]): string | undefined {
  const usable = tiers
    .flatMap((each) => {
      const url = urlAt("klipy.com", each?.gif?.url);
      return url === undefined ? [] : [{ url, width: each?.gif?.width ?? 0, bytes: each?.gif?.size ?? 0 }];
    })
    .toSorted((a, b) => b.width - a.width);
  return (usable.find(({ width, bytes }) => width <= MAX_WIDTH && bytes <= MAX_GIF_BYTES) ?? usable.at(-1))?.url;
}
