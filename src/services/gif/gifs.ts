import { type BotError, NotFoundError, type Suggestion } from "../../core/errors.ts";
import { shown } from "../../core/options.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import { code, type RichText, t } from "../../core/text.ts";
import type { Ask } from "../../upstream/question.ts";
import { firstFinding, notEverywhere } from "../failover.ts";
import { Giphy } from "./giphy.ts";
import { Klipy } from "./klipy.ts";
import { GIFS_A_CALL, type Gif, type GifSource, gifIsGone, type Rating } from "./source.ts";

export interface GifSearch {
  /** 1 to 50 characters. */
  readonly query: string;
  readonly rating: Rating;
  /** Which of the GIFs found, from 0. The same pick is the same GIF as long as the upstream's answer holds. */
  readonly pick: number;
}

/** The GIF at one pick. */
export interface FoundGif {
  readonly gif: Gif;
  /** Names the GIF and its upstream, such as `giphy/l0IylOPCNkiqOgMyA`: for `Gifs.same`. */
  readonly reference: string;
  /** The pick after this one; starts over at 0 after the last. Absent when this is the only GIF. */
  readonly next?: number | undefined;
}

/** GIFs from GIPHY, else from KLIPY: also where GIPHY has none. */
export class Gifs {
  /** In the order of asking. */
  readonly #sources: readonly GifSource[];

  constructor(ask: Ask) {
    this.#sources = [new Giphy(ask), new Klipy(ask)];
  }

  /** The GIF at `search.pick`. Throws NotFoundError when nothing matches. */
  search(search: GifSearch): Promise<Sourced<FoundGif>> {
    const query = shown(search.query);
    return this.#first(
      (source) => pickFrom(source, search),
      (unasked) =>
        unasked === undefined
          ? t`No GIF for “${query}”. Try other words.`
          : notEverywhere(t`I found no GIF for “${query}”`, unasked),
    );
  }

  /**
   * The very GIF of an earlier `search`, also when the upstream's answer has changed since. Throws NotFoundError when the
   * upstream no longer has it or the reference is none.
   */
  async same(reference: string, search: GifSearch): Promise<Sourced<Gif>> {
    const [name, id] = reference.split("/");
    const source = this.#sources.find((each) => each.name === name);
    if (source === undefined || id === undefined || id === "") throw gifIsGone();
    // The list it came from is usually still in the cache
    const list = await source.search(search.query, search.rating, Math.floor(search.pick / GIFS_A_CALL));
    const known = list.value.gifs.find((gif) => gif.id === id);
    return known === undefined ? source.byId(id, search.rating) : mapSourced(list, () => known);
  }

  /** What many people look at just now, most popular first; never empty. */
  async trending(rating: Rating): Promise<Sourced<readonly Gif[]>> {
    return this.#first(
      async (source) => {
        const list = await source.trending(rating);
        return list.value.gifs.length === 0 ? undefined : mapSourced(list, ({ gifs }) => gifs);
      },
      () => t`No GIF is trending just now. Try ${code("/gif shrug")}.`,
      [{ option: "search", value: "shrug", label: "shrug" }],
    );
  }

  #first<T>(
    ask: (source: GifSource) => Promise<T | undefined>,
    none: (unasked: BotError | undefined) => RichText,
    instead: readonly Suggestion[] = [],
  ): Promise<T> {
    return firstFinding(
      this.#sources.map((source) => () => ask(source)),
      (unasked) => new NotFoundError(none(unasked), instead),
    );
  }
}

/** Undefined when nothing matches. */
async function pickFrom(source: GifSource, search: GifSearch): Promise<Sourced<FoundGif> | undefined> {
  const page = Math.floor(search.pick / GIFS_A_CALL);
  const list = await source.search(search.query, search.rating, page);
  const { gifs, hasMore } = list.value;
  const place = search.pick % GIFS_A_CALL;
  const gif = gifs[placeInList(place, gifs.length)];
  if (gif === undefined) {
    if (page === 0) return undefined;
    // There were more when the button was made
    return pickFrom(source, { ...search, pick: 0 });
  }
  const nextPage = hasMore ? (page + 1) * GIFS_A_CALL : 0;
  const next = place + 1 < gifs.length ? search.pick + 1 : nextPage;
  return mapSourced(list, () => ({
    gif,
    reference: `${source.name}/${gif.id}`,
    next: next === search.pick ? undefined : next,
  }));
}

/** Spreads the steps of a shuffle over the list: begins with the best match and meets every GIF once. */
function placeInList(step: number, length: number): number {
  // A prime that does not divide the length visits every place
  const stride = length % 7 === 0 ? 11 : 7;
  return (step * stride) % length;
}
