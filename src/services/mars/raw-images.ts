import type { IsoDate } from "../../core/command.ts";
import { isoDate } from "../../core/format.ts";
import { mapSourced, type Sourced } from "../../core/source.ts";
import type { Ask } from "../../upstream/question.ts";
import { daysBetween, nearest } from "../days.ts";
import { askCuriosity } from "./curiosity.ts";
import type { FeedPage, FeedQuery, FeedQuestion } from "./feed.ts";
import { askPerseverance } from "./perseverance.ts";
import { dayOfPages, freshnessOf, type Photo, type PhotoArchive, type PhotoDay } from "./photos.ts";
import type { ActiveRover, Camera } from "./rovers.ts";
import { solsOfDay } from "./sols.ts";

/** Pages fetched for one day: a thousand photos of Curiosity's. A courtesy to a feed that states no limit. Our choice. */
const MAX_PAGES = 5;

/** How far from a day without photos others are looked for. Conjunction, the longest silence, takes about 20 sols. */
const NEARBY_SOLS = 60;

/** NASA's raw image feed of one rover. Throws UpstreamError when it fails. */
export class MarsNasa implements PhotoArchive {
  readonly #ask: Ask;
  readonly #rover: ActiveRover;
  readonly #question: FeedQuestion;

  constructor(ask: Ask, rover: ActiveRover) {
    this.#ask = ask;
    this.#rover = rover;
    this.#question = rover.id === "perseverance" ? askPerseverance : askCuriosity;
  }

  async day(day: IsoDate): Promise<Sourced<PhotoDay>> {
    const pages = await this.#pagesOf(day);
    const [first] = pages;
    const received = pages.reduce((sum, page) => sum + page.value.received, 0);
    const values = [first.value, ...pages.slice(1).map(({ value }) => value)] as const;
    return mapSourced(first, () => dayOfPages(this.#rover, day, values, received >= first.value.total));
  }

  async latestDay(camera?: Camera): Promise<IsoDate | undefined> {
    const { value } = await this.#page({ camera, order: "newest", page: 0 }, isoDate(Date.now()));
    return lastOf(value.photos);
  }

  async nearestDay(day: IsoDate): Promise<IsoDate | undefined> {
    const pages = await this.#pagesOf(day);
    const close = nearest(
      day,
      pages.flatMap(({ value }) => value.photos.map((photo) => photo.day)),
    );
    if (close !== undefined && daysBetween(close, day) === 1) return close;
    const { from, to } = solsOfDay(this.#rover, day);
    const [before, after] = await Promise.all([
      from === 0
        ? undefined
        : this.#page({ from: Math.max(0, from - NEARBY_SOLS), to: from - 1, order: "newest", page: 0 }, day),
      this.#page({ from: to + 1, to: to + NEARBY_SOLS, order: "oldest", page: 0 }, day),
    ]);
    const days = [close, lastOf(before?.value.photos ?? []), firstOf(after.value.photos)];
    return nearest(
      day,
      days.filter((each) => each !== undefined),
    );
  }

  /** All pages of a day's sols, the first one alone and then the others at once. */
  async #pagesOf(day: IsoDate): Promise<[Sourced<FeedPage>, ...Sourced<FeedPage>[]]> {
    const sols = solsOfDay(this.#rover, day);
    const first = await this.#page({ ...sols, order: "newest", page: 0 }, day);
    const pageCount = Math.ceil(first.value.total / Math.max(1, first.value.received));
    const further = Array.from({ length: Math.min(pageCount, MAX_PAGES) }, (_, page) => page).slice(1);
    const others = await Promise.all(further.map((page) => this.#page({ ...sols, order: "newest", page }, day)));
    return [first, ...others];
  }

  #page(query: FeedQuery, day: IsoDate): Promise<Sourced<FeedPage>> {
    return this.#ask.get("marsNasa", { ...this.#question(this.#rover, query), ...freshnessOf(day) });
  }
}

function lastOf(photos: readonly Photo[]): IsoDate | undefined {
  return photos
    .map((photo) => photo.day)
    .sort()
    .at(-1);
}

function firstOf(photos: readonly Photo[]): IsoDate | undefined {
  return photos
    .map((photo) => photo.day)
    .sort()
    .at(0);
}
