import { z } from "zod";
import type { Sourced } from "../../core/source.ts";
import { cut } from "../../core/text.ts";
import { DAY_MS } from "../../core/time.ts";
import { listOf } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { httpsUrl } from "../fields.ts";
import type { CreditedPicture } from "./source.ts";

/** The most that a caller without an account gets at once. https://api.openverse.org/v1/#tag/images (2026-11-22) */
const PAGE_SIZE = 20;

const MAX_CREDIT = 80;
const MAX_TITLE = 120;

/** Those that ask for no credit; it is given all the same. */
const LICENSES = { cc0: "CC0", pdm: "public domain" } as const;

const result = z.object({
  id: z.string().min(1),
  title: z.string().nullish(),
  creator: z.string().nullish(),
  license: z.enum(["cc0", "pdm"]),
  foreign_landing_url: z.string().nullish(),
});

const body = z.object({ results: listOf(result) });

/** Openverse, a search engine for openly licensed pictures that gives their thumbnails itself. */
export class Openverse {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Pictures for the words that are free of conditions, best first; none when nothing matches. Held for a day. */
  pictures(words: string): Promise<Sourced<readonly CreditedPicture[]>> {
    return this.#ask.get("openverse", {
      path: "/images/",
      query: { q: words, license: Object.keys(LICENSES).join(","), page_size: PAGE_SIZE },
      schema: () => body.transform(({ results }) => results.map(toPicture)),
      freshMs: DAY_MS,
      staleMs: 7 * DAY_MS,
    });
  }
}

function toPicture({ id, title, creator, license, foreign_landing_url }: z.infer<typeof result>): CreditedPicture {
  return {
    title: cut(title?.trim() ?? "", MAX_TITLE),
    pageUrl: httpsUrl(foreign_landing_url),
    artist: creator?.trim() ? cut(creator.trim(), MAX_CREDIT) : undefined,
    license: LICENSES[license],
    upstream: "openverse",
    // Not the address in the answer: what Openverse itself keeps comes from no other host
    path: `/images/${encodeURIComponent(id)}/thumb/`,
  };
}
