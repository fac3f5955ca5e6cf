import { formatNumber } from "../core/format.ts";
import type { Button, OptionValues } from "../core/reply.ts";

/** As many pictures as a card's gallery shows. */
const GALLERY = 4;

const LABELS = { previous: "◀ Previous", next: "Next ▶" };

/** The pages before and after one: their numbers, or whatever else tells them apart. Absent at the ends. */
export interface Neighbours<Page> {
  readonly previous?: Page | undefined;
  readonly next?: Page | undefined;
}

/** Where a page lies in the whole list, from 1. */
export interface Places {
  readonly from: number;
  readonly to: number;
  readonly total: number;
}

/** One page of a list that is known as a whole. */
export interface GalleryPage<T> extends Neighbours<number>, Places {
  readonly items: readonly T[];
  /** From 1. */
  readonly page: number;
}

/** The buttons that turn pages: each runs the command with the options of a neighbour, in the place of the page that is shown. */
export function pager<Page>(
  command: string,
  optionsOf: (page: Page) => OptionValues,
  { previous, next }: Neighbours<Page>,
  labels = LABELS,
): readonly (Button | undefined)[] {
  const turnTo = (label: string, page: Page | undefined): Button | undefined =>
    page === undefined ? undefined : { label, press: { do: "run", command, options: optionsOf(page), into: "update" } };
  return [turnTo(labels.previous, previous), turnTo(labels.next, next)];
}

/** The pictures that fit into one card. `wanted` counts from 1; beyond the last page there is the last. */
export function galleryPage<T>(pictures: readonly T[], wanted = 1): GalleryPage<T> {
  const total = pictures.length;
  const last = Math.max(1, Math.ceil(total / GALLERY));
  const page = Math.min(wanted, last);
  const before = (page - 1) * GALLERY;
  const items = pictures.slice(before, before + GALLERY);
  return {
    items,
    page,
    previous: page > 1 ? page - 1 : undefined,
    next: page < last ? page + 1 : undefined,
    from: before + 1,
    to: before + items.length,
    total,
  };
}

/** A credit with what of the whole is shown: `NASA EPIC, 5–8 of 25`, `NASA EPIC, 9 of 9`; the credit alone where there is only one. */
export function withPlaces(credit: string, { from, to, total }: Places): string {
  if (total <= 1) return credit;
  return [credit, placesInWords({ from, to, total })].filter(Boolean).join(", ");
}

function placesInWords({ from, to, total }: Places): string {
  const [first, last, all] = [from, to, total].map(formatNumber);
  return `${first === last ? last : `${first}–${last}`} of ${all}`;
}
