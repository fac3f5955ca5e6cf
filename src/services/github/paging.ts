import type { Sourced } from "../../core/source.ts";
import type { Answered } from "../../upstream/question.ts";

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** From 1. */
  readonly page: number;
  /** Pages to turn to; absent at the ends. */
  readonly previous?: number | undefined;
  readonly next?: number | undefined;
  /** The last one, where GitHub says it. */
  readonly last?: number | undefined;
}

/** Which part of a list is wanted. */
export interface PageWish {
  /** From 1. */
  readonly page: number;
  /** 1 to 100: GitHub's cap. */
  readonly perPage: number;
}

/** The page with what `Link` says about its neighbours. The addresses in it are never followed: only their page counts. */
export function pageOf<T>(
  { value: items, source, headers }: Answered<readonly T[]>,
  { page }: Pick<PageWish, "page">,
): Sourced<Page<T>> {
  const links = linkedPages([headers["link"]].flat().join(", "));
  const isLast = !links.has("next") && items.length > 0;
  const value = {
    items,
    page,
    previous: page > 1 ? Math.min(page - 1, links.get("prev") ?? page - 1) : undefined,
    next: links.has("next") ? page + 1 : undefined,
    last: links.get("last") ?? (isLast ? page : undefined),
  };
  return { value, source };
}

/** Page by relation: `next`, `prev`, `first`, `last`. What can't be read is left out. */
function linkedPages(header: string): ReadonlyMap<string, number> {
  const pages = new Map<string, number>();
  for (const [, url = "", relation = ""] of header.matchAll(/<([^<>]*)>\s*;\s*rel="(\w+)"/g)) {
    const page = URL.canParse(url) ? Number(new URL(url).searchParams.get("page")) : 0;
    if (Number.isSafeInteger(page) && page > 0) pages.set(relation, page);
  }
  return pages;
}
