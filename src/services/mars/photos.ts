import type { IsoDate } from "../../core/command.ts";
import { isoDate } from "../../core/format.ts";
import type { Sourced } from "../../core/source.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/time.ts";
import { daysBetween } from "../days.ts";
import { urlAt } from "../fields.ts";
import type { Camera, Rover } from "./rovers.ts";

/** One photo a rover took. */
export interface Photo {
  readonly camera: Camera;
  /** Days of the rover's own since its landing. */
  readonly sol: number;
  /** The day in UTC it was taken on. */
  readonly day: IsoDate;
  /** The picture, https. */
  readonly url: string;
}

/** All photos of one rover on one day. */
export interface PhotoDay {
  readonly day: IsoDate;
  /** Cameras take turns, so that the first few photos differ. May be empty. */
  readonly photos: readonly Photo[];
  /** Ascending. */
  readonly sols: readonly number[];
  /** The cameras that took them, in the rover's order. */
  readonly cameras: readonly Camera[];
  /** False when there were more than we were ready to fetch. */
  readonly isWhole: boolean;
}

/** An archive of one rover's photos, asked for one caller. */
export interface PhotoArchive {
  /** The photos of one day; an empty day when there are none. */
  day(day: IsoDate): Promise<Sourced<PhotoDay>>;
  /** The last day with photos, by the camera where one is given and the archive can tell. Undefined when it has none at all. */
  latestDay(camera?: Camera): Promise<IsoDate | undefined>;
  /** The day with photos nearest to one without, or undefined when none is known. */
  nearestDay(day: IsoDate): Promise<IsoDate | undefined>;
}

/** Puts photos in turn order and says which sols and cameras they are of. */
export function photoDay(rover: Rover, day: IsoDate, photos: readonly Photo[], isWhole: boolean): PhotoDay {
  const byCamera = Map.groupBy(photos, (photo) => photo.camera.code);
  const order = new Map(rover.cameras.map((camera, index) => [camera.code, index]));
  const groups = [...byCamera].sort(([a], [b]) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size));
  return {
    day,
    photos: inTurns(groups.map(([, group]) => group)),
    sols: solsOf(photos),
    cameras: groups.flatMap(([, [first]]) => (first === undefined ? [] : [first.camera])),
    isWhole,
  };
}

/** The photos of one camera only. */
export function ofCamera(day: PhotoDay, camera: Camera): PhotoDay {
  const photos = day.photos.filter((photo) => photo.camera.code === camera.code);
  return { ...day, photos, sols: solsOf(photos), cameras: day.cameras.filter(({ code }) => code === camera.code) };
}

function solsOf(photos: readonly Photo[]): readonly number[] {
  return [...new Set(photos.map((photo) => photo.sol))].sort((a, b) => a - b);
}

interface PhotoPage {
  readonly photos: readonly Photo[];
}

/** What was made of cached pages, by the first of them: hundreds of photos are sorted once, not at each question. */
const assembled = new WeakMap<PhotoPage, { readonly pages: readonly PhotoPage[]; readonly whole: PhotoDay }>();

/** The photos of one day from all the pages that may hold some. Pages may repeat a photo when new ones arrive between two calls. */
export function dayOfPages(
  rover: Rover,
  day: IsoDate,
  pages: readonly [PhotoPage, ...PhotoPage[]],
  isWhole: boolean,
): PhotoDay {
  const [first] = pages;
  const known = assembled.get(first);
  const isSame = known?.pages.length === pages.length && known.pages.every((page, index) => page === pages[index]);
  if (known !== undefined && isSame && known.whole.day === day) return known.whole;
  const photos = pages.flatMap((page) => page.photos).filter((photo) => photo.day === day);
  const unique = new Map(photos.map((photo) => [photo.url, photo]));
  const whole = photoDay(rover, day, [...unique.values()], isWhole);
  assembled.set(first, { pages, whole });
  return whole;
}

function inTurns<T>(groups: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...groups.map((group) => group.length));
  const rounds = Array.from({ length: longest }, (_, round) =>
    groups.flatMap((group) => group.slice(round, round + 1)),
  );
  return rounds.flat();
}

/** Photos of a day keep arriving for weeks; after a month, hardly any. In milliseconds, as `Question` wants it. */
export function freshnessOf(day: IsoDate): { readonly freshMs: number; readonly staleMs: number } {
  return daysBetween(day, isoDate(Date.now())) > 30
    ? { freshMs: DAY_MS, staleMs: 7 * DAY_MS }
    : { freshMs: 10 * MINUTE_MS, staleMs: HOUR_MS };
}

/** An address as pictures need it: https, absolute and at NASA, or undefined. */
export function pictureUrl(address: string | null | undefined): string | undefined {
  return urlAt("nasa.gov", URL.parse(address ?? "")?.href);
}
